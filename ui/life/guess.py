"""The question before a backward that meets a gradient, about the row of it that the page shows."""

from collections.abc import Sequence

from core import Action, Question, Scenario, before_backward
from ui.life.chosen import Chosen


def first_question(scenario: Scenario, calls: Sequence[Action], chosen: Chosen, since: int = 0) -> int | None:
    """The place of the first of these calls, from `since` on, that is worth a question; None where there is none."""
    return next(
        (k for k in range(since, len(calls)) if question(scenario, calls[:k], calls[k], chosen) is not None), None
    )


def question(scenario: Scenario, calls: Sequence[Action], following: Action, chosen: Chosen) -> Question | None:
    """What to ask before `following`, once `calls` are made; None where it is not worth a question."""
    return before_backward(scenario, calls, following, chosen.leaf, chosen.row, chosen.line)
