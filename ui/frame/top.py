"""What stands above every page, drawn before the page itself."""

from datetime import timedelta

import streamlit as st

from ui import state
from ui.frame import styles
from ui.frame.bar import bar
from ui.frame.views import FIRST_VIEW, VIEWS
from ui.lessons.strip import strip


def top(slug: str) -> None:
    """Styles, scripts, the state of the address, the tab's title, the bar, a lesson's strip; "" is the first view."""
    slug = slug or FIRST_VIEW
    styles.send()
    state.link()
    _come_back()
    st.set_page_config(page_title=f"{VIEWS[slug].short} · loss.backward()")
    bar(slug)
    strip(slug)


@st.fragment(run_every=timedelta(days=1))
def _come_back() -> None:
    """Draws nothing; it is there for a browser that lost its connection and finds a server that does not know it.

    That browser asks for a run only if something on the page is run at intervals, or if its last run was a fragment's.
    Otherwise the page looks alive, and the server passes over each click in a fragment that it has never drawn.
    """
