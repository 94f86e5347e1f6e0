"""The frame around every page: styles, navigation, title and lead, and the strip with the scenario."""

import logging
from datetime import timedelta
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core import LOSSES, REDUCTIONS, Scenario
from ui import state
from ui.editor import change_numbers, last_valid
from ui.views import FIRST_VIEW, VIEWS
from ui.words import count, markup

STYLES = sorted(Path(__file__).parent.rglob("*.css"))
SCRIPTS = [Path(__file__).with_name(name) for name in ("onward.js", "waiting.js")]
SCRIPT = f"<script>{''.join(script.read_text(encoding='utf-8') for script in SCRIPTS)}</script>"
"""All scripts of the app, as they stand in their files: no text of a visitor's is ever part of them."""


def pages() -> dict[str, list[StreamlitPage]]:
    """The pages by section, for `st.navigation`."""
    sections: dict[str, list[StreamlitPage]] = {}
    for slug, view in VIEWS.items():
        page = st.Page(view.path, title=view.short, url_path=slug, default=slug == FIRST_VIEW)
        sections.setdefault(view.section, []).append(page)
    return sections


def top() -> None:
    """Styles and navigation. The links carry the scenario along, which the built-in navigation would drop."""
    st.html(f"<style>{''.join(style.read_text(encoding='utf-8') for style in STYLES)}</style>")
    st.html(SCRIPT, unsafe_allow_javascript=True)
    state.link()
    _come_back()
    with st.container(horizontal=True, key="nav", gap=None):
        st.html('<p class="brand">loss.backward()</p>', width="content")
        for view in VIEWS.values():
            st.page_link(view.path, label=view.short, query_params=state.from_the_start(), width="content")


@st.fragment(run_every=timedelta(days=1))
def _come_back() -> None:
    """Draws nothing; it is there for a browser that lost its connection and finds a server that does not know it.

    That browser asks for a run only if something on the page is run at intervals, or if its last run was a fragment's.
    Otherwise the page looks alive, and the server passes over each click in a fragment that it has never drawn.
    """


def header(slug: str, lead: str = "") -> None:
    """A page's title, lead and strip; `lead` where it depends on the numbers."""
    view = VIEWS[slug]
    st.html(f'<h1 class="page-title">{markup(view.title)}</h1><p class="lead">{markup(lead or view.lead)}</p>')
    if state.notice():
        st.warning(state.notice(), icon=":material/link_off:")
    _strip(state.link().scenario, change=slug != "your_numbers")


def _strip(scenario: Scenario, *, change: bool) -> None:
    """What the numbers are, on every page, and the way to change them; its content is made when it is opened."""
    size = f"{count(scenario.n_samples, 'sample')}, {count(scenario.n_coeffs, 'coefficient')}"
    loss = f"{LOSSES[scenario.loss].title}, {REDUCTIONS[scenario.reduction].title}"
    with st.container(horizontal=True, key="strip", vertical_alignment="center"):
        text = f"<b>{escape(scenario.name)}</b> · {size} · {loss}"
        st.html(f'<p class="strip">{text}</p>', width="content")
        if change:
            with st.popover("Change numbers", key="change", on_change="rerun") as popover:
                if popover.open:
                    change_numbers()
            if refused := last_valid():
                st.html(f'<p class="strip stale">{markup(refused)}</p>', width="content")


def apologise(error: Exception) -> bool:
    """What a visitor sees when a page fails: a sentence and a way on. The server's log keeps the traceback."""
    logging.getLogger("streamlit").error("A page failed", exc_info=error)
    st.error("This page could not be drawn: that is our mistake, and your numbers are safe in the address.")
    st.page_link(VIEWS[FIRST_VIEW].path, label="Start again with the article's numbers", query_params={})
    return True
