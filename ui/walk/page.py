"""The two walks, Forward and Backward: steps, the sentence of the step, the tape, the code and the formula."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import state
from ui.frame.glossary import explained
from ui.runtime.runs import run_of
from ui.walk import choose
from ui.walk.formula import backward_formula, forward_formula, origin_line
from ui.walk.maths import maths
from ui.walk.nudge import nudge
from ui.walk.opening import meaning, tracking
from ui.walk.origins import origins
from ui.walk.program import program
from ui.walk.stepper import stepper
from ui.walk.tables import all_numbers, details
from ui.walk.tape.picture import tape
from ui.walk.tape.steps import TapeStep, backward_steps, forward_steps
from ui.walk.tape.story import Story


@dataclass(frozen=True)
class Way:
    """What tells one walk from the other.

    Attributes:
        steps: the steps.
        formula: the formula of a step, in LaTeX.
        opening: what is said before the first step, as markup.
        closing: what is said after the last step, as markup.
        slug: the view.
        call: what the link to the next view says; "" for that view's name.
        trace: whether choosing a coefficient asks where its gradient comes from.
    """

    tape_steps: Callable[[Story], tuple[TapeStep, ...]]
    formula: Callable[[Story, TapeStep], str]
    opening: Callable[[Story], str]
    closing: Callable[[Story], str]
    slug: str
    call: str
    trace: bool


def forward() -> None:
    """The walk through the forward run; its last step is the call that the app is about."""
    _walk(Way(_forward_moments, forward_formula, tracking, lambda _: "", "forward", "loss.backward()", trace=False))


def backward() -> None:
    """The walk through the backward run; its last step leads to the calculation by hand."""
    _walk(Way(_backward_moments, backward_formula, meaning, nudge, "backward", "", trace=True))


def _forward_moments(story: Story) -> tuple[TapeStep, ...]:
    return forward_steps(story.scenario, story.forward)


def _backward_moments(story: Story) -> tuple[TapeStep, ...]:
    return backward_steps(story.scenario, story.forward, story.backward)


@dataclass(frozen=True)
class _Places:
    """Where a step is drawn. What stands around it is drawn once: each element that a step sends again costs time.

    Attributes:
        stage: the buttons, the sentence and the picture.
        left: the program.
        right: the formula.
        numbers: all numbers of the step; None while nobody asks for them.
    """

    stage: DeltaGenerator
    left: DeltaGenerator
    right: DeltaGenerator
    numbers: DeltaGenerator | None


def _walk(way: Way) -> None:
    """The stage, the choice of an entry, and what explains the step.

    What the reader chooses stands outside of the fragment: the links of the frame carry the chosen entry along, and
    what is folded or turned is changed far less often than the step.
    """
    link = state.link()
    stage = st.container(key="stage")
    st.toggle("Show the whole tape", key="whole")
    choose.entry(trace=way.trace)
    with st.container(key="below"):
        left, right = st.columns(2, gap="medium")
        numbers = details(Story.of(run_of(link.scenario), link.i, link.j, trace=way.trace and link.trace))
    _step(_Places(stage, left, right, numbers), way)


@st.fragment
def _step(places: _Places, way: Way) -> None:
    """What a step changes. A fragment: a step redraws this and leaves the rest alone."""
    link = state.link()
    story = Story.of(run_of(link.scenario), link.i, link.j, trace=way.trace and link.trace)
    tape_steps = way.tape_steps(story)
    step = min(link.step, len(tape_steps) - 1)
    tape_step = tape_steps[step]
    with places.stage:
        stepper([each.title for each in tape_steps], step, way.slug, call=way.call)
        turned = state.widget("whole") is True
        st.html(f'<p class="say">{explained(tape_step.sentence)}</p>{tape(story, tape_step, turned=turned)}')
    said = way.opening(story) if step == 0 else way.closing(story) if step == len(tape_steps) - 1 else ""
    places.left.html(program(story, tape_step) + said + origins(story.scenario, tape_step.filled))
    with places.right:
        maths(origin_line(story) if story.trace else way.formula(story, tape_step))
    if places.numbers is not None:
        with places.numbers:
            all_numbers(story, tape_step)
