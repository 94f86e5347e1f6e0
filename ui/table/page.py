"""The tab: the table's source, what was read, what to make of it, and what is in use."""

import streamlit as st
import torch

from core import DEFAULT_MODEL, MAX_BYTES, MAX_COLUMNS, MAX_FEATURES, MAX_ROWS, Column, Table, short
from ui import state
from ui.frame.notices import caption, refuse
from ui.runtime.runs import run_of
from ui.table.choice import choice
from ui.table.grid import grid
from ui.table.upload import NAMES, TEXT, UPLOAD, Held, held, take_file, take_names, take_text
from ui.words import count

MEGABYTE = 2**20
MAX_PASTED = 1_000_000
"""Characters; more is for a file."""

LIMITS = (
    f"At most {MAX_BYTES // MEGABYTE} MB, {MAX_ROWS:,} rows and {MAX_COLUMNS} columns, of which {MAX_FEATURES} can be "
    "features. Commas, semicolons, tabs, pipes or blanks between the cells; the file stays in this session."
)


def tab() -> None:
    """The whole tab."""
    now = held()
    file, text = st.columns(2, gap="medium")
    with file:
        st.file_uploader(
            "A CSV file", ["csv", "tsv", "txt"], key=UPLOAD, on_change=take_file, max_upload_size=MAX_BYTES // MEGABYTE
        )
    with text:  # no st.form: what was pasted must be known when another button leaves the page
        st.text_area(
            "Or rows of a table",
            key=TEXT,
            placeholder="size, tip\n2, 1.01\n3, 1.66",
            height=104,
            max_chars=MAX_PASTED,
            on_change=take_text,
            persist_state="session",
        )
        st.button("Read these rows", key="table_read", on_click=take_text)
    caption(LIMITS)
    if now.problem:
        refuse(now.problem)
    if now.table is not None:
        _read(now.table)
        choice(now, now.table)
    _in_use(now)


def _read(table: Table) -> None:
    """What was read: the first rows, and each column."""
    st.html(f'<h2 class="table-title">{count(len(table.rows), "row")}, {count(len(table.columns), "column")}</h2>')
    caption(" ".join(table.notes))
    state.set_widget(NAMES, table.has_names)
    st.toggle("The first row holds the names", key=NAMES, on_change=take_names)
    names = [column.name for column in table.columns]
    rows = [(str(int(row)), *cells) for row, cells in zip(table.rows, table.head, strict=False)]
    shown = f"The first {count(len(rows), 'row')}" if len(table.rows) > len(rows) else "All rows"
    columns = grid("Columns", HEADS, [_described(each) for each in table.columns], "reason")
    st.html(f'<div class="table-boxes">{grid(shown, ("row", *names), rows)}{columns}</div>')


HEADS = ("column", "holds", "from", "to", "missing", "cannot be used")


def _described(column: Column) -> tuple[str, ...]:
    least, largest = (short(end) for end in column.range) if column.range else ("", "")
    missing = f"{column.missing:,}" if column.missing else ""
    return column.name, column.kind, least, largest, missing, column.why.removesuffix(".")


def _in_use(now: Held) -> None:
    """What each coefficient of the current problem belongs to, as long as its inputs are those of the table."""
    scenario, used = state.link().scenario, now.used
    if (
        used is None
        or scenario.model != DEFAULT_MODEL
        or not torch.equal(scenario.t_indep.double(), used.scenario.t_indep.double())
    ):
        return
    grad = run_of(scenario).backward.coeffs_grad
    numbers = zip(used.features, scenario.coeffs.tolist(), grad.tolist(), strict=True)
    rows = [
        (f"coeffs[{j}]", name, short(coeff), short(slope, signed=True))
        for j, (name, coeff, slope) in enumerate(numbers)
    ]
    st.html(grid(f"In use: t_dep is {used.target}", ("", "feature", "coeffs", "coeffs.grad"), rows, "gradient"))
    caption(" ".join(used.notes))
