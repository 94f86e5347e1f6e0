"""The parts of the page: the stories, the run with its graph, the buttons, and the way on.

A call runs the whole page and not a fragment: the links of the frame carry the list of calls along.
"""

from collections.abc import Sequence

import streamlit as st

from core import DEFAULT_MODEL, STORIES, Link, replay_grad
from ui import state
from ui.frame.header import header
from ui.frame.next_view import next_link
from ui.life import controls, film, visit
from ui.life.chosen import Chosen
from ui.life.timeline import Run
from ui.program import choose
from ui.sessions.fold import fold, functions
from ui.walk.mount import mount

OWN = "Each button runs its line of code. What the line left behind is added here."
SEVERAL = (
    "`backward()` adds to the `.grad` of every leaf that its graph leads to, and changes no leaf. Here is what the "
    "calls leave in one of them, `{leaf}`; `calc_loss` runs the lines of the model."
)
ONE = "`backward()` adds to `.grad` and changes no number of `{leaf}`. Here `calc_loss` runs the lines of the model."


def show() -> None:
    """The run, which steps in the browser, and the buttons; a story with a companion has the two runs side by side."""
    link = state.link()
    header("life", _lead(link))
    controls.top()
    if link.scenario.model != DEFAULT_MODEL:
        choose.entry()
    runs, last = _runs(link), len(link.calls)
    at = min(link.step, last) if link.step else last  # an address without a step shows where its calls end
    data = {"html": film.film(runs, at, asking=_asking()), "step": at, "newest": True}
    with st.container(key="life-page"):
        with st.container(key="life-run"):
            mount(data, {}, lambda step: film.file(runs, step), film.SLUG)
        with st.container(key="life-side"):
            controls.ask()
            controls.calls()
    with st.container(key="walk-onward"):
        next_link(film.SLUG)


def folds() -> None:
    """What each call does; and the short programs on the article's model, of which another one has none."""
    controls.explain()
    if state.link().scenario.model != DEFAULT_MODEL:
        return
    fold("Why do gradients add up?", "two-losses", "read-twice")
    fold("When a new forward, and when `retain_graph`?", "shared", "after-a-step")
    fold("`.grad` is filled in place", "in-place")
    functions()


def _lead(link: Link) -> str:
    """The sentence under the title; "" for the view's own."""
    if link.scenario.model == DEFAULT_MODEL:
        return ""
    return (ONE if len(link.scenario.leaves) == 1 else SEVERAL).format(leaf=link.chosen_leaf)


def _says(link: Link, slug: str) -> str:
    return STORIES[slug].says(link.scenario, link.chosen_leaf)


def _runs(link: Link) -> list[Run]:
    """The calls made; beside a story that is compared with another one as many calls of that."""
    slug, asking = visit.story_of(link.calls), _asking()
    if asking or not slug:
        return [_run(link, link.calls, OWN)]
    story, steps = STORIES[slug], len(link.calls) + 1
    if not story.beside:
        return [_run(link, link.calls, _says(link, slug))]
    other = STORIES[story.beside]
    ended = link.calls == story.actions
    told = other.actions if ended else other.actions[: len(link.calls)]
    places = [min(step, len(told)) for step in range(steps)]
    places[-1] = len(told)  # where the first is told, the other one is, too
    return [
        _run(link, link.calls, _says(link, slug), story.title),
        _run(link, told, _says(link, story.beside), other.title, places),
    ]


def _run(link: Link, calls: visit.Calls, sentence: str, title: str = "", places: Sequence[int] = ()) -> Run:
    chosen = Chosen.of(link)
    snapshots = replay_grad(link.scenario, calls, chosen.leaf)
    return Run(link.scenario, chosen, snapshots, sentence, places or range(len(snapshots)), title)


def _asking() -> bool:
    """Whether a question waits for its answer: what a story says would give it away."""
    return visit.visit().asking == state.link().calls
