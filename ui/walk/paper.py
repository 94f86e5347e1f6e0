"""What stands on paper beside the picture: the program, with the line that the step runs, and its chosen numbers."""

from collections.abc import Sequence
from html import escape

from ui.walk.film.marks import Pen
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story


def listing(story: Story, steps: Sequence[TapeStep], pen: Pen) -> str:
    """The lines that core ran, the call, and what is read afterwards, as markup."""
    lines = list(enumerate(story.scenario.program.lines, start=1))
    rows = [(-2, "coeffs.requires_grad_()"), *lines, (-1, "loss.backward()"), (0, "coeffs.grad")]
    made = {step.name: step.operation.line for step in story.made}
    runs = [_runs(step, made) for step in steps]
    drawn = "".join(
        pen.tag(
            "li", "", {"running": [at for at, line in enumerate(runs) if line == row]}, f"<code>{escape(code)}</code>"
        )
        for row, code in rows
    )
    return f'<h2>The program</h2><ol class="listing">{drawn}</ol>'


def _runs(step: TapeStep, made: dict[str, int]) -> int:
    """Which row a step runs."""
    if step.direction == "backward":
        return 0 if "g.kept" in step.made else -1
    return made.get(step.line, -2)
