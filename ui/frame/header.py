"""A page's title and lead, what was wrong with its address, and the strip."""

import streamlit as st

from ui import state
from ui.frame.glossary import explained
from ui.frame.notices import warn
from ui.frame.strip import strip
from ui.frame.views import VIEWS
from ui.words import markup


def header(slug: str, lead: str = "", title: str = "") -> None:
    """All of it for one view; `lead` and `title` where they depend on the numbers."""
    view = VIEWS[slug]
    st.html(
        f'<h1 class="page-title">{markup(title or view.title)}</h1><p class="lead">{explained(lead or view.lead)}</p>'
    )
    if wrong := state.notice():
        warn(wrong)
    strip(state.link().scenario, change=slug != "your_numbers")
