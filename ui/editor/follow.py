"""Between an editor and the address: what it shows follows the address, and what is typed becomes the address."""

from collections.abc import Callable
from typing import cast

import torch

from core.scenario import Scenario
from ui import state
from ui.editor.block import spread
from ui.editor.draft import NO_EDITS, Draft, Edits, Index
from ui.editor.editing import Editing, named, same_numbers
from ui.editor.limits import fits_grid
from ui.editor.precision import in_dtype


def follow(place: str) -> Editing | None:
    """The editor of a place, showing the numbers of the address; None where they are too many to edit by hand."""
    scenario = state.link().scenario
    if not fits_grid(scenario):
        return None
    editing = _editing(place, scenario)
    if not same_numbers(editing.scenario, scenario):
        editing.show(scenario)
    elif editing.drawn and state.widget(editing.key("samples")) is None:
        editing.restart()  # the page was left: Streamlit dropped the widget, but not what was typed
    return editing


def refusal(place: str) -> str:
    """Why the numbers typed last in a place are not those in use; "" when they are."""
    editing = state.widget(_key(place))
    if isinstance(editing, Editing) and same_numbers(editing.scenario, state.link().scenario):
        return editing.refusal
    return ""


def typed_cell(place: str, key: str, name: str, index: Index) -> None:
    """A callback: take what was typed or pasted into one field."""
    editing = _editing(place, state.now().scenario)
    if editing.draft.has(name, index):
        _take(editing, spread(editing.draft, name, index, str(state.widget(key))))


def edited(place: str) -> None:
    """A callback: take what the grids hold now."""
    editing = _editing(place, state.now().scenario)
    deleted = editing.drawn and bool(_edits(editing, "samples")["deleted_rows"])
    _take(editing, _shown(editing))
    if deleted:
        editing.restart()  # or the grid would go on counting its rows as before


def resize(place: str, change: Callable[[Draft], Draft]) -> None:
    """A callback: add or remove a sample or a coefficient, after what was typed last."""
    editing = _editing(place, state.now().scenario)
    _take(editing, change(_shown(editing)))
    editing.restart()


def change_dtype(place: str, dtype: torch.dtype) -> None:
    """A callback: go on in another dtype.

    Raises:
        ScenarioError: where the numbers do not fit into it.
    """
    link = state.now()
    scenario = in_dtype(link.scenario, link.base, dtype)
    editing = state.widget(_key(place))
    if isinstance(editing, Editing) and same_numbers(editing.scenario, link.scenario):
        scenario = named(editing.convert(scenario), link.base)
    state.go(scenario=scenario, step=0)


def _take(editing: Editing, draft: Draft) -> None:
    """Make a draft the scenario, if it can be read."""
    link = state.now()
    if editing.take(draft, link.scenario) and not same_numbers(editing.scenario, link.scenario):
        state.change_scenario(named(editing.scenario, link.base), link.base)
    else:
        state.go()  # the browser's address may be older than the state, and this run would go back to it


def _shown(editing: Editing) -> Draft:
    """What is shown now, also where the callback of the grid's last edit has not run yet."""
    if not editing.drawn:
        return editing.draft
    return editing.base.with_samples(_edits(editing, "samples")).with_coeffs(_edits(editing, "coeffs"))


def _edits(editing: Editing, grid: str) -> Edits:
    held = state.widget(editing.key(grid))
    return cast("Edits", held) if held else NO_EDITS


def _editing(place: str, scenario: Scenario) -> Editing:
    return state.session(_key(place), lambda: Editing.of(scenario))


def _key(place: str) -> str:
    return f"editing {place}"
