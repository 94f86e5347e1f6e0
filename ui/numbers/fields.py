"""Every number of the problem, to be edited by hand: as fields, as grids, or not at all, as its size allows."""

from collections.abc import Callable

import streamlit as st

from ui import state
from ui.frame.notices import caption, inform
from ui.numbers.cells import cells, fit_cells
from ui.numbers.draft import Draft
from ui.numbers.editing import Editing
from ui.numbers.follow import follow, resize
from ui.numbers.grid import grids
from ui.numbers.leaves import drawn, one_a_column
from ui.numbers.limits import MAX_GRID_COEFFS, MAX_GRID_SAMPLES

TOO_MANY = (
    f"These are more numbers than can be edited by hand ({MAX_GRID_SAMPLES:,} samples, {MAX_GRID_COEFFS} "
    "coefficients). Paste, draw or load others on Your numbers."
)


def numbers(place: str, *, grid: bool) -> None:
    """The editor of a place; `grid` whether there is room for the large one."""
    if not one_a_column(state.link().scenario):
        drawn(place, grid=grid)
        return
    editing = follow(place)
    if editing is None or not (grid or fit_cells(editing)):
        inform(TOO_MANY if editing is None else "There are too many numbers to edit here: open Your numbers.")
        return
    (cells if fit_cells(editing) else grids)(place, editing)
    _sizes(place, editing)
    if grid:
        caption("What you add holds 0, so a new coefficient changes no prediction until you change it.")


def _sizes(place: str, editing: Editing) -> None:
    """By button, since a keyboard or a thumb does not reach the grid's own ways."""
    n_samples, n_coeffs = len(editing.draft.samples), len(editing.draft.coeffs)
    with st.container(horizontal=True, key=f"{place}_sizes"):
        _button(place, "Add a sample", Draft.add_sample, enabled=n_samples < MAX_GRID_SAMPLES)
        _button(place, "Remove the last sample", Draft.drop_sample, enabled=n_samples > 1)
        _button(place, "Add a coefficient", Draft.add_coeff, enabled=n_coeffs < MAX_GRID_COEFFS)
        _button(place, "Remove the last coefficient", Draft.drop_coeff, enabled=n_coeffs > 1)


def _button(place: str, label: str, change: Callable[[Draft], Draft], *, enabled: bool) -> None:
    key = f"{place}_{label.lower().replace(' ', '_')}"
    st.button(label, key=key, disabled=not enabled, on_click=resize, args=(place, change))
