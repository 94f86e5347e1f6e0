"""What a reader chooses on the walk's dock: which entry of coeffs.grad is followed, and which sample is worked out."""

from collections.abc import Mapping
from typing import Any

from ui import state
from ui.walk.film.controls import buttons, index, picked, select
from ui.walk.tape.story import Story

IN_A_ROW = 6
"""Up to how many entries each have a button of their own."""


def choices(story: Story, *, trace: bool) -> str:
    """The controls as markup.

    Args:
        story: what is chosen from.
        trace: whether a chosen coefficient asks where its gradient comes from, and all else is dimmed.
    """
    scenario = story.scenario
    chosen = story.j if story.trace or not trace else None
    label = "Where does it come from?" if trace else "Coefficient"
    kept = "coeffs.grad" if trace else "coeffs"
    names = [f"{kept}[{j}]" for j in range(scenario.n_coeffs)]
    draw = buttons if scenario.n_coeffs <= IN_A_ROW else select
    return draw(label, "j", names, chosen) + index("Sample", "i", scenario.n_samples, story.i, IN_A_ROW)


def pick(said: Mapping[str, Any], *, trace: bool) -> None:
    """A callback's part: choose an entry; the traced coefficient a second time ends the tracing."""
    link = state.now()
    found = {
        "i": picked(said, "i", link.scenario.n_samples),
        "j": picked(said, "j", link.scenario.n_coeffs),
    }
    changes: dict[str, object] = {name: at for name, at in found.items() if at is not None}
    if trace and "j" in changes:
        changes["trace"] = not (link.trace and changes["j"] == link.j)
    if changes:
        state.go(**changes)
