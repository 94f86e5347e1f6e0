"""What stands on paper beside the picture: the program, with the line that the step runs."""

from collections.abc import Sequence
from html import escape

from ui.walk.film.marks import Pen
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story


def listing(lines: Sequence[tuple[int, str]], runs: Sequence[int], pen: Pen) -> str:
    """Lines of code as markup, of which each step lights the one that it runs.

    Args:
        lines: each with its number.
        runs: by step, the number of the line that it runs.
        pen: draws at one of the steps.
    """
    drawn = "".join(
        pen.tag(
            "li", "", {"running": [at for at, run in enumerate(runs) if run == line]}, f"<code>{escape(code)}</code>"
        )
        for line, code in lines
    )
    return f'<h2>The program</h2><ol class="listing">{drawn}</ol>'


def paper(story: Story, steps: Sequence[TapeStep], pen: Pen) -> str:
    """The lines that core ran, the call, and what is read afterwards."""
    text = list(enumerate(story.scenario.program.lines, start=1))
    lines = [(-2, "coeffs.requires_grad_()"), *text, (-1, "loss.backward()"), (0, "coeffs.grad")]
    made = {step.name: step.operation.line for step in story.made}
    return listing(lines, [_runs(step, made) for step in steps], pen)


def _runs(step: TapeStep, made: dict[str, int]) -> int:
    """Which line a step runs."""
    if step.direction == "backward":
        return 0 if "g.kept" in step.made else -1
    return made.get(step.line, -2)
