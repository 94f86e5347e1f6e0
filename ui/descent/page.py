"""The parts of the page: the steps with their two charts, the exact answers, and the three losses side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
from ui import state
from ui.descent import film, plane, run, words
from ui.descent.axes import axes
from ui.descent.controls import controls, story_of
from ui.descent.curve import curve
from ui.descent.leaves import leaves_notes
from ui.descent.optimizer import optimizer
from ui.descent.picture import picture
from ui.descent.told import tell, to_backward
from ui.frame.folds import foldable
from ui.frame.next_view import next_link
from ui.frame.notices import warn
from ui.runtime.remember import remembered
from ui.walk.mount import mount, shown_first
from ui.words import count, markup


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
    _steps(done)


def _steps(done: Descent) -> None:
    """All steps, one of which the browser shows; and what the pressed one of them leads to."""
    link = state.link()
    at = shown_first(link.step, done.taken)
    pair = plane.entries(link, done)
    least = words.least_line(link.scenario, *_answers()) if link.scenario.model == DEFAULT_MODEL else None
    of = done.scenario, done.lr, done.zero_grad, done.rate, done.taken, pair
    drawn = remembered("descent's picture", of, lambda: picture(done, pair))
    data = {"html": film.film(done, pair, drawn, least, at), "step": at}
    mount(
        data,
        {film.TO_BACKWARD: _take_to_backward},
        lambda step: film.file(done, pair, drawn, least, step),
        film.SLUG,
    )
    with st.container(key="walk-onward"):
        next_link(film.SLUG)
    asked = _asked()
    if asked.step is not None and asked.step <= done.taken:
        before = max(asked.step - 1, 0)  # a step uses the gradient at the point that it starts from
        text = f"Backward at the {'start' if not before else f'point after step {before:,}'}"
        to_backward(done, before, text, "walk-away")
    asked.step = None
    if notes := leaves_notes(done):
        st.html(f'<p class="note-line">{notes}</p>')


@dataclass
class Asked:
    """The step whose gradient shall be seen on Backward; None where none was asked for in this run."""

    step: int | None = None


def _asked() -> Asked:
    return state.session("descent on backward", Asked)


def _take_to_backward(said: Mapping[str, Any]) -> None:
    step = said.get("step")
    _asked().step = step if isinstance(step, int) and step >= 0 else None


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
                st.html(curve(done, None, None))
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


def other_model() -> None:
    """The page for another model than the article's: no exact answers, and the entries drawn are chosen."""
    controls()
    axes()
    descent()
    side_by_side()
    optimizer()
