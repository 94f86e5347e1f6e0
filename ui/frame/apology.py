"""What a visitor sees when a page fails."""

import logging

import streamlit as st

from ui.frame.notices import refuse
from ui.frame.views import FIRST_VIEW, VIEWS


def apologise(error: Exception) -> bool:
    """A sentence and a way on. The server's log keeps the traceback."""
    logging.getLogger("streamlit").error("A page failed", exc_info=error)
    refuse("This page could not be drawn: that is our mistake, and your numbers are safe in the address.")
    st.page_link(VIEWS[FIRST_VIEW].path, label="Start again with the article's numbers", query_params={})
    return True
