"""The view of mistakes: find one, guess what it does, run it, see why, and run it mended."""

from ui.mistakes.chooser import choose
from ui.mistakes.message import message_box
from ui.mistakes.onward import onward
from ui.mistakes.study import study

__all__ = ["choose", "message_box", "onward", "study"]
