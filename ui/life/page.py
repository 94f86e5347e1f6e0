"""The parts of the page: the stories, the run with its graph, the buttons, and the way on.

A call runs the whole page and not a fragment: the links of the frame carry the list of calls along.
"""

import streamlit as st

from core import DEFAULT_MODEL, STORIES, Link, replay_grad
from ui import state
from ui.frame.header import header
from ui.life import controls, visit
from ui.life.chosen import Chosen
from ui.life.graph import lane
from ui.life.timeline import timeline
from ui.program import choose
from ui.runtime.runs import run_of
from ui.sessions.fold import fold, functions
from ui.walk.tape.story import Story

OWN = "Each button runs its line of code. What the line left behind is added here."
SEVERAL = (
    "`backward()` adds to the `.grad` of every leaf that its graph leads to, and changes no leaf. Here is what the "
    "calls leave in one of them, `{leaf}`; `calc_loss` runs the lines of the model."
)
ONE = "`backward()` adds to `.grad` and changes no number of `{leaf}`. Here `calc_loss` runs the lines of the model."


def show() -> None:
    """The run beside the buttons; a story with a companion above them, the two runs side by side."""
    link = state.link()
    header("life", _lead(link))
    controls.top()
    if link.scenario.model != DEFAULT_MODEL:
        choose.entry()
    slug, asking = visit.story_of(link.calls), _asking()
    if slug and STORIES[slug].beside and not asking:
        controls.ask()
        st.html(f'<div class="runs">{_told(link, slug)}{_companion(link, slug)}</div>')
        controls.calls()
        return
    left, right = st.columns([5, 3], gap="medium")
    left.html(_run(link, link.calls, _says(link, slug) if slug and not asking else OWN))
    with right:
        controls.ask()
        controls.calls()


def folds() -> None:
    """The short programs on the article's model; on another one there are none of them."""
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


def _told(link: Link, slug: str) -> str:
    """A story, as far as it has been told."""
    return _run(link, link.calls, _says(link, slug), STORIES[slug].title)


def _companion(link: Link, slug: str) -> str:
    """The story to compare it with: as many calls, and all of them when the first is told."""
    beside, made = STORIES[slug].beside, link.calls
    other = STORIES[beside]
    told = other.actions if made == STORIES[slug].actions else other.actions[: len(made)]
    return _run(link, told, _says(link, beside), other.title)


def _run(link: Link, calls: visit.Calls, sentence: str, title: str = "") -> str:
    """A run of these calls: the timeline, and the graph that there is at its end."""
    scenario, chosen = link.scenario, Chosen.of(link)
    snapshots = replay_grad(scenario, calls, chosen.leaf)
    drawn = Story.of(run_of(scenario), link.i, link.j) if scenario.model == DEFAULT_MODEL else chosen
    last = lane(drawn, snapshots[-1], asking=_asking())
    return f'<div class="run">{timeline(scenario, chosen, snapshots, sentence, title)}{last}</div>'


def _asking() -> bool:
    """Whether a question waits for its answer: what a story says would give it away."""
    return visit.visit().asking == state.link().calls
