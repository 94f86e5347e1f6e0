"""The parts of the page: the stories, the run with its graph, the buttons, and the way on.

A call runs the whole page and not a fragment: the links of the frame carry the list of calls along.
"""

import streamlit as st

from core import STORIES, replay_grad
from ui import state
from ui.life import controls, visit
from ui.life.graph import lane
from ui.life.timeline import timeline
from ui.runtime.runs import run_of
from ui.walk.tape.story import Story

OWN = "Each button runs its line of code. What the line left behind is added here."


def show() -> None:
    """The run beside the buttons; a story with a companion above them, the two runs side by side."""
    controls.top()
    link = state.link()
    story, slug = Story.of(run_of(link.scenario), link.i, link.j), visit.story_of(link.calls)
    if slug and STORIES[slug].beside and not _asking():
        controls.ask()
        st.html(f'<div class="runs">{_told(story, slug, link.calls)}{_companion(story, slug, link.calls)}</div>')
        controls.calls()
        return
    left, right = st.columns([5, 3], gap="medium")
    left.html(_run(story, link.calls, STORIES[slug].sentence if slug and not _asking() else OWN))
    with right:
        controls.ask()
        controls.calls()


def _told(story: Story, slug: str, made: visit.Calls) -> str:
    """A story, as far as it has been told."""
    return _run(story, made, STORIES[slug].sentence, STORIES[slug].title)


def _companion(story: Story, slug: str, made: visit.Calls) -> str:
    """The story to compare it with: as many calls, and all of them when the first is told."""
    other = STORIES[STORIES[slug].beside]
    told = other.actions if made == STORIES[slug].actions else other.actions[: len(made)]
    return _run(story, told, other.sentence, other.title)


def _run(story: Story, calls: visit.Calls, sentence: str, title: str = "") -> str:
    """A run of these calls: the timeline, and the graph that there is at its end."""
    snapshots = replay_grad(story.scenario, calls)
    last = lane(story, snapshots[-1], asking=_asking())
    return f'<div class="run">{timeline(story, snapshots, sentence, title)}{last}</div>'


def _asking() -> bool:
    """Whether a question waits for its answer: what a story says would give it away."""
    return visit.visit().asking == state.link().calls
