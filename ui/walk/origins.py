"""Where inf and nan on a page came from, in sentences: those that have happened by a step, as markup."""

from collections.abc import Collection

from core import Cause, causes, remedy
from ui.walk.tape.story import Story
from ui.words import markup

GRADIENTS = {"contributions": "g.contributions", "coeffs": "g.total"}
"""The cells of the tape that are not named by their tensor alone."""


def origins(story: Story, filled: Collection[str] | None = None) -> str:
    """The causes as a paragraph; "" where every number is finite.

    Args:
        story: both runs.
        filled: the cells that hold numbers so far (`ui.walk.tape.steps`); None for all.
    """
    told = causes(story.scenario, story.forward, story.backward)
    said = [cause.sentence for cause in told if filled is None or cell_of(cause) in filled]
    if not said:
        return ""
    help_ = remedy(story.scenario)
    return f'<p class="aside">{markup(" ".join([*said, *([help_] if help_ else [])]))}</p>'


def cell_of(cause: Cause) -> str:
    """The cells in which it shows."""
    if cause.direction == "forward":
        return f"v.{cause.tensor}"
    return GRADIENTS.get(cause.tensor, f"g.{cause.tensor}")
