"""The parts of the page: the steps with their two charts, the exact answers, and the three losses side by side."""

import streamlit as st

from core import (
    DESCENT_STORIES,
    LOSSES,
    Descent,
    Optimum,
    chain_rule,
    curve,
    least_absolute,
    least_squares,
    surface,
)
from core.numbers import short
from ui import charts, state
from ui.descent import figures, plane, run, words
from ui.descent.controls import story_of
from ui.frame.notices import warn
from ui.remember import remembered
from ui.stepper import stepper
from ui.words import count, markup

STEP = "descent-step"


def descent() -> None:
    """Run what the controls ask for, say how it ended, and show it step by step."""
    link = state.link()
    slug = story_of(link)
    if slug:
        st.html(f'<p class="note-line wide">{markup(DESCENT_STORIES[slug].sentence)}</p>')
    done = run.run(link, link.scenario)
    if run.stopped(link, link.scenario) and not done.ended:
        with st.container(horizontal=True, vertical_alignment="center", key="descent-halted"):
            st.html(f'<p class="note-line">Stopped after {done.taken:,} of {count(done.steps, "step")}.</p>')
            st.button("Go on", key="descent-go-on", on_click=run.go_on, args=(link, link.scenario))
    if done.stopped:
        warn(f"{done.stopped} What was computed until then is shown.")
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
        least = words.least_of(link.scenario, *_answers())
        charts.show(figures.losses(done, step, least), "descent-losses", _losses_alt(done))
        if figures.steep(done):
            st.html('<p class="note-line">The loss is on a logarithmic axis.</p>')
        st.html(words.loop(done, step))
    with right:
        if link.scenario.n_coeffs > 1:
            _plane(done, step)
        else:
            _valley(done, step)


def _plane(done: Descent, step: int) -> None:
    """The path over the contours; the coefficients that are not drawn are held at those of the step."""
    link = state.link()
    across, up = plane.pair(link)
    box = plane.box_of(done, across, up)
    here = link.scenario.replace(coeffs=done.coeffs[step])
    ground = remembered("surface", (here, across, up, box), lambda: surface(here, across, up, box))
    within = plane.inside(done, box, across, up)
    arrow = plane.arrow(done, step, chain_rule(here).grad, box, across, up)
    figure = figures.path(ground, done, step, box, (across, up), within, arrow)
    charts.show(figure, "descent-path", f"The path over the contours of the loss, coeffs[{across}] and coeffs[{up}]")
    notes = [
        f"The other {count(link.scenario.n_coeffs - 2, 'coefficient')}: held at this step's values."
        if link.scenario.n_coeffs > 2
        else "",
        f"{count(ground.left_out, 'line')} of residual 0 left out, farther from this step." if ground.left_out else "",
        f"{count(beyond, 'step')} outside of the picture." if (beyond := int((~within).sum())) else "",
        "" if within[step] else "This step is one of them.",
        "" if arrow else "The gradient is 0 along both, so there is no way down to draw.",
    ]
    if any(notes):
        st.html(f'<p class="note-line">{" ".join(note for note in notes if note)}</p>')


def _valley(done: Descent, step: int) -> None:
    """With one coefficient the loss is a curve, and the steps lie on it."""
    box = plane.box_of(done, 0, 0)
    middle = (box.left + box.right) / 2
    scenario = state.link().scenario.replace(coeffs=[middle])
    along = remembered("valley", (scenario, box), lambda: curve(scenario, 0, box.width / 2))
    charts.show(figures.valley(along, middle, done, step), "descent-path", "The steps on the curve of the loss")


def answers() -> None:
    """The end against the exact answers."""
    link = state.link()
    done, (squares, absolute) = run.run(link, link.scenario), _answers()
    table = words.answers_table(done, squares, absolute)
    st.html(f"{table}{words.answers_note(link.scenario, squares, absolute)}")


def side_by_side() -> None:
    """The three losses from the same start, made when they are asked for."""
    link = state.link()
    with st.expander("MAE, MSE and Huber from the same start", key="descent-three", on_change="rerun") as three:
        if not three.open:
            return
        for loss, column in zip(LOSSES, st.columns(len(LOSSES), gap="medium"), strict=True):
            with column:
                done = run.run(link, link.scenario.replace(loss=loss))
                ends = " → ".join(short(done.losses[place].item()) for place in (0, -1))
                st.html(f'<p class="note-line"><b>{loss}</b> {ends}</p>')
                charts.show(figures.losses(done, None, None, 240), f"descent-{loss}", _losses_alt(done))
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
    first, last = (short(done.losses[place].item()) for place in (0, -1))
    return f"The {done.scenario.loss} over {count(done.taken, 'step')}, from {first} to {last}"


def _take_step() -> None:
    state.go(step=state.widget(STEP))
