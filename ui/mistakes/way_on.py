"""The end of the page: another mistake, and the way to the next view."""

import streamlit as st

from core import MISTAKES
from ui import state
from ui.frame.next_view import next_link as next_view
from ui.mistakes.chooser import open_mistake


def onward() -> None:
    """The next view, and the mistake that follows the open one in the registry, which does not tell what it does."""
    opened = state.link().mistake
    done = not opened or state.link().shown  # until then the run is what comes next
    with st.container(horizontal=True, key="mistakes-onward", vertical_alignment="center"):
        next_view("mistakes", primary=done)
        if opened:
            slugs = list(MISTAKES)
            following = slugs[(slugs.index(opened) + 1) % len(slugs)]
            label = f"Another mistake: {MISTAKES[following].title}"
            st.button(label, key="another", on_click=open_mistake, args=(following,))
