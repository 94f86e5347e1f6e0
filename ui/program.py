"""The program that the walk runs, with the running line lit."""

from ui.tape.moments import Moment
from ui.tape.story import Story
from ui.words import markup


def program(story: Story, moment: Moment) -> str:
    """The program as markup: the lines that core ran, and the one that this moment runs."""
    lines = [
        ("tracked", "coeffs.requires_grad_()"),
        *((step.name, step.code) for step in story.forward.steps),
        ("backward", "loss.backward()"),
        ("kept", "coeffs.grad"),
    ]
    running = "kept" if "g.kept" in moment.made else moment.line
    rows = "".join(_line(code, running=key == running != "", comment=_comment(key, moment)) for key, code in lines)
    return f'<pre class="program" aria-label="The program">{rows}</pre>'


def _line(code: str, *, running: bool, comment: str) -> str:
    """One line; the running one is marked by colour and by a sign."""
    state = ' class="running" aria-current="step"' if running else ""
    sign = "▸" if running else " "
    return f"<span{state}>{sign} {markup(code)}{f'<i>  # {markup(comment)}</i>' if comment else ''}</span>"


def _comment(key: str, moment: Moment) -> str:
    """Which node of `loss.backward()` is at work."""
    return moment.title if key == "backward" == moment.line and moment.title != "start" else ""
