"""The choice of one entry of one leaf: outlined wherever it is drawn, and what a large tensor is folded to."""

from typing import Literal

import streamlit as st

from core import grid_of
from ui import state

IN_A_ROW = 6
LEAF, ROW, COLUMN = "choose-leaf", "choose-row", "choose-column"


def leaf() -> None:
    """Choose the leaf alone."""
    with st.container(horizontal=True, key="entry"):
        _leaf("")


def entry(place: str = "") -> None:
    """Choose the leaf, and a row and a column of it where it has several.

    Args:
        place: what the keys begin with where a page has the choice twice.
    """
    link = state.link()
    rows, columns = grid_of(tuple(link.scenario.tensors[link.chosen_leaf].shape))
    with st.container(horizontal=True, key=f"{place}entry"):
        _leaf(place)
        _index(place + ROW, "Row", rows, link.i, "i")
        _index(place + COLUMN, "Column", columns, link.j, "j")


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


def _index(key: str, label: str, size: int, chosen: int, name: str) -> None:
    if size == 1:
        return
    held, taken = state.set_widget(key, chosen), (key, name)
    if size <= IN_A_ROW:
        st.segmented_control(
            label,
            range(size),
            default=chosen if held else None,
            required=True,
            key=key,
            on_change=_take,
            args=taken,
            wrap=True,
        )
    else:
        label = f"{label}, 0 to {size - 1:,}"
        value: int | Literal["min"] = chosen if held else "min"  # a number would be a second word on what it holds
        st.number_input(label, 0, size - 1, value, step=1, key=key, on_change=_take, args=taken, width=160)


def _take_leaf(key: str) -> None:
    chosen, link = state.widget(key), state.now()
    if isinstance(chosen, str) and chosen in link.scenario.leaves:
        state.go(leaf="" if chosen == link.scenario.leaves[0] else chosen, i=0, j=0)


def _take(key: str, name: str) -> None:
    chosen = state.widget(key)
    if isinstance(chosen, int):
        state.go(**{name: chosen})
