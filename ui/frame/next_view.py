"""A page's one Next: the way to the view that follows on the tour.

A link and not a button: `st.switch_page` writes the new view's address onto the old view first, and Back would then
show the old view at its first step (Streamlit 1.67).
"""

import streamlit as st

from ui import state
from ui.frame.views import VIEWS, following


def next_link(slug: str, *, label: str = "", primary: bool = True) -> None:
    """The link at the end of a view, which leads to the first step of the next one.

    Args:
        slug: the view that it ends.
        label: what it says; "" for "Next:" and the name of the view that it leads to.
        primary: whether it is what a reader is expected to do next.
    """
    after = VIEWS[following(slug)]
    with st.container(key="onward" if primary else "onward-later", width="content"):
        st.page_link(
            after.path,
            label=label or f"Next: {after.short}",
            query_params=state.from_the_start(),
            width="content",
        )
