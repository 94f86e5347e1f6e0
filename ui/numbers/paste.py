"""Paste whole tensors: each is optional, and what is left empty stays as it is."""

from typing import Any

import streamlit as st

from core import DEFAULT_MODEL, Link, ProgramError, Scenario, ScenarioError, dims_of, draw_start
from ui import state
from ui.frame.notices import caption, refuse
from ui.numbers.editing import named
from ui.numbers.limits import check_size
from ui.numbers.tensors import read_all
from ui.numbers.waiting import touch

TITLE = "Paste"

DATA_FIELDS = {
    "t_indep": ("t_indep, a row a sample", "[[1, 2], [3, 4]]\nor rows from a spreadsheet"),
    "t_dep": ("t_dep, a number a sample", "[5, 6]\nor a column"),
}
COEFFS = "coeffs, a number a column of t_indep", "[0.5, 0.5]\nor a row"
EXAMPLES = ("0.5", "[0.5, 0.5]\nor a row", "[[0.1, 0.2], [0.3, 0.4]]\nor rows from a spreadsheet")
"""By the dimensions of a leaf."""


def fields(scenario: Scenario) -> dict[str, tuple[str, str]]:
    """By tensor of the scenario: label and placeholder."""
    if scenario.model == DEFAULT_MODEL:
        return DATA_FIELDS | {"coeffs": COEFFS}
    dims = dims_of(scenario.model)
    shapes = {leaf: tuple(scenario.tensors[leaf].shape) for leaf in scenario.leaves}
    return DATA_FIELDS | {leaf: (f"{leaf}, now of shape {shapes[leaf]}", EXAMPLES[dims[leaf]]) for leaf in shapes}


def paste_form() -> None:
    """The fields; what is wrong stands under its field, and the texts stay until they can be used.

    No `st.form`, which keeps its texts in the browser: they must be known when another button leaves the page.
    """
    problems, every = _problems(), fields(state.link().scenario)
    if state.link().scenario.model != DEFAULT_MODEL:
        caption("Without leaves of your own, other columns of t_indep have the start drawn for them.")
    columns = [column for _ in range(0, len(every), 3) for column in st.columns(3)]
    for column, (name, (label, placeholder)) in zip(columns, every.items(), strict=False):
        with column:
            st.text_area(
                label,
                key=_key(name),
                placeholder=placeholder,
                height=104,
                on_change=_pasted,
                persist_state="session",
            )
            if name in problems:
                refuse(problems[name])
    if "" in problems:
        refuse(problems[""])
    st.button("Use these numbers", key="paste_button", on_click=take_paste)
    if notes := _notes():
        caption(" ".join(notes))
    caption(
        "Brackets as in Python, a printed tensor, or rows with tabs, semicolons, commas or blanks between the numbers. "
        "A field left empty keeps its numbers."
    )


def _pasted() -> None:
    """A callback: something was pasted, or all of it taken out."""
    touch(TITLE, waits=any(str(state.widget(_key(name)) or "").strip() for name in fields(state.now().scenario)))
    state.go()


def take_paste() -> None:
    """A callback: use what was pasted, or keep what is wrong with it."""
    use_paste()


def use_paste() -> str:
    """Use what was pasted, or keep what is wrong with it; the first of that is returned, else ""."""
    problems, notes, link = _problems(), _notes(), state.now()
    problems.clear()
    notes.clear()
    every = fields(link.scenario)
    pasted = read_all({name: str(state.widget(_key(name)) or "") for name in every}, link.scenario)
    if not pasted.problems:
        try:
            scenario = _replaced(link, pasted.tensors)
            check_size(scenario.n_samples, scenario.n_coeffs, scenario.model)
        except (ScenarioError, ProgramError) as error:
            if isinstance(error, ProgramError):  # two tensors that do not fit: it stands under the one that is new
                said = error.message
                pasted.problems[next((name for name in pasted.tensors if f"{name} (" in said), "")] = said
            else:
                said = str(error)
                pasted.problems[next((name for name in every if said.startswith(name)), "")] = said
    if pasted.problems:
        problems.update(pasted.problems)
        state.go()
        return next(iter(problems.values()))
    notes += pasted.notes
    base = "" if "t_indep" in pasted.tensors else link.base
    state.change_scenario(named(scenario, base, link.start), base, link.start)
    for name in every:
        state.set_widget(_key(name), "")
    touch(TITLE, waits=False)
    return ""


def _replaced(link: Link, tensors: dict[str, Any]) -> Scenario:
    """The scenario with what was pasted; leaves that were not are drawn anew where t_indep has other columns."""
    scenario = link.scenario
    columns = {len(row) for row in tensors.get("t_indep", ())}
    if scenario.model != DEFAULT_MODEL and columns and columns != {scenario.n_coeffs}:
        tensors = draw_start(scenario.model, max(columns), link.start) | tensors
    return scenario.replace(**tensors)


def _key(name: str) -> str:
    return f"paste_{name}"


def _problems() -> dict[str, str]:
    """By tensor: what is wrong with its field; "" for all of them together."""
    held: dict[str, str] = state.session("paste problems", dict)
    return held


def _notes() -> list[str]:
    """What was left out of what was pasted last, a sentence each."""
    held: list[str] = state.session("paste notes", list)
    return held
