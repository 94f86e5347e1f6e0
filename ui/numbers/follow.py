"""Between an editor and the address: what it shows follows the address, and what is typed becomes the address."""

from collections.abc import Callable

import torch

from core import Scenario
from ui import state
from ui.numbers.block import spread
from ui.numbers.draft import Draft, Index
from ui.numbers.editing import Editing, named, same_numbers
from ui.numbers.limits import fits_grid
from ui.numbers.precision import in_dtype


def follow(place: str) -> Editing | None:
    """The editor of a place, showing the numbers of the address; None where they are too many to edit by hand."""
    scenario = state.link().scenario
    if not fits_grid(scenario):
        return None
    editing = _editing(place, scenario)
    if not same_numbers(editing.scenario, scenario):
        editing.show(scenario)
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


def show_sample(place: str, i: int) -> None:
    """A callback's part: give the numbers of another sample their fields."""
    editing = _editing(place, state.now().scenario)
    editing.row = max(0, min(i, len(editing.draft.samples) - 1))
    state.go()


def resize(place: str, change: Callable[[Draft], Draft]) -> None:
    """A callback: add or remove a sample or a coefficient, after what was typed last."""
    editing = _editing(place, state.now().scenario)
    _take(editing, change(editing.draft))


def change_dtype(place: str, dtype: torch.dtype) -> None:
    """A callback: go on in another dtype.

    Raises:
        ScenarioError: where the numbers do not fit into it.
    """
    link = state.now()
    scenario = in_dtype(link.scenario, link.base, dtype, link.start)
    editing = state.widget(_key(place))
    if isinstance(editing, Editing) and same_numbers(editing.scenario, link.scenario):
        scenario = named(editing.convert(scenario), link.base, link.start)
    state.go(scenario=scenario, step=0)


def _take(editing: Editing, draft: Draft) -> None:
    """Make a draft the scenario, if it can be read."""
    link = state.now()
    if editing.take(draft, link.scenario) and not same_numbers(editing.scenario, link.scenario):
        state.change_scenario(named(editing.scenario, link.base, link.start), link.base, link.start)
    else:
        state.go()  # the browser's address may be older than the state, and this run would go back to it


def _editing(place: str, scenario: Scenario) -> Editing:
    return state.session(_key(place), lambda: Editing.of(scenario))


def _key(place: str) -> str:
    return f"editing {place}"
