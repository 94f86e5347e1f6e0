"""The numbers of a larger problem: all of them as a table to read, and fields for one sample and for coeffs.

A number chosen in the table, or the number of a sample typed beside it, says which sample has the fields.
"""

import pandas as pd
import streamlit as st

from core import NumberError, cell_name
from ui import state
from ui.frame.notices import refuse
from ui.numbers.cells import Cell, field, refused
from ui.numbers.editing import Editing
from ui.numbers.follow import resize, show_sample
from ui.numbers.whole import parse_whole
from ui.words import markup


def grids(place: str, editing: Editing) -> None:
    """The table, the fields of one sample, and those of coeffs."""
    i = min(editing.row, len(editing.draft.samples) - 1)
    names = editing.draft.sample_columns
    _label("A row is a sample: its inputs `t_indep`, and its target `t_dep`. Choose a number to change it below.")
    st.dataframe(
        pd.DataFrame(list(editing.draft.samples), columns=list(names), dtype="str"),
        key=f"{place}_samples",
        hide_index=False,
        column_config={
            "_index": st.column_config.Column("i"),
            **{name: st.column_config.TextColumn(name, alignment="right") for name in names},
        },
        on_select=lambda: _chosen(place),
        selection_mode="single-cell",
        alt="t_indep and t_dep, a row a sample",
    )
    _which(place, editing, i)
    n_coeffs = len(editing.draft.coeffs)
    cells: list[Cell] = [*(("t_indep", (i, j)) for j in range(n_coeffs)), ("t_dep", (i,))]
    with st.container(horizontal=True, key=f"{place}_sample_fields"):
        for name, index in cells:
            field(place, editing, name, index, labelled=True)
    refused(editing, cells)
    coeffs: list[Cell] = [("coeffs", (j,)) for j in range(n_coeffs)]
    _label("`coeffs`, a number a column of `t_indep`")
    with st.container(horizontal=True, key=f"{place}_coeffs_fields"):
        for name, index in coeffs:
            field(place, editing, name, index, labelled=True)
    refused(editing, coeffs)
    shown = {cell_name(*cell) for cell in [*cells, *coeffs]}
    if editing.refusal and not shown & editing.problems.keys():
        refuse(editing.refusal)


def _which(place: str, editing: Editing, i: int) -> None:
    """Which sample has the fields: typed, or the one before or after."""
    key, last = f"{place}_sample", len(editing.draft.samples) - 1
    wrong = _problems().get(key, "")
    held = wrong or state.set_widget(key, str(i))
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{place}_which"):
        st.text_input("Sample i", str(i) if held else "", key=key, width=104, on_change=_typed, args=(place, last))
        for label, other in (("Previous sample", i - 1), ("Next sample", i + 1)):
            st.button(
                label,
                key=f"{place}_{label.lower().replace(' ', '_')}",
                disabled=not 0 <= other <= last,
                on_click=_show,
                args=(place, other),
            )
        st.button(
            f"Remove sample {i}", key=f"{place}_remove_sample", disabled=last == 0, on_click=_remove, args=(place, i)
        )
    if wrong:
        refuse(wrong)


def _chosen(place: str) -> None:
    """A callback: the sample of the number that was chosen in the table."""
    held = state.widget(f"{place}_samples")
    cells = held.get("selection", {}).get("cells", []) if isinstance(held, dict) else []
    if cells:
        _show(place, int(cells[0][0]))
    else:
        state.go()


def _typed(place: str, last: int) -> None:
    """A callback: the sample whose number was typed."""
    key = f"{place}_sample"
    try:
        _show(place, parse_whole(str(state.widget(key)), 0, last))
    except NumberError as error:
        _problems()[key] = f"Sample: {error}"
        state.go()


def _show(place: str, i: int) -> None:
    _problems().clear()
    show_sample(place, i)


def _remove(place: str, i: int) -> None:
    _problems().clear()
    resize(place, lambda draft: draft.drop_sample(i))


def _problems() -> dict[str, str]:
    """By field: what is wrong with the number of a sample."""
    held: dict[str, str] = state.session("sample problems", dict)
    return held


def _label(text: str) -> None:
    st.html(f'<p class="grid-label">{markup(text)}</p>')
