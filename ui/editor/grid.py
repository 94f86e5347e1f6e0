"""The numbers of a larger problem as two grids: samples with t_indep and t_dep, and coeffs in one row."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from ui.editor.draft import NEW, Row
from ui.editor.editing import Editing
from ui.editor.follow import edited
from ui.frame.notices import refuse
from ui.words import markup


def grids(place: str, editing: Editing) -> None:
    """Both grids, and between them what is wrong in either."""
    if not editing.drawn:  # from now on what they are given changes only with their key
        editing.base = editing.draft
    _samples(place, editing)
    if editing.refusal:
        refuse(editing.refusal)
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


def _label(text: str) -> None:
    st.html(f'<p class="grid-label">{markup(text)}</p>')


def _table(rows: Sequence[Row], names: Row) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(names), dtype="str")


def _columns(names: Row) -> dict[str, ColumnConfig]:
    """Text, since number columns misread what is typed straight into them (`.07` as 7, `3,5` as 35)."""
    return {name: st.column_config.TextColumn(name, alignment="right", default=NEW) for name in names}
