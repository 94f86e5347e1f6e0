"""What a reader chooses on the dock of a program's walk: a leaf, an entry of it, and the sample that is worked out."""

from collections.abc import Mapping
from typing import Any

from core import grid_of
from ui import state
from ui.program.story import ProgramStory
from ui.walk.film.controls import buttons, index, picked, select

IN_A_ROW = 4
"""Up to how many entries each have a button of their own."""


def choices(story: ProgramStory) -> str:
    """The controls as markup; what there is one of is not chosen."""
    rows, columns = grid_of(tuple(story.scenario.tensors[story.leaf].shape))
    places = (
        ("Row", "i", rows, story.i),
        ("Column", "j", columns, story.j),
        ("Sample", "s", story.samples, story.sample),
    )
    return leaf(story) + "".join(index(*place, IN_A_ROW) for place in places if place[2] > 1)


def leaf(story: ProgramStory) -> str:
    """The choice of the leaf alone; "" where there is one."""
    leaves = story.scenario.leaves
    draw = buttons if len(leaves) <= IN_A_ROW else select
    return draw("Leaf", "leaf", leaves, leaves.index(story.leaf), leaves) if len(leaves) > 1 else ""


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
    found = {
        "i": picked(said, "i", rows),
        "j": picked(said, "j", columns),
        "sample": picked(said, "s", scenario.n_samples),
    }
    changes |= {name: at for name, at in found.items() if at is not None}
    if changes:
        state.go(**changes)
