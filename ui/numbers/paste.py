"""Paste whole tensors: each is optional, and what is left empty stays as it is."""

import streamlit as st

from core import ScenarioError
from ui import state
from ui.frame.notices import caption, refuse
from ui.numbers.editing import named
from ui.numbers.limits import check_size
from ui.numbers.tensors import read_all
from ui.numbers.waiting import touch

TITLE = "Paste"

FIELDS = {
    "t_indep": ("t_indep, a row a sample", "[[1, 2], [3, 4]]\nor rows from a spreadsheet"),
    "t_dep": ("t_dep, a number a sample", "[5, 6]\nor a column"),
    "coeffs": ("coeffs, a number a column of t_indep", "[0.5, 0.5]\nor a row"),
}
"""By tensor: label and placeholder."""


def paste_form() -> None:
    """The fields; what is wrong stands under its field, and the texts stay until they can be used.

    No `st.form`, which keeps its texts in the browser: they must be known when another button leaves the page.
    """
    problems = _problems()
    for column, (name, (label, placeholder)) in zip(st.columns(3), FIELDS.items(), strict=True):
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
    touch(TITLE, waits=any(str(state.widget(_key(name)) or "").strip() for name in FIELDS))
    state.go()


def take_paste() -> None:
    """A callback: use what was pasted, or keep what is wrong with it."""
    use_paste()


def use_paste() -> str:
    """Use what was pasted, or keep what is wrong with it; the first of that is returned, else ""."""
    problems, notes, link = _problems(), _notes(), state.now()
    problems.clear()
    notes.clear()
    pasted = read_all({name: str(state.widget(_key(name)) or "") for name in FIELDS}, link.scenario)
    if not pasted.problems:
        try:
            scenario = link.scenario.replace(**pasted.tensors)
            check_size(scenario.n_samples, scenario.n_coeffs)
        except ScenarioError as error:
            said = str(error)
            pasted.problems[next((name for name in FIELDS if said.startswith(name)), "")] = said
    if pasted.problems:
        problems.update(pasted.problems)
        state.go()
        return next(iter(problems.values()))
    notes += pasted.notes
    base = "" if "t_indep" in pasted.tensors else link.base
    state.change_scenario(named(scenario, base), base)
    for name in FIELDS:
        state.set_widget(_key(name), "")
    touch(TITLE, waits=False)
    return ""


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
