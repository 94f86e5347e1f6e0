"""The strip: what the numbers are, on every page, the way to change them, and the words of the field."""

from html import escape

import streamlit as st

from core import LOSSES, REDUCTIONS, Scenario
from ui.frame.glossary import glossary
from ui.numbers import change_numbers, last_valid
from ui.words import count, markup


def strip(scenario: Scenario, *, change: bool) -> None:
    """The scenario in a line, and, where there is something to `change`, the editor, made when it is opened."""
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
        st.html(glossary(), width="content")
