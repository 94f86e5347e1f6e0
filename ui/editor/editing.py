"""One editor's draft: it follows the address, and no edit is lost on the way.

`st.data_editor` is given a table and reports edits against it. The table stays the same as long as the widget's key
does, so quick typing cannot fall between two tables. A new key, with a new table, comes only when the numbers changed
from outside (Back, a preset, another editor), when rows or columns were added or removed, and when the widget was gone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_hex
from typing import cast

from core.permalink import OWN_NUMBERS, base_scenario
from core.permalink_numbers import count_numbers
from core.scenario import Scenario, ScenarioError
from ui import state
from ui.editor.block import spread
from ui.editor.draft import NO_EDITS, Draft, Edits, Index
from ui.editor.limits import fits_grid
from ui.editor.reading import CellsError, read


@dataclass
class Editing:
    """What one editor holds for a session.

    Attributes:
        scenario: the last valid numbers that it showed or produced.
        read: the draft that they were read from.
        base: what the grids were given.
        draft: what they show now.
        refusal: why the draft cannot be used; "" when it can.
        problems: what is wrong with each cell, by its place.
        revision: how often the grids were given a new base.
        drawn: whether the grids of this revision were drawn.
        session: part of the keys, so that after a lost connection a browser's old edits find no widget to apply to.
    """

    scenario: Scenario
    read: Draft
    base: Draft
    draft: Draft
    refusal: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    revision: int = 0
    drawn: bool = False
    session: str = field(default_factory=lambda: token_hex(3))

    def key(self, grid: str) -> str:
        """The key of one of the two grids."""
        return f"{grid}-{self.session}-{self.revision}"

    def restart(self, draft: Draft) -> None:
        """Give the grids a new table."""
        self.base = self.draft = draft
        self.revision += 1
        self.drawn = False

    def show(self, scenario: Scenario) -> None:
        """Start over from numbers that came from outside."""
        self.accept(scenario, Draft.of(scenario))
        self.restart(self.draft)

    def accept(self, scenario: Scenario, draft: Draft) -> None:
        """The draft can be read, as this scenario."""
        self.scenario, self.read, self.draft = scenario, draft, draft
        self.refusal, self.problems = "", {}

    def refuse(self, error: ScenarioError) -> None:
        """The draft cannot be read."""
        self.refusal, self.problems = str(error), error.cells if isinstance(error, CellsError) else {}


def follow(place: str) -> Editing | None:
    """The editor of a place, showing the numbers of the address; None where they are too many to edit by hand."""
    scenario = state.link().scenario
    if not fits_grid(scenario):
        return None
    editing = _editing(place, scenario)
    if not same_numbers(editing.scenario, scenario):
        editing.show(scenario)
    elif editing.drawn and state.widget(editing.key("samples")) is None:
        editing.restart(editing.draft)  # the page was left: Streamlit dropped the widget, but not what was typed
    return editing


def refusal(place: str) -> str:
    """Why the numbers typed in a place are not those in use; "" when they are."""
    editing = follow(place)
    return editing.refusal if editing else ""


def typed_cell(place: str, key: str, name: str, index: Index) -> None:
    """A callback: take what was typed or pasted into one field."""
    editing = _editing(place, state.now().scenario)
    if editing.draft.has(name, index):
        _take(editing, spread(editing.draft, name, index, str(state.widget(key))))


def edited(place: str) -> None:
    """A callback: take what the grids hold now."""
    editing = _editing(place, state.now().scenario)
    deleted = bool(_edits(editing, "samples")["deleted_rows"])
    _take(editing, _typed(editing))
    if deleted:
        editing.restart(editing.draft)  # or the grid would go on counting its rows as before


def resize(place: str, change: Callable[[Draft], Draft]) -> None:
    """A callback: add or remove a sample or a coefficient, after what was typed last."""
    editing = _editing(place, state.now().scenario)
    _take(editing, change(_typed(editing)))
    editing.restart(editing.draft)


def retry(place: str, converted: Scenario) -> Scenario:
    """Read a refused draft again in another dtype; where it stays refused, the last valid numbers in that dtype.

    Returns:
        The scenario to show. The texts stay in the grid.
    """
    editing = _editing(place, converted)
    try:
        editing.accept(read(editing.draft, converted, (editing.read, editing.scenario)), editing.draft)
    except ScenarioError as error:
        editing.scenario, editing.read = converted, Draft.of(converted)
        editing.refuse(error)
    return editing.scenario


def same_numbers(one: Scenario, other: Scenario) -> bool:
    """Whether the tensors are the same to the bit (0 is not -0), whatever the loss and the reduction."""
    return one.dtype == other.dtype and count_numbers(one, other) == 0


def named(scenario: Scenario, base: str) -> Scenario:
    """The scenario under the name that a link to it would give it."""
    if not base:
        return scenario.replace(name=OWN_NUMBERS)
    start = base_scenario(base, scenario.dtype)
    return scenario.replace(name=start.name if same_numbers(scenario, start) else f"{start.name}, changed")


def _editing(place: str, scenario: Scenario) -> Editing:
    def make() -> Editing:
        draft = Draft.of(scenario)
        return Editing(scenario, draft, draft, draft)

    return state.session(f"editing {place}", make)


def _edits(editing: Editing, grid: str) -> Edits:
    held = state.widget(editing.key(grid))
    return cast("Edits", held) if held else NO_EDITS


def _typed(editing: Editing) -> Draft:
    """What is shown now, also where the callback of the grid's last edit has not run yet."""
    if not editing.drawn:
        return editing.draft
    return editing.base.with_samples(_edits(editing, "samples")).with_coeffs(_edits(editing, "coeffs"))


def _take(editing: Editing, draft: Draft) -> None:
    """Make a draft the scenario, or keep why it cannot be."""
    link = state.now()
    editing.draft = draft
    try:
        scenario = read(draft, link.scenario, (editing.read, editing.scenario))
    except ScenarioError as error:
        editing.refuse(error)
        state.go()  # the address may be older than the state: without this, the run would go back to it
        return
    editing.accept(scenario, draft)
    if same_numbers(scenario, link.scenario):
        state.go()
    else:
        state.change_scenario(named(scenario, link.base), link.base)
