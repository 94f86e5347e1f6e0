"""A page's one Next: the way to the view that follows on the tour."""

import streamlit as st

from ui import state
from ui.views import VIEWS, following


def onward(slug: str, *, primary: bool = True) -> None:
    """The button at the end of a view, which leads to the first step of the next one."""
    after = following(slug)
    if st.button(f"Next: {VIEWS[after].short}", key="onward", type="primary" if primary else "secondary"):
        st.switch_page(VIEWS[after].path, query_params=state.params(step=0, trace=False))
