"""The choice of one entry of one leaf: outlined wherever it is drawn, and what a large tensor is folded to."""

import streamlit as st

from core import grid_of
from ui import state
from ui.walk.choose import index

LEAF, ROW, COLUMN = "choose-leaf", "choose-row", "choose-column"


def entry(place: str = "") -> None:
    """Choose the leaf, and a row and a column of it where it has several.

    Args:
        place: what the keys begin with where a page has the choice twice.
    """
    link = state.link()
    rows, columns = grid_of(tuple(link.scenario.tensors[link.chosen_leaf].shape))
    with st.container(horizontal=True, key=f"{place}entry"):
        _leaf(place)
        index(place + ROW, "Row", rows, link.i, "i")
        index(place + COLUMN, "Column", columns, link.j, "j")


def _leaf(place: str) -> None:
    link, key = state.link(), place + LEAF
    if len(link.scenario.leaves) == 1:
        return
    st.segmented_control(
        "Leaf",
        link.scenario.leaves,
        default=link.chosen_leaf if state.set_widget(key, link.chosen_leaf) else None,
        required=True,
        key=key,
        on_change=_take_leaf,
        args=(key,),
        wrap=True,
    )


def _take_leaf(key: str) -> None:
    chosen, link = state.widget(key), state.now()
    if isinstance(chosen, str) and chosen in link.scenario.leaves:
        state.go(leaf="" if chosen == link.scenario.leaves[0] else chosen, i=0, j=0)
