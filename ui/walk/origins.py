"""Where inf and nan on a page came from, in sentences: those that have happened by a step, as markup."""

from collections.abc import Collection

from core import Cause, Scenario, causes, remedy
from ui.runtime.remember import remembered
from ui.runtime.runs import run_of
from ui.words import markup

GRADIENTS = {"contributions": "g.contributions", "coeffs": "g.total"}
"""The cells of the tape that are not named by their tensor alone."""


def origins(scenario: Scenario, filled: Collection[str] | None = None) -> str:
    """The causes as a paragraph; "" where every number is finite.

    Args:
        scenario: the problem of the page.
        filled: the cells that hold numbers so far (`ui.walk.tape.steps`); None for all.
    """
    said = origin_text(scenario, filled)
    return f'<p class="walk-note">{markup(said)}</p>' if said else ""


def origin_text(scenario: Scenario, filled: Collection[str] | None = None) -> str:
    """The same with code between backticks."""
    causes_of, helps = told(scenario)
    said = [cause.sentence for cause in causes_of if filled is None or cell_of(cause) in filled]
    return " ".join([*said, helps] if said and helps else said)


def told(scenario: Scenario) -> tuple[tuple[Cause, ...], str]:
    """All causes, and the sentence on what helps, "" for none: asked of the numbers once, not at every step."""
    return remembered("origins", scenario, lambda: _asked(scenario))


def _asked(scenario: Scenario) -> tuple[tuple[Cause, ...], str]:
    found = causes(run_of(scenario))
    return found, remedy(scenario) if found else ""


def cell_of(cause: Cause) -> str:
    """The cells in which it shows."""
    if cause.direction == "forward":
        return f"v.{cause.tensor}"
    return GRADIENTS.get(cause.tensor, f"g.{cause.tensor}")
