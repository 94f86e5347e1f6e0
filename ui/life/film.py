"""The calls that were made as the steps of a walk: looking at what each left behind asks no server."""

from collections.abc import Sequence

from core import Scenario, Snapshot
from ui.frame.glossary import explained
from ui.frame.views import VIEWS, following
from ui.life.chosen import Chosen
from ui.life.graph import lane
from ui.life.timeline import Run, timeline
from ui.walk.film.film import Film, Said
from ui.walk.film.marks import Pen
from ui.walk.film.standalone import standalone
from ui.words import markup

SLUG = "life"
WIDE = 36
"""How many digits of 11 px a page is wide at least on which one does not swipe from call to call."""


def film(runs: Sequence[Run], at: int, *, asking: bool) -> str:
    """The runs, drawn at one of the calls of the first.

    Args:
        runs: the run, and another one to compare it with.
        at: the call.
        asking: whether a question waits, whose answer nothing may give away.
    """
    said = [Said(title, explained(text)) for title, text in _told(runs[0])]
    made = Film(VIEWS[SLUG].short, said, onward=f"Next: {VIEWS[following(SLUG)].short}")
    return made.drawn(_stage(runs, at, asking=asking), at)


def file(runs: Sequence[Run], at: int) -> str:
    """The same as one file of its own, which opens at a call."""
    said = [Said(title, markup(text)) for title, text in _told(runs[0])]
    at = min(at, len(said) - 1)
    walk = Film(VIEWS[SLUG].short, said).drawn(_stage(runs, at, asking=False), at)
    title = VIEWS[SLUG].title.replace("`", "")
    return standalone(title, f"{runs[0].scenario.name}.", walk, ("life/film.css",))


def _told(run: Run) -> list[tuple[str, str]]:
    """By call what it is named and what it did to `.grad`, code between backticks."""
    return [_step(run.scenario, run.chosen, place, after) for place, after in enumerate(run.snapshots)]


def _step(scenario: Scenario, chosen: Chosen, place: int, after: Snapshot) -> tuple[str, str]:
    held = "None" if after.grad is None else chosen.line(after.grad)
    name = f"`{chosen.leaf}.grad{chosen.at if after.grad is not None else ''}`"
    if after.action is None:
        return "start", f"At the start {name} is {held}."
    code = " ".join(line.strip() for line in after.action.code(scenario, chosen.leaf).splitlines())
    if after.raised:
        return f"call {place}", f"Call {place}: `{code}` raised, and {name} is {held}."
    return f"call {place}", f"Call {place}: after `{code}`, {name} is {held}."


def _stage(runs: Sequence[Run], at: int, *, asking: bool) -> str:
    pen = Pen(len(runs[0].snapshots), at)
    drawn = "".join(
        f'<div class="life-run">{timeline(run, pen)}{_lanes(run, pen, asking=asking)}</div>' for run in runs
    )
    several = " life-runs" if len(runs) > 1 else ""
    return f'<div class="stage life-stage{several}" style="--W:{WIDE}">{drawn}</div>'


def _lanes(run: Run, pen: Pen, *, asking: bool) -> str:
    """The graph after each call, what several calls leave alike once; it is as high as the highest of them."""
    steps: dict[str, list[int]] = {}
    for step, place in enumerate(run.places):
        last = place == len(run.snapshots) - 1
        steps.setdefault(lane(run.snapshots[place], asking=asking and last), []).append(step)
    drawn = "".join(pen.tag("div", "life-graph", {"on": at}, body) for body, at in steps.items())
    return f'<div class="life-graphs">{drawn}</div>'
