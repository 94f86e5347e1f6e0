"""The program that the walk runs, with the running line lit."""

from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story
from ui.words import markup


def program(story: Story, tape_step: TapeStep) -> str:
    """The program as markup: the lines that core ran, and the one that this step runs."""
    text = [(f"line {number}", code) for number, code in enumerate(story.scenario.program.lines, start=1)]
    lines = [("tracked", "coeffs.requires_grad_()"), *text, ("backward", "loss.backward()"), ("kept", "coeffs.grad")]
    running = "kept" if "g.kept" in tape_step.made else _place(story, tape_step)
    rows = "".join(_line(code, running=key == running != "", comment=_comment(key, tape_step)) for key, code in lines)
    return f'<pre class="program" aria-label="The program">{rows}</pre>'


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
