"""The two grids, and the buttons that change their size: samples with t_indep and t_dep, and coeffs in one row."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from ui.editor.draft import NEW, Draft, Row
from ui.editor.editing import Editing, edited, follow, resize
from ui.editor.limits import MAX_GRID_COEFFS, MAX_GRID_SAMPLES
from ui.words import markup


def grids(place: str) -> None:
    """The editor of a place, or a sentence where there are too many numbers for it."""
    editing = follow(place)
    if editing is None:
        st.info(
            f"These are more numbers than can be edited by hand ({MAX_GRID_SAMPLES:,} samples, {MAX_GRID_COEFFS} "
            "coefficients). Paste, draw or load others below.",
            icon=":material/table:",
        )
        return
    _samples(place, editing)
    _coeffs(place, editing)
    editing.drawn = True


def _samples(place: str, editing: Editing) -> None:
    names = editing.base.sample_columns
    _label("A row is a sample: its inputs `t_indep`, and its target `t_dep`")
    st.data_editor(
        _table(editing.base.samples, names),
        key=editing.key("samples"),
        num_rows="dynamic",
        hide_index=False,
        column_config={"_index": st.column_config.Column("i"), **_columns(names)},
        on_change=edited,
        args=(place,),
        alt="t_indep and t_dep, a row a sample",
    )
    size = len(editing.draft.samples)
    with st.container(horizontal=True, key=f"sizes_samples_{place}"):
        _button(place, "Add a sample", Draft.add_sample, enabled=size < MAX_GRID_SAMPLES)
        _button(place, "Remove the last sample", Draft.drop_sample, enabled=size > 1)


def _coeffs(place: str, editing: Editing) -> None:
    names = editing.base.coeff_columns
    _label("`coeffs`, a number a column of `t_indep`")
    st.data_editor(
        _table((editing.base.coeffs,), names),
        key=editing.key("coeffs"),
        hide_index=True,
        column_config=_columns(names),
        on_change=edited,
        args=(place,),
        alt="coeffs, one row",
    )
    size = len(editing.draft.coeffs)
    with st.container(horizontal=True, key=f"sizes_coeffs_{place}"):
        _button(place, "Add a coefficient", Draft.add_coeff, enabled=size < MAX_GRID_COEFFS)
        _button(place, "Remove the last coefficient", Draft.drop_coeff, enabled=size > 1)


def _label(text: str) -> None:
    st.html(f'<p class="grid-label">{markup(text)}</p>')


def _button(place: str, label: str, change: Callable[[Draft], Draft], *, enabled: bool) -> None:
    key = f"{place}_{label.lower().replace(' ', '_')}"
    st.button(label, key=key, disabled=not enabled, on_click=resize, args=(place, change))


def _table(rows: Sequence[Row], names: Row) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(names), dtype="str")


def _columns(names: Row) -> dict[str, ColumnConfig]:
    """Text, since number columns misread what is typed straight into them (`.07` as 7, `3,5` as 35)."""
    return {name: st.column_config.TextColumn(name, alignment="right", default=NEW) for name in names}
