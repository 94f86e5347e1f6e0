"""A page's one Next: the way to the view that follows."""

import streamlit as st

from ui import state
from ui.views import VIEWS


def onward(slug: str) -> None:
    """The button, which leads to the first step of a view."""
    if st.button(f"Next: {VIEWS[slug].short}", key="onward", type="primary"):
        st.switch_page(VIEWS[slug].path, query_params=state.params(step=0, trace=False))
