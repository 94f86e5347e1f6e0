"""Forward and Backward for any program: the steps, their sentence, the rows, and the program's lines."""

from collections.abc import Callable

import streamlit as st
from torch import Tensor

from ui import state
from ui.frame.notices import caption
from ui.program import choose
from ui.program.listing import listing
from ui.program.origins import asides
from ui.program.picture import picture
from ui.program.steps import ProgramStep, backward_steps, forward_steps
from ui.program.story import ProgramStory, tell
from ui.walk.stepper import stepper
from ui.walk.tables import whole
from ui.words import markup, shape_text

WHOLE = "program-whole"


def forward() -> None:
    """The walk through the forward run."""
    _walk(forward_steps, "forward", "loss.backward()")


def backward() -> None:
    """The walk through the backward run."""
    _walk(backward_steps, "backward", "")


def _walk(steps: Callable[[ProgramStory], tuple[ProgramStep, ...]], slug: str, call: str) -> None:
    """The stage, the choice of an entry, and all numbers on demand."""
    stage = st.container(key="stage")
    with stage:
        _step(steps, slug, call)
    st.toggle("Show the numbers of every row", key=WHOLE)
    choose.entry()
    with st.expander("All numbers of this step", key="numbers", on_change="rerun") as numbers:
        if numbers.open:
            story = tell(state.link())
            _all_numbers(story, _current(steps(story)))


def _current(steps: tuple[ProgramStep, ...]) -> ProgramStep:
    return steps[min(state.link().step, len(steps) - 1)]


def _step(steps: Callable[[ProgramStory], tuple[ProgramStep, ...]], slug: str, call: str) -> None:
    story = tell(state.link())
    all_steps = steps(story)
    step = _current(all_steps)
    stepper([each.title for each in all_steps], all_steps.index(step), slug, call=call)
    st.html(f'<p class="say">{markup(step.sentence)}</p>')
    rows = picture(story, step, whole=state.widget(WHOLE) is True)
    st.html(f'<div class="program-stage">{rows}{listing(story.scenario, step)}</div>{asides(story, step)}')


def _all_numbers(story: ProgramStory, step: ProgramStep) -> None:
    """Every tensor of a step's rows, with all its numbers."""
    for value in dict.fromkeys(step.now):
        if value < step.made:
            _table(story.names[value], story.forward.values[value])
        if step.passed >= 0:
            for arrival in story.arrivals.get(value, ()):
                if arrival.step <= step.passed:
                    _table(f"∂L/∂{story.names[value]}{f' from {arrival.node}' if arrival.node else ''}", arrival.grad)


def _table(name: str, tensor: Tensor) -> None:
    caption(f"{name}, shape {shape_text(tuple(tensor.shape))}")
    whole(tensor, f"table-{name}", name)
