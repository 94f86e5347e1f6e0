"""The view of mistakes: find one, guess what it does, run it, see why, and run it mended."""

from ui.mistakes.page import page

__all__ = ["page"]
