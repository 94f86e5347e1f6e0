"""The order of the page: an open mistake comes first, and what finds another one last."""

from ui import state
from ui.mistakes.chooser import choose
from ui.mistakes.message import fitting, message_box
from ui.mistakes.study import study
from ui.mistakes.way_on import onward


def page() -> None:
    """The page under its header."""
    if state.link().mistake:
        fitting()
        study()
        onward()
        message_box()
        choose()
    else:
        message_box()
        fitting()
        choose()
        onward()
