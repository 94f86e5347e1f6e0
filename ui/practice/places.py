"""Where a question or a slip is shown: the step of a view, on the question's own numbers."""

from dataclasses import dataclass, replace

from core import Link, Question
from ui import state
from ui.runtime.runs import run_of
from ui.walk.page import BACKWARD, FORWARD
from ui.walk.tape.story import Story


@dataclass(frozen=True)
class Place:
    """A view in a state.

    Attributes:
        slug: the view.
        link: its state.
    """

    slug: str
    link: Link


def link_to(question: Question, place: tuple[str, str] | None = None) -> Place:
    """The view that shows a question, or the step of a walk at which one of its slips happens.

    Args:
        question: the question.
        place: a lane of the tape and a tensor.
    """
    now, scenario = state.now(), question.scenario
    kept = Link(practice=now.practice, scenario=now.scenario, base=now.base, start=now.start)
    if scenario is not None:
        i, j = question.chosen
        kept = Link(scenario, base="", i=i, j=j, practice=now.practice)
    kept = replace(kept, mistake=question.mistake, shown=question.mistake != "")
    if scenario is None or place is None:
        return Place(question.view, kept)
    lane, tensor = place
    way = FORWARD if lane == "values" else BACKWARD
    steps = way.tape_steps(Story.of(run_of(scenario), kept.i, kept.j))
    cell = "g.kept" if lane == "gradients" else f"v.{tensor}"
    found = (at for at, step in enumerate(steps) if cell in step.made or (lane == "nodes" and step.node == tensor))
    return Place(way.slug, replace(kept, step=next(found, 0)))
