"""The lines of a program, as a walk's paper shows them."""

from core import Scenario


def numbered(scenario: Scenario) -> list[tuple[int, str]]:
    """What marks the leaves (0), the lines that core ran (from 1) and `loss.backward()` (-1), as a step names them."""
    marks = [(0, f"{leaf}.requires_grad_()") for leaf in scenario.leaves]
    return [*marks, *enumerate(scenario.program.lines, start=1), (-1, "loss.backward()")]
