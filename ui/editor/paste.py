"""Paste whole tensors: each is optional, and what is left empty stays as it is."""

from typing import Any

import streamlit as st
import torch

from core.numbers import NumberError, parse_table
from core.scenario import ScenarioError
from ui import state
from ui.editor.editing import named
from ui.editor.limits import check_size
from ui.editor.reading import Reader
from ui.frame.notices import caption, refuse

FIELDS = {
    "t_indep": ("t_indep, a row a sample", "[[1, 2], [3, 4]]\nor rows from a spreadsheet"),
    "t_dep": ("t_dep, a number a sample", "[5, 6]\nor a column"),
    "coeffs": ("coeffs, a number a column of t_indep", "[0.5, 0.5]\nor a row"),
}
"""By tensor: label and placeholder."""


def paste_form() -> None:
    """The form; what is wrong stands under its field, and the texts stay until they can be used."""
    problems = _problems()
    with st.form("paste", border=False):
        for column, (name, (label, placeholder)) in zip(st.columns(3), FIELDS.items(), strict=True):
            with column:
                st.text_area(label, key=_key(name), placeholder=placeholder, height=104, persist_state="session")
                if name in problems:
                    refuse(problems[name])
        if "" in problems:
            refuse(problems[""])
        st.form_submit_button("Use these numbers", key="paste_button", on_click=take_paste)
    caption(
        "Brackets as in Python, a printed tensor, or rows with tabs, semicolons, commas or blanks between the numbers. "
        "A field left empty keeps its numbers."
    )


def take_paste() -> None:
    """A callback: use what was pasted, or keep what is wrong with it."""
    problems = _problems()
    problems.clear()
    link = state.now()
    tensors: dict[str, Any] = {}
    for name in FIELDS:
        text = str(state.widget(_key(name)))
        if text.strip():
            try:
                tensors[name] = read_tensor(name, text, link.scenario.dtype)
            except NumberError as error:
                problems[name] = f"{name}: {error}"
            except ScenarioError as error:
                problems[name] = str(error)
    if not tensors and not problems:
        problems[""] = "There is nothing to use: paste at least one of the three."
    if problems:
        state.go()
        return
    try:
        scenario = link.scenario.replace(**tensors)
        check_size(scenario.n_samples, scenario.n_coeffs)
    except ScenarioError as error:
        text = str(error)
        problems[next((name for name in FIELDS if text.startswith(name)), "")] = text
        state.go()
        return
    base = "" if "t_indep" in tensors else link.base
    state.change_scenario(named(scenario, base), base)
    for name in FIELDS:
        state.set_widget(_key(name), "")


def read_tensor(name: str, text: str, dtype: torch.dtype) -> list[list[float]] | list[float]:
    """The numbers of a pasted text; for t_dep and coeffs a row and a column are the same.

    Raises:
        NumberError: when the text is no table.
        ScenarioError: about a cell, with its place.
    """
    rows, reader = parse_table(text), Reader(dtype)
    if name == "t_indep":
        table = [reader.row(row, lambda j, i=i: f"t_indep[{i}, {j}]") for i, row in enumerate(rows)]  # type: ignore[misc]
        reader.check()
        return table
    if len(rows) > 1 and len(rows[0]) > 1:
        raise ScenarioError(
            f"{name} is a table of {len(rows)} rows and {len(rows[0])} columns: paste one row or one column of numbers."
        )
    numbers = reader.row([cell for row in rows for cell in row], lambda k: f"{name}[{k}]")
    reader.check()
    return numbers


def _key(name: str) -> str:
    return f"paste_{name}"


def _problems() -> dict[str, str]:
    """By tensor: what is wrong with its field; "" for all of them together."""
    held: dict[str, str] = state.session("paste problems", dict)
    return held
