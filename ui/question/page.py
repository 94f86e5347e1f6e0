"""The parts of the opening page: the chase with its end, and the same program without tracking."""

import streamlit as st

from core import Chase, Scenario, run_untracked
from ui import state
from ui.frame.folds import switch
from ui.frame.glossary import explained
from ui.frame.next_view import next_link
from ui.frame.views import VIEWS, following
from ui.question.stage import drawing_of, stage
from ui.runtime.runs import run_of
from ui.sessions.switches import switches
from ui.walk.film.film import Film, Said
from ui.walk.film.standalone import standalone
from ui.walk.mount import mount, shown_first
from ui.walk.origins import origins
from ui.walk.paper import paper
from ui.walk.tape.story import Story
from ui.words import markup

SLUG = "question"
UNTRACKED = "requires_grad, or with no_grad, detach, inference_mode"
NAMES = (
    "The article's first example calls the same tensors `params`, `inputs` and `targets`; "
    "here they are `coeffs`, `t_indep` and `t_dep` throughout. In the console `_` is what was printed last."
)


def follow() -> None:
    """The chase, one reference a step, and what is to be said of the numbers in it."""
    link = state.link()
    run = run_of(link.scenario)
    chased = run.chases["coeffs"]
    at = shown_first(link.step, len(chased.hops) - 1)
    story = Story.of(run)
    mount({"html": film(story, chased, at), "step": at}, {}, lambda step: file(story, chased, step), SLUG)
    with st.container(key="walk-onward"):
        next_link(SLUG)
    st.html(f'<p class="note">{markup(NAMES)}</p>{origins(link.scenario)}')


def film(story: Story, chased: Chase, at: int) -> str:
    """The chase as one piece of markup, drawn at one step."""
    drawing = drawing_of(story, chased, at)
    last = len(chased.hops) - 1
    said = [
        Said(step.title, explained(step.sentence), ended(chased) if place == last else "")
        for place, step in enumerate(drawing.steps)
    ]
    walk = Film(
        name=VIEWS[SLUG].short,
        said=said,
        verb="Follow",
        onward=f"Next: {VIEWS[following(SLUG)].short}",
        paper=paper(story, drawing.steps, drawing.pen),
        kinds=(SLUG,),
    )
    return walk.drawn(stage(drawing, chased), at)


def file(story: Story, chased: Chase, at: int) -> str:
    """The chase as one file of its own, which opens at a step."""
    at = min(at, len(chased.hops) - 1)
    drawing = drawing_of(story, chased, at)
    said = [Said(step.title, markup(step.sentence)) for step in drawing.steps]
    walk = Film(VIEWS[SLUG].short, said, verb="Follow", paper=paper(story, drawing.steps, drawing.pen), kinds=(SLUG,))
    title = VIEWS[SLUG].title.replace("`", "")
    styles = ("question/chase.css",)
    return standalone(title, f"{story.scenario.name}.", walk.drawn(stage(drawing, chased), at), styles)


def ended(chased: Chase) -> str:
    """What the chase has shown, as markup."""
    leaf = chased.leaf
    text = (
        "So the two variables are connected: `loss` refers to a chain of nodes, and the last one refers to "
        f"`{leaf}`. What is written through it can be read from `{leaf}.grad`. The references run one way: "
        f"`{leaf}.grad_fn` is {chased.way_back}, and from `{leaf}` no reference leads to `loss`. This was a run of its "
        f"own: in the program `{leaf}.grad` is None until `loss.backward()` has run."
    )
    return f'<p class="walk-note">{explained(text)}</p>'


@st.fragment
def untracked() -> None:
    """The same program without tracking, on demand."""
    if switch(f"Run it without {UNTRACKED}", "untracked"):
        scenario = state.link().scenario
        st.html(nothing(scenario) + switches(scenario))


def nothing(scenario: Scenario) -> str:
    """What remains without tracking, as markup: no node, and torch's own words."""
    untracked = run_untracked(scenario)
    said = f"{untracked.error}: {untracked.message}"
    session = (
        f"<span>&gt;&gt;&gt; print(loss.grad_fn)</span>\n{markup(untracked.grad_fn)}\n"
        f"<span>&gt;&gt;&gt; loss.backward()</span>\n{markup(said)}"
    )
    *others, last = [f"`{leaf}.requires_grad_()`" for leaf in scenario.leaves]
    marks = f"{', '.join(others)} and {last}" if others else last
    text = (
        f"Without {marks} the loss is the same number, but no operation leaves a node: "
        "there is nothing to follow, and `backward()` raises."
    )
    return f'<p class="walk-note">{explained(text)}</p><pre class="typed">{session}</pre>'
