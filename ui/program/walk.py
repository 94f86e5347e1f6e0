"""Forward and Backward for any program: one picture that holds all steps, and under it what is asked for."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from torch import Tensor

from ui import state
from ui.frame.next_view import next_link
from ui.frame.views import VIEWS, following
from ui.program import choices, trying
from ui.program.listing import numbered
from ui.program.origins import asides
from ui.program.stage.grids import grid
from ui.program.stage.stage import stage
from ui.program.steps import ProgramStep, backward_steps, forward_steps
from ui.program.story import ProgramStory, tell
from ui.walk import typed
from ui.walk.film.film import Film, Said
from ui.walk.film.marks import Pen
from ui.walk.film.standalone import standalone
from ui.walk.mount import mount, shown_first
from ui.walk.paper import listing
from ui.walk.tables import details
from ui.walk.trying import answered, turn
from ui.words import markup

Steps = tuple[ProgramStep, ...]
STYLES = ("program/stage/turned.css",)
KINDS = ("tape", "program")


def forward() -> None:
    """The walk through the forward run."""
    _walk(forward_steps, "forward", "loss.backward()")


def backward() -> None:
    """The walk through the backward run."""
    _walk(backward_steps, "backward", "")


def film_of(story: ProgramStory, steps: Steps, at: int, slug: str, call: str = "") -> str:
    """A walk as one piece of markup, drawn at one step.

    Args:
        story: what it is drawn from.
        steps: of the walk, the start first.
        at: the step.
        slug: the view.
        call: what leads to the next view; "" for that view's name.
    """
    film = Film(
        name=VIEWS[slug].short,
        said=[Said(step.title, markup(step.sentence), asides(story, step)) for step in steps],
        onward=call or f"Next: {VIEWS[following(slug)].short}",
        choices=choices.choices(story),
        paper=_paper(story, steps, at),
        tries=True,
        kinds=KINDS,
    )
    return film.drawn(stage(story, steps, at), at)


def file_of(story: ProgramStory, steps: Steps, at: int, slug: str) -> str:
    """A walk as one file of its own, which opens at a step."""
    at = min(at, len(steps) - 1)
    said = [Said(step.title, markup(step.sentence)) for step in steps]
    film = Film(VIEWS[slug].short, said, paper=_paper(story, steps, at), kinds=KINDS)
    title, about = f"{VIEWS[slug].short}: {story.scenario.model_title}", f"{story.scenario.name}."
    return standalone(title, about, film.drawn(stage(story, steps, at), at), STYLES)


def file_at_start(story: ProgramStory, slug: str) -> str:
    """A walk as one file of its own, which opens at its start.

    Args:
        story: what it is drawn from.
        slug: "forward" or "backward".
    """
    return file_of(story, (forward_steps if slug == "forward" else backward_steps)(story), 0, slug)


def _paper(story: ProgramStory, steps: Steps, at: int) -> str:
    return listing(numbered(story.scenario), [step.line for step in steps], Pen(len(steps), at))


def _walk(steps_of: Callable[[ProgramStory], Steps], slug: str, call: str) -> None:
    link = state.link()
    story = tell(link)
    steps = steps_of(story)
    at = shown_first(link.step, len(steps) - 1)
    data: dict[str, Any] = {
        "html": film_of(story, steps, at, slug, call),
        "step": at,
        "editable": typed.editable(link),
        "exact": typed.exact_texts(link.scenario, _drawn(story)),
        "refused": typed.refused(link.scenario),
        "asks": trying.questions(story, steps),
        "answer": answered(),
        "trying": link.trying,
    }
    pressed = {"pick": choices.pick, "typed": typed.typed, "answer": trying.answer, "trying": turn}
    mount(data, pressed, lambda step: file_of(story, steps, step, slug), slug)
    with st.container(key="walk-onward"):
        next_link(slug, label=call)
    details(steps, lambda step: tensors(story, step), story.backward.steps)


def _drawn(story: ProgramStory) -> Mapping[str, list[str]]:
    """The indices of the numbers that can be edited where they stand."""
    found = {}
    for value, name in enumerate(story.scenario.program.inputs):
        drawn = grid(story, value)
        places = (drawn.index(r, c) for r in drawn.rows if r is not None for c in drawn.columns if c is not None)
        found[name] = [",".join(map(str, place)) for place in places]
    return found


def tensors(story: ProgramStory, step: ProgramStep) -> dict[str, tuple[str, Tensor]]:
    """The tensors that a step read or made, by the keys and the names that the picture uses."""
    program, found = story.scenario.program, dict[str, tuple[str, Tensor]]()
    for value, name in enumerate(story.names):
        key = f"v.{name}" if value < len(program.inputs) else f"v.{value}"
        found[key] = name, story.forward.values[value]
        for place, arrival in enumerate(story.arrivals.get(value, ())):
            found[f"a.{value}.{place}"] = f"∂L/∂{name} from {arrival.node}", arrival.grad
        if (total := story.gradient(value)) is not None:
            found[f"g.{value}"] = f"∂L/∂{name}", total
    for leaf in story.scenario.leaves:
        if (grad := story.grad(leaf)) is not None:
            found[f"k.{leaf}"] = f"{leaf}.grad", grad
    return {key: named for key, named in found.items() if key in step.read | step.made}
