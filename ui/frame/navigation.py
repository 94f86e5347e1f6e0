"""The pages, and the links to them: stations on the lower edge of the bar, under the names of their sections."""

from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ui import state
from ui.frame.views import FIRST_VIEW, VIEWS


def pages() -> dict[str, list[StreamlitPage]]:
    """The pages by section, for `st.navigation`."""
    sections: dict[str, list[StreamlitPage]] = {}
    for slug, view in VIEWS.items():
        page = st.Page(view.path, title=view.short, url_path=slug, default=slug == FIRST_VIEW)
        sections.setdefault(view.section, []).append(page)
    return sections


def navigation() -> None:
    """The links. They carry the scenario along, which the built-in navigation would drop.

    landmarks.js makes a `nav` of them, marks the current one, and folds them where the window is narrow.
    """
    section = ""
    with st.container(horizontal=True, key="nav", gap=None, width="content"):
        for view in VIEWS.values():
            if view.section != section:
                section = view.section
                st.html(f'<p class="section">{escape(section)}</p>', width="content")
            st.page_link(view.path, label=view.short, query_params=state.from_the_start(), width="content")
