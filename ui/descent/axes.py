"""The choice of the two entries that the path is drawn in, for models whose leaves hold many numbers."""

import streamlit as st

from core import Descent, Entry, entries_of, largest
from ui import state
from ui.descent import run
from ui.descent.plane import entries, first_gradients
from ui.frame.notices import caption

ACROSS, UP = "descent-x", "descent-y"
OFFERED = 400
"""How many entries are offered: each run of the page sends them all to the browser."""


def axes() -> None:
    """Two boxes that can be typed into; nothing where there is no choice."""
    link = state.link()
    descent = run.run(link, link.scenario)
    pair = across, up = entries(link, descent)
    total = sum(kept[0].numel() for kept in descent.leaves.values())
    if total <= 2:
        return
    offered = _offered(descent, total)
    with st.container(horizontal=True, key="descent-axes"):
        for key, name, chosen, other in ((ACROSS, "Across", across, up), (UP, "Up", up, across)):
            options = [text for text in dict.fromkeys([*offered, chosen.text]) if text != other.text]
            index = options.index(chosen.text) if state.set_widget(key, chosen.text) else 0
            st.selectbox(name, options, index, key=key, on_change=_turn, args=(pair,), width=160)
    if total > OFFERED:
        caption(f"Of {total:,} entries the {OFFERED} with the largest |gradient| at the start are offered.")


def _offered(descent: Descent, total: int) -> list[str]:
    """The entries to choose from: all, leaf by leaf, or the steepest of very many."""
    if total > OFFERED:
        return [each.text for each in largest(first_gradients(descent), OFFERED)]
    return [each.text for leaf, kept in descent.leaves.items() for each in entries_of(leaf, tuple(kept.shape[1:]))]


def _turn(before: tuple[Entry, Entry]) -> None:
    """Both, since the one that was not chosen shall stay."""
    found = [_entry(state.widget(key), held) for key, held in zip((ACROSS, UP), before, strict=True)]
    state.go(across=found[0], up=found[1])


def _entry(text: object, held: Entry) -> Entry:
    """What a box says; what held before where it says nothing, from a browser that had forgotten it."""
    if not isinstance(text, str):
        return held
    leaf, _, rest = text.partition("[")
    return Entry(leaf, tuple(int(at) for at in rest.removesuffix("]").split(", ") if at))
