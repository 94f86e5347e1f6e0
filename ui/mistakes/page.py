"""The order of the page: an open mistake comes first, and what finds another one last."""

import streamlit as st

from ui import state
from ui.mistakes.chooser import choose
from ui.mistakes.message import fitting, message_box
from ui.mistakes.study import study
from ui.mistakes.way_on import onward


def page() -> None:
    """The page under its header; with a pressed button that goes, the focus goes to what it opened (focus.js)."""
    with st.container(key="mistakes"):
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
