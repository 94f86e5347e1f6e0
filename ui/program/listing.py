"""The lines of a program, as a page shows them and as a walk's paper does."""

from core import Scenario
from ui.words import markup


def numbered(scenario: Scenario) -> list[tuple[int, str]]:
    """What marks the leaves (0), the lines that core ran (from 1) and `loss.backward()` (-1), as a step names them."""
    marks = [(0, f"{leaf}.requires_grad_()") for leaf in scenario.leaves]
    return [*marks, *enumerate(scenario.program.lines, start=1), (-1, "loss.backward()")]


def listing(scenario: Scenario) -> str:
    """The program as markup, with `loss.backward()` lit."""
    rows = "".join(_line(code, running=line == -1) for line, code in numbered(scenario))
    return f'<pre class="program" aria-label="The program">{rows}</pre>'


def _line(code: str, *, running: bool) -> str:
    state = ' class="running" aria-current="step"' if running else ""
    return f"<span{state}>{'▸' if running else ' '} {markup(code)}</span>"
