"""The two walks, Forward and Backward: one picture that holds all steps, and under it what is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from ui import state
from ui.frame.glossary import explained
from ui.frame.next_view import next_link
from ui.frame.views import VIEWS, following
from ui.runtime.runs import run_of
from ui.walk import choices, trying, typed
from ui.walk.film.film import Film, Said
from ui.walk.film.standalone import standalone
from ui.walk.mount import mount, shown_first
from ui.walk.nudge import nudge
from ui.walk.opening import meaning, tracking
from ui.walk.origins import origins
from ui.walk.paper import paper
from ui.walk.stage.stage import drawing_of, stage
from ui.walk.tables import details, tensors_of
from ui.walk.tape.steps import TapeStep, backward_steps, forward_steps
from ui.walk.tape.story import Story
from ui.words import markup

KINDS = ("tape",)


@dataclass(frozen=True)
class Way:
    """What tells one walk from the other.

    Attributes:
        tape_steps: the steps.
        opening: what is said before the first step, as markup.
        closing: what is said after the last step, as markup.
        slug: the view.
        call: what leads to the next view; "" for that view's name.
        trace: whether choosing a coefficient asks where its gradient comes from.
    """

    tape_steps: Callable[[Story], tuple[TapeStep, ...]]
    opening: Callable[[Story], str]
    closing: Callable[[Story], str]
    slug: str
    call: str
    trace: bool


def forward() -> None:
    """The walk through the forward run; its last step is the call that the app is about."""
    _walk(FORWARD)


def backward() -> None:
    """The walk through the backward run; its last step leads to the calculation by hand."""
    _walk(BACKWARD)


def film_of(way: Way, story: Story, steps: tuple[TapeStep, ...], at: int) -> str:
    """A walk as one piece of markup, drawn at one step."""
    last = len(steps) - 1
    said = [
        Said(step.title, explained(step.sentence), _note(way, story, step, place, last))
        for place, step in enumerate(steps)
    ]
    onward = way.call or f"Next: {VIEWS[following(way.slug)].short}"
    chosen, drawing = choices.choices(story, trace=way.trace), drawing_of(story, steps, at)
    film = Film(
        VIEWS[way.slug].short,
        said,
        onward=onward,
        choices=chosen,
        paper=paper(story, steps, drawing.pen),
        tries=True,
        kinds=KINDS,
    )
    return film.drawn(stage(drawing), at)


def file_of(way: Way, story: Story, at: int) -> str:
    """A walk as one file of its own, which opens at a step."""
    steps = way.tape_steps(story)
    at = min(at, len(steps) - 1)
    said = [Said(step.title, markup(step.sentence)) for step in steps]
    drawing = drawing_of(story, steps, at)
    film = Film(VIEWS[way.slug].short, said, paper=paper(story, steps, drawing.pen), kinds=KINDS)
    title, about = VIEWS[way.slug].title.replace("`", ""), f"{story.scenario.name}."
    return standalone(title, about, film.drawn(stage(drawing), at))


def _note(way: Way, story: Story, step: TapeStep, place: int, last: int) -> str:
    """What is said below the picture at a step."""
    said = way.opening(story) if place == 0 else way.closing(story) if place == last else ""
    return said + origins(story.scenario, step.filled)


def _walk(way: Way) -> None:
    link = state.link()
    story = Story.of(run_of(link.scenario), link.i, link.j, trace=way.trace and link.trace)
    steps = way.tape_steps(story)
    at = shown_first(link.step, len(steps) - 1)
    data: dict[str, Any] = {
        "html": film_of(way, story, steps, at),
        "step": at,
        "editable": typed.editable(link),
        "exact": typed.exact_texts(link.scenario, _drawn(story)),
        "refused": typed.refused(link.scenario),
        "asks": trying.questions(story, steps),
        "answer": trying.answered(),
        "trying": link.trying,
    }
    pressed = {
        "pick": lambda said: choices.pick(said, trace=way.trace),
        "typed": typed.typed,
        "answer": trying.answer,
        "trying": trying.turn,
    }
    mount(data, pressed, lambda step: file_of(way, story, step), way.slug)
    with st.container(key="walk-onward"):
        next_link(way.slug, label=way.call)
    details(steps, lambda step: tensors_of(story, step), story.passed)


def _drawn(story: Story) -> Mapping[str, list[str]]:
    """The indices of the numbers that can be edited where they stand."""
    view = story.view
    rows = [i for i in view.rows if i is not None]
    columns = [j for j in view.columns if j is not None]
    return {
        "coeffs": [str(j) for j in columns],
        "t_dep": [str(i) for i in rows],
        "t_indep": [f"{i},{j}" for i in rows for j in columns],
    }


def _forward_steps(story: Story) -> tuple[TapeStep, ...]:
    return forward_steps(story.scenario, story.forward)


def _backward_steps(story: Story) -> tuple[TapeStep, ...]:
    return backward_steps(story.scenario, story.forward, story.backward)


FORWARD = Way(_forward_steps, tracking, lambda _: "", "forward", "loss.backward()", trace=False)
BACKWARD = Way(_backward_steps, meaning, nudge, "backward", "", trace=True)
