"""The two walks, Forward and Backward: steps, the sentence of the step, the tape, the code and the formula."""

from collections.abc import Callable

import streamlit as st

from ui import state
from ui.program import program
from ui.stepper import stepper
from ui.tables import details
from ui.tape.moments import Moment, backward_moments, forward_moments
from ui.tape.picture import tape
from ui.tape.story import Story, tell
from ui.words import markup

Moments = Callable[[Story], tuple[Moment, ...]]


def forward() -> None:
    """The walk through the forward run; its last step leads into the backward run."""
    _walk("backward", "loss.backward()", lambda story: forward_moments(story.scenario, story.forward))


def backward() -> None:
    """The walk through the backward run; its last step leads to the calculation by hand."""
    _walk("by_hand", "Next: By hand", lambda story: backward_moments(story.scenario, story.forward, story.backward))


@st.fragment
def _walk(following: str, onward: str, moments_of: Moments) -> None:
    """What a step changes. A fragment: a step redraws this and leaves the frame alone."""
    link = state.link()
    story = tell(link.scenario, link.i, link.j, trace=link.trace)
    moments = moments_of(story)
    step = min(link.step, len(moments) - 1)
    stepper([moment.title for moment in moments], step, following, onward)
    turned = state.widget("whole") is True
    st.html(f'<p class="say">{markup(moments[step].sentence)}</p>{tape(story, moments[step], turned=turned)}')
    st.toggle("Show the whole tape", key="whole")
    left, right = st.columns(2, gap="medium")
    left.html(program(story, moments[step]))
    details(story, moments[step])
