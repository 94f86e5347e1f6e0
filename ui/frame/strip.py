"""The strip: what the numbers are, on every page, the way to change them, and the words of the field."""

from html import escape

import streamlit as st

from core import DEFAULT_MODEL, LOSSES, MODELS, REDUCTIONS, Scenario
from ui.frame.glossary import glossary
from ui.numbers import change_numbers, last_valid
from ui.words import count, markup


def strip(scenario: Scenario, *, change: bool) -> None:
    """The scenario in a line, and, where there is something to `change`, the editor, made when it is opened."""
    size = f"{count(scenario.n_samples, 'sample')}, {_learned(scenario)}"
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


def _learned(scenario: Scenario) -> str:
    """What is learned; of another model than the article's its name, too."""
    if scenario.model == DEFAULT_MODEL:
        return count(scenario.n_coeffs, "coefficient")
    learned = sum(scenario.tensors[leaf].numel() for leaf in scenario.leaves)
    inputs, numbers = count(scenario.n_coeffs, "input"), count(learned, "learned number")
    return f"{inputs} · {escape(MODELS[scenario.model].title)}, {numbers}"
