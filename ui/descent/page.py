"""The parts of the page: the steps with their two charts, the exact answers, and the three losses side by side."""

from dataclasses import replace

import streamlit as st
import torch
from torch import Tensor

from core import (
    DEFAULT_MODEL,
    DESCENT_STORIES,
    LOSSES,
    Box,
    Descent,
    DescentStory,
    Entry,
    Optimum,
    Scenario,
    contours,
    curve,
    gradients,
    least_absolute,
    least_squares,
    losses_at,
)
from ui import charts, state
from ui.descent import figures, leaves, plane, run, words
from ui.descent.axes import axes
from ui.descent.controls import controls, story_of
from ui.descent.optimizer import optimizer
from ui.frame.notices import label, warn
from ui.frame.views import VIEWS
from ui.runtime.remember import remembered
from ui.walk.stepper import stepper
from ui.words import count, markup

STEP = "descent-step"
POINTS = 201
"""How many points a curve has."""

NO_ANSWER = (
    "No exact answer stands beside it: the loss of this model need not be convex in its leaves, so where it is least "
    "is not worked out."
)


def descent() -> None:
    """Run what the controls ask for, say how it ended, and show it step by step."""
    link = state.link()
    slug = story_of(link)
    done = run.run(link, link.scenario)
    if slug:
        _story(DESCENT_STORIES[slug], done)
    if run.stopped(link, link.scenario) and not done.ended:
        with st.container(horizontal=True, vertical_alignment="center", key="descent-halted"):
            st.html(f'<p class="note-line">Stopped after {done.taken:,} of {count(done.steps, "step")}.</p>')
            st.button("Go on", key="descent-go-on", on_click=run.go_on, args=(link, link.scenario))
    if done.stopped:
        shown = " What was computed until then is shown." if done.taken else ""
        warn(f"{done.stopped}{shown}")
    _steps()


def _story(story: DescentStory, done: Descent) -> None:
    """What to look at, the numbers of it that came out, and the way to where the tape shows them."""
    st.html(f'<p class="note-line wide">{markup(story.sentence)}</p>')
    told = story.tell(done) if story.tell and done.ended and done.taken else None
    if told is None:
        return
    items = "".join(f"<li>{markup(sentence)}</li>" for sentence in told.sentences)
    st.html(f'<ul class="told">{items}</ul>')
    text = f"See {told.node} after step {told.step} on the tape"
    to_backward(done, told.step, text, "descent-told", at=told.at)


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
        if pair[0] != pair[1]:
            _plane(done, step, pair)
        else:
            _valley(done, step, pair[0])
        if link.scenario.model != DEFAULT_MODEL:
            _leaves(done, step, pair)


def _plane(done: Descent, step: int, pair: tuple[Entry, Entry]) -> None:
    """The path over the contours; the entries that are not drawn are held at those of the step."""
    box = plane.box_of(done, *pair)
    if box is None:
        _too_large()
        return
    here = done.at(step)
    ground = remembered("surface", (here, pair, box), lambda: contours(here, *pair, box))
    within, grads = plane.inside(done, box, *pair), gradients(here)
    both = torch.stack([grads[each.leaf][each.place] for each in pair])
    arrow = plane.arrow(done, step, both, box, pair) if within[step] else None
    figure = figures.path(ground, done, step, box, pair, within, arrow)
    alt = f"The path over the contours of the loss, {pair[0].text} and {pair[1].text}"
    charts.show(figure, "descent-path", alt)
    held = sum(grad.numel() for grad in grads.values()) - 2
    what = "coefficient" if here.model == DEFAULT_MODEL else "number"
    notes = [f"The other {count(held, what)}: held at this step's values." if held else ""]
    if ground is None:
        notes.append("The contours of so many numbers would take too long, so the path stands alone.")
    else:
        if ground.left_out:
            notes.append(f"{count(ground.left_out, 'line')} of residual 0 left out, farther from this step.")
        if not ground.losses.isfinite().all():
            notes.append("Where no contours are, the loss is too large for float64.")
    if beyond := int((~within[: step + 1]).sum()):
        notes.append(f"{count(beyond, 'step')} so far outside of the picture.")
    if within[step]:
        notes += words.arrow_notes(here, pair, both, drawn=arrow is not None)
    else:
        notes.append("This step is one of them.")
    if any(notes):
        st.html(f'<p class="note-line">{markup(" ".join(note for note in notes if note))}</p>')


def _valley(done: Descent, step: int, entry: Entry) -> None:
    """With a single number the loss is a curve, and the steps lie on it."""
    box = plane.box_of(done, entry, entry)
    if box is None:
        _too_large()
        return
    scenario = done.scenario
    values, losses = remembered("valley", (scenario, box), lambda: _along(scenario, entry, box))
    charts.show(figures.valley(values, losses, entry, done, step), "descent-path", "The steps on the curve of the loss")


def _along(scenario: Scenario, entry: Entry, box: Box) -> tuple[Tensor, Tensor]:
    """Values of a single number across a box, and the loss at each; of the article's model with its kinks."""
    if scenario.model == DEFAULT_MODEL:
        middle = (box.left + box.right) / 2
        along = curve(scenario.replace(coeffs=[middle], dtype=torch.float64), 0, box.width / 2)
        return middle + along.moves, along.losses
    values = torch.linspace(box.left, box.right, POINTS, dtype=torch.float64)
    return values, losses_at(scenario, (entry,), values[:, None])


def _too_large() -> None:
    what = "coefficients" if state.link().scenario.model == DEFAULT_MODEL else "numbers"
    st.html(f'<p class="note-line">The {what} are too large for a picture of the path.</p>')


def _leaves(done: Descent, step: int, pair: tuple[Entry, Entry]) -> None:
    """The leaves at a step, and the way to Backward with them."""
    with st.container(key="descent-leaves"):
        note = leaves.leaves_note(done, step)
        st.html(leaves.leaves_table(done, step, pair) + (f'<p class="note-line">{note}</p>' if note else ""))
        if state.linkable():
            to_backward(done, step, f"Backward with the numbers of step {step:,}", "descent-backward")
    st.html(f'<p class="note-line">{NO_ANSWER}</p>')


def to_backward(done: Descent, step: int, text: str, key: str, at: int = 0) -> None:
    """A link to a step of Backward, with the leaves as they are after a step of the descent."""
    link = replace(state.link(), scenario=done.at(step), step=at, trace=False)
    with st.container(key=key, width="content"):
        st.page_link(VIEWS["backward"].path, label=label(text), query_params=state.params_of(link), width="content")


def answers() -> None:
    """The end against the exact answers."""
    link = state.link()
    done, (squares, absolute) = run.run(link, link.scenario), _answers()
    st.html(words.answers_table(done, squares, absolute) + words.answers_note(done, squares, absolute))


def side_by_side() -> None:
    """All losses from the same start, made when they are asked for."""
    link = state.link()
    *others, last = LOSSES
    with st.expander(
        f"{', '.join(others)} and {last} from the same start", key="descent-three", on_change="rerun"
    ) as all_:
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
