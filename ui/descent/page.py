"""The parts of the page: the steps with their two charts, the exact answers, and the three losses side by side."""

import streamlit as st

from core import (
    DEFAULT_MODEL,
    DESCENT_STORIES,
    LOSSES,
    Descent,
    Optimum,
    least_absolute,
    least_squares,
)
from ui import charts, state
from ui.descent import figures, plane, run, words
from ui.descent.axes import axes
from ui.descent.controls import controls, story_of
from ui.descent.leaves import leaves
from ui.descent.optimizer import optimizer
from ui.descent.picture import picture
from ui.descent.told import tell
from ui.frame.folds import foldable
from ui.frame.notices import warn
from ui.runtime.remember import remembered
from ui.walk.stepper import stepper
from ui.words import count, markup

STEP = "descent-step"


def descent() -> None:
    """Run what the controls ask for, say how it ended, and show it step by step."""
    link = state.link()
    slug = story_of(link)
    done = run.run(link, link.scenario)
    if slug:
        tell(DESCENT_STORIES[slug], done)
    if run.stopped(link, link.scenario) and not done.ended:
        with st.container(horizontal=True, vertical_alignment="center", key="descent-halted"):
            st.html(f'<p class="note-line">Stopped after {done.taken:,} of {count(done.steps, "step")}.</p>')
            st.button("Go on", key="descent-go-on", on_click=run.go_on, args=(link, link.scenario))
    if done.stopped:
        shown = " What was computed until then is shown." if done.taken else ""
        warn(f"{done.stopped}{shown}")
    _steps()


@st.fragment
def _steps() -> None:
    """What a step changes. A fragment: a step redraws this and leaves the frame and the controls alone."""
    link = state.link()
    done = run.run(link, link.scenario)
    step = min(link.step, done.taken)
    titles = ["start", *(f"step {number:,}" for number in range(1, done.taken + 1))]
    buttons, slider = st.columns([2, 3], gap="medium", vertical_alignment="center")
    with buttons:
        stepper(titles, step, "descent")
    if done.taken:
        shown = step if state.set_widget(STEP, step) else None
        slider.slider("Step", 0, done.taken, shown, key=STEP, on_change=_take_step, label_visibility="collapsed")
    st.html(f'<p class="say">{markup(words.step_sentence(done, step))}</p>')
    left, right = st.columns(2, gap="medium")
    with left:
        least = words.least_line(link.scenario, *_answers()) if link.scenario.model == DEFAULT_MODEL else None
        charts.show(figures.losses(done, step, least), "descent-losses", _losses_alt(done))
        if figures.steep(done):
            st.html('<p class="note-line">The loss is on a logarithmic axis.</p>')
        st.html(words.loop(done, step))
    with right:
        pair = plane.entries(link, done)
        picture(done, step, pair)
        if link.scenario.model != DEFAULT_MODEL:
            leaves(done, step, pair)


def answers() -> None:
    """The end against the exact answers."""
    link = state.link()
    done, (squares, absolute) = run.run(link, link.scenario), _answers()
    st.html(words.answers_table(done, squares, absolute) + words.answers_note(done, squares, absolute))


def side_by_side() -> None:
    """All losses from the same start, made when they are asked for."""
    link = state.link()
    *others, last = LOSSES
    with foldable(f"{', '.join(others)} and {last} from the same start", "descent-three") as all_:
        if not all_.open:
            return
        for loss, column in zip(LOSSES, st.columns(len(LOSSES), gap="medium"), strict=True):
            with column:
                done = run.run(link, link.scenario.replace(loss=loss))
                st.html(f'<p class="note-line"><b>{loss}</b> {words.ends(done)}</p>')
                charts.show(figures.losses(done, None, None, 240), f"descent-{loss}", _losses_alt(done))
                if done.stopped:
                    st.html(f'<p class="note-line">{markup(done.stopped)}</p>')
        text = (
            "The same numbers, rate and steps; each loss has a scale and a unit of its own, so compare the shapes and "
            "not the heights."
        )
        st.html(f'<p class="note-line">{text}</p>')


def _answers() -> tuple[Optimum, Optimum | None]:
    """The exact answers; they do not depend on where the descent starts, or on its loss."""
    scenario = state.link().scenario
    anywhere = scenario.replace(coeffs=scenario.coeffs * 0, loss="mae")
    return remembered("answers", anywhere, lambda: (least_squares(anywhere), least_absolute(anywhere)))


def _losses_alt(done: Descent) -> str:
    return f"The {done.scenario.loss} over {count(done.taken, 'step')}, {words.ends(done)}"


def _take_step() -> None:
    state.go(step=state.widget(STEP))


def other_model() -> None:
    """The page for another model than the article's: no exact answers, and the entries drawn are chosen."""
    controls()
    axes()
    descent()
    side_by_side()
    optimizer()
