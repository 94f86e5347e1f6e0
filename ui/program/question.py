"""Question for any program: the chase to the chosen leaf on the turned stage, and the same program without tracking."""

import streamlit as st

from core import MODELS, AutogradGraph, Chase
from ui import state
from ui.frame.folds import switch
from ui.frame.glossary import explained
from ui.frame.next_view import next_link
from ui.frame.views import VIEWS, following
from ui.program import choices
from ui.program.chase import chase_steps
from ui.program.listing import numbered
from ui.program.origins import asides
from ui.program.stage.chase import stage
from ui.program.steps import ProgramStep
from ui.program.story import ProgramStory, tell
from ui.program.words import listed
from ui.question.console import SHOWN
from ui.question.page import ended, nothing
from ui.runtime.runs import run_of
from ui.walk.film.film import Film, Said
from ui.walk.film.marks import Pen
from ui.walk.film.standalone import standalone
from ui.walk.mount import mount, shown_first
from ui.walk.paper import listing
from ui.words import count, markup, shape_text

SLUG = "question"
KINDS = ("program", SLUG)
STYLES = ("question/chase.css", "program/stage/turned.css")
NAMES = "In the console `_` is what was printed last."


def question() -> None:
    """The chase, one reference a step, what each `.grad` will hold, and the run without tracking."""
    link = state.link()
    story, run = tell(link), run_of(link.scenario)
    chased, graph = run.chases[story.leaf], run.graph
    at = shown_first(link.step, len(chased.hops) - 1)
    data = {"html": film(story, chased, graph, at), "step": at}
    mount(data, {"pick": choices.pick}, lambda step: file(story, chased, graph, step), SLUG)
    with st.container(key="walk-onward"):
        next_link(SLUG)
    st.html(f'<p class="note">{markup(f"{afterwards(story)} {NAMES}")}</p>{asides(story)}')
    _untracked()


def film(story: ProgramStory, chased: Chase, graph: AutogradGraph, at: int) -> str:
    """The chase as one piece of markup, drawn at one step."""
    steps = chase_steps(story, chased, graph)
    last = len(steps) - 1
    said = [
        Said(step.title, explained(step.sentence), _end(story, chased) if place == last else "")
        for place, step in enumerate(steps)
    ]
    walk = Film(
        name=VIEWS[SLUG].short,
        said=said,
        verb="Follow",
        onward=f"Next: {VIEWS[following(SLUG)].short}",
        choices=choices.leaf(story),
        paper=_paper(story, steps, at),
        kinds=KINDS,
    )
    return walk.drawn(stage(story, chased, graph, steps, at), at)


def file(story: ProgramStory, chased: Chase, graph: AutogradGraph, at: int) -> str:
    """The chase as one file of its own, which opens at a step."""
    at = min(at, len(chased.hops) - 1)
    steps = chase_steps(story, chased, graph)
    said = [Said(step.title, markup(step.sentence)) for step in steps]
    walk = Film(VIEWS[SLUG].short, said, verb="Follow", paper=_paper(story, steps, at), kinds=KINDS)
    title, about = f"{VIEWS[SLUG].short}: {MODELS[story.scenario.model].title}", f"{story.scenario.name}."
    return standalone(title, about, walk.drawn(stage(story, chased, graph, steps, at), at), STYLES)


def afterwards(story: ProgramStory) -> str:
    """What each `.grad` holds once backward has run; of a long one how many numbers. Code between backticks."""
    said = []
    for leaf in story.scenario.leaves:
        grad = story.grad(leaf)
        long = grad is not None and grad.numel() > SHOWN
        held = f"`{' '.join(repr(grad).split())}`"
        if grad is not None and long:
            held = f"{count(grad.numel(), 'number')} in shape {shape_text(tuple(grad.shape))}"
        said.append(f"`{leaf}.grad` holds {held}")
    return f"After `loss.backward()` {', '.join(said[:-1])}{' and ' if said[1:] else ''}{said[-1]}."


def _paper(story: ProgramStory, steps: tuple[ProgramStep, ...], at: int) -> str:
    return listing(numbered(story.scenario), [step.line for step in steps], Pen(len(steps), at))


def _end(story: ProgramStory, chased: Chase) -> str:
    """What the chase has shown, and where the other ways are."""
    others = [leaf for leaf in story.scenario.leaves if leaf != chased.leaf]
    text = f"Choose another leaf to follow the way to {listed(others)}." if others else ""
    return ended(chased) + (f'<p class="aside">{markup(text)}</p>' if text else "")


@st.fragment
def _untracked() -> None:
    """The same program without tracking, on demand."""
    if switch("Run it without `requires_grad`", "untracked"):
        st.html(nothing(state.link().scenario))
