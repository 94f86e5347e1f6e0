"""A page's title and lead, what its words mean, what was wrong with its address, and whether it shows what is typed."""

import streamlit as st

from ui import state
from ui.frame.glossary import explained, meanings
from ui.frame.notices import warn
from ui.frame.views import VIEWS
from ui.numbers import last_valid
from ui.words import markup


def header(slug: str, lead: str = "", title: str = "") -> None:
    """All of it for one view; `lead` and `title` where they depend on the numbers."""
    view = VIEWS[slug]
    said = explained(lead or view.lead)
    st.html(
        f'<h1 class="{" ".join(filter(None, ("page-title", view.heading)))}">{markup(title or view.title)}</h1>'
        + (f'<p class="lead">{said}</p>' if said else "")
        + meanings()
    )
    if wrong := state.notice():
        warn(wrong)
    if refused := last_valid():
        st.html(f'<p class="last-valid">{markup(refused)}</p>', width="content")
