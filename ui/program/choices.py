"""What a reader chooses on the dock of a program's walk: a leaf, an entry of it, and the sample that is worked out."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from core import grid_of
from ui import state
from ui.program.story import ProgramStory

IN_A_ROW = 4
"""Up to how many entries each have a button of their own."""


def choices(story: ProgramStory) -> str:
    """The controls as markup."""
    rows, columns = grid_of(tuple(story.scenario.tensors[story.leaf].shape))
    leaves = story.scenario.leaves
    leaf = "" if len(leaves) == 1 else _leaves(leaves, story.leaf)
    entry = _number("Row", "i", rows, story.i) + _number("Column", "j", columns, story.j)
    return leaf + entry + _number("Sample", "s", story.samples, story.sample)


def _leaves(leaves: Sequence[str], chosen: str) -> str:
    if len(leaves) <= IN_A_ROW:
        return _buttons("Leaf", "leaf", leaves, leaves.index(chosen))
    options = "".join(f"<option{' selected' if each == chosen else ''}>{escape(each)}</option>" for each in leaves)
    return f'<label class="pick">Leaf <select data-choose="leaf">{options}</select></label>'


def _number(label: str, name: str, size: int, chosen: int) -> str:
    if size == 1:
        return ""
    if size <= IN_A_ROW:
        return _buttons(label, name, [str(at) for at in range(size)], chosen)
    return (
        f'<label class="pick">{label} <input type="number" data-choose="{name}" min="0" max="{size - 1}" '
        f'value="{chosen}" aria-label="{label}, 0 to {size - 1:,}"></label>'
    )


def _buttons(label: str, name: str, values: Sequence[str], chosen: int) -> str:
    drawn = "".join(
        f'<button type="button" data-do="pick" data-{name}="{escape(value)}" '
        f'aria-pressed="{"true" if at == chosen else "false"}">{escape(value)}</button>'
        for at, value in enumerate(values)
    )
    return (
        f'<div class="pick" role="group" aria-label="{label}"><span aria-hidden="true">{label}</span>'
        f'<div class="choices">{drawn}</div></div>'
    )


def pick(said: Mapping[str, Any]) -> None:
    """A callback's part: choose a leaf, an entry of it, or a sample."""
    link = state.now()
    scenario, leaf = link.scenario, str(said.get("leaf", link.chosen_leaf))
    if leaf not in scenario.leaves:
        return
    changes: dict[str, object] = {}
    if leaf != link.chosen_leaf:
        changes = {"leaf": "" if leaf == scenario.leaves[0] else leaf, "i": 0, "j": 0}
    rows, columns = grid_of(tuple(scenario.tensors[leaf].shape))
    for name, field, size in (("i", "i", rows), ("j", "j", columns), ("s", "sample", scenario.n_samples)):
        text = str(said.get(name, ""))[:10]
        if text.isascii() and text.isdigit() and int(text) < size:
            changes[field] = int(text)
    if changes:
        state.go(**changes)
