"""A small problem's numbers as text fields, laid out like the tape: a row a sample, a column a coefficient.

Text fields, here and for a larger problem: `st.data_editor` opens its field on the first key, and keys that come faster
than it opens are lost (`.07` typed by a fast hand, or while its code is being fetched, arrives as 7). Fields can be
found by name, too, by a screen reader as by a test, and a phone opens its keyboard on the first tap.
"""

from collections.abc import Iterable
from typing import Literal

import streamlit as st

from core import cell_name
from ui import state
from ui.numbers.draft import Index
from ui.numbers.editing import Editing
from ui.numbers.follow import typed_cell
from ui.words import markup

MAX_SAMPLES = 10
MAX_COEFFS = 4
NAME_WIDTH = 52
LABELLED_WIDTH = 104

Cell = tuple[str, Index]


def fit_cells(editing: Editing) -> bool:
    """Whether the draft is small enough for a field a number, on a phone too."""
    return len(editing.draft.samples) <= MAX_SAMPLES and len(editing.draft.coeffs) <= MAX_COEFFS


def cells(place: str, editing: Editing) -> None:
    """The fields, and under each row what is wrong in it."""
    n_coeffs = len(editing.draft.coeffs)
    with st.container(key=f"{place}_cells"):
        _row(place, editing, "coeffs", [("coeffs", (j,)) for j in range(n_coeffs)])
        _heads(["i", *(f"t_indep[:, {j}]" for j in range(n_coeffs)), "t_dep"])
        for i in range(len(editing.draft.samples)):
            _row(place, editing, str(i), [*(("t_indep", (i, j)) for j in range(n_coeffs)), ("t_dep", (i,))])


def _heads(texts: list[str]) -> None:
    with st.container(horizontal=True, wrap=False, gap="xsmall"):
        _head(texts[0], width=NAME_WIDTH)
        for text in texts[1:]:
            _head(text)


def _row(place: str, editing: Editing, name: str, row: list[Cell]) -> None:
    with st.container(horizontal=True, wrap=False, gap="xsmall", vertical_alignment="center"):
        _head(name, width=NAME_WIDTH)
        for cell in row:
            field(place, editing, *cell)
        if name == "coeffs":
            _head("")  # nothing stands above t_dep
    refused(editing, row)


def field(place: str, editing: Editing, name: str, index: Index, *, labelled: bool = False) -> None:
    """One number's field; `labelled` where no head stands above it."""
    key = f"{place}_{'_'.join(map(str, (name, *index)))}"
    text = editing.draft.cell(name, index)
    st.text_input(
        cell_name(name, index),
        text if state.set_widget(key, text) else "",
        key=key,
        label_visibility="visible" if labelled else "collapsed",
        width=LABELLED_WIDTH if labelled else "stretch",
        autocomplete="off",
        on_change=typed_cell,
        args=(place, key, name, index),
    )


def refused(editing: Editing, cells: Iterable[Cell]) -> None:
    """What is wrong in any of some cells."""
    for cell in cells:
        label = cell_name(*cell)
        if problem := editing.problems.get(label):
            st.html(f'<p class="refused" role="alert">{markup(f"`{label}`: {problem}")}</p>')


def _head(text: str, width: int | Literal["stretch"] = "stretch") -> None:
    name, bracket, index = text.partition("[")  # in two lines where it is narrow
    spans = "".join(f"<span>{part}</span>" for part in (name, bracket + index) if part)
    st.html(f'<p class="cell-head">{spans or "&nbsp;"}</p>', width=width)
