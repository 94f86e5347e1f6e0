"""The lines of a program, with the one that runs lit."""

from core import Scenario
from ui.program.steps import ProgramStep
from ui.words import markup


def listing(scenario: Scenario, step: ProgramStep | None = None) -> str:
    """The program as markup: what marks the leaves, the lines that core ran, `loss.backward()` and what it fills.

    Args:
        scenario: the problem.
        step: of a walk; without one `loss.backward()` is lit.
    """
    marks = [(0, f"{leaf}.requires_grad_()") for leaf in scenario.leaves]
    text = list(enumerate(scenario.program.lines, start=1))
    lines = [*marks, *text, (-1, "loss.backward()")]
    lit = -1 if step is None else step.line
    rows = "".join(_line(code, running=line == lit) for line, code in lines)
    return f'<pre class="program" aria-label="The program">{rows}</pre>'


def _line(code: str, *, running: bool) -> str:
    state = ' class="running" aria-current="step"' if running else ""
    return f"<span{state}>{'▸' if running else ' '} {markup(code)}</span>"
