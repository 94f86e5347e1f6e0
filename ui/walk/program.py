"""The program that the walk runs, with the running line lit."""

from collections.abc import Sequence

from ui.walk.film.marks import Pen
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story
from ui.words import markup


def program(story: Story, tape_step: TapeStep) -> str:
    """The program as markup: the lines that core ran, and the one that this step runs."""
    running = _running(story, tape_step)
    rows = "".join(
        _line(code, running=key == running != "", comment=_comment(key, tape_step)) for key, code in _lines(story)
    )
    return f'<pre class="program" aria-label="The program">{rows}</pre>'


def on_paper(story: Story, steps: Sequence[TapeStep], pen: Pen) -> str:
    """The same for a walk that holds all of its steps: a line is marked at those that run it."""
    places = [_running(story, step) for step in steps]
    rows = "".join(
        pen.tag(
            "span",
            "",
            {"running": [at for at, place in enumerate(places) if place == key]},
            f"<s>▸</s> {markup(code)}{_comments(key, steps, pen)}",
        )
        for key, code in _lines(story)
    )
    return f'<pre class="program" aria-label="The program">{rows}</pre>'


def _lines(story: Story) -> list[tuple[str, str]]:
    """Each line of code under the name of its place."""
    text = [(f"line {number}", code) for number, code in enumerate(story.scenario.program.lines, start=1)]
    return [("tracked", "coeffs.requires_grad_()"), *text, ("backward", "loss.backward()"), ("kept", "coeffs.grad")]


def _running(story: Story, tape_step: TapeStep) -> str:
    """The place of the line that a step runs."""
    return "kept" if "g.kept" in tape_step.made else _place(story, tape_step)


def _place(story: Story, tape_step: TapeStep) -> str:
    """Which line the step runs."""
    made = {step.name: step.operation.line for step in story.made}
    return f"line {made[tape_step.line]}" if tape_step.line in made else tape_step.line


def _line(code: str, *, running: bool, comment: str) -> str:
    """One line; the running one is marked by colour and by a sign."""
    state = ' class="running" aria-current="step"' if running else ""
    sign = "▸" if running else " "
    return f"<span{state}>{sign} {markup(code)}{f'<i>  # {markup(comment)}</i>' if comment else ''}</span>"


def _comment(key: str, tape_step: TapeStep) -> str:
    """Which node of `loss.backward()` is at work."""
    return tape_step.title if key == "backward" == tape_step.line and tape_step.title != "start" else ""


def _comments(key: str, steps: Sequence[TapeStep], pen: Pen) -> str:
    """What stands after a line, each at its step."""
    said = ((at, _comment(key, step)) for at, step in enumerate(steps))
    return "".join(pen.tag("i", "", pen.only(at), f"  # {markup(text)}") for at, text in said if text)
