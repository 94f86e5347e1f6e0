"""What each view shows where the model is not the article's: the program's own view, or why there is none yet."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from core import DEFAULT_MODEL, Link, Scenario, with_model
from ui import state
from ui.descent import page as descent
from ui.frame.header import header
from ui.frame.notices import label
from ui.frame.views import FIRST_VIEW, VIEWS
from ui.program import by_hand, question, slope, slope_words, walk
from ui.program.words import listed
from ui.runtime.runs import run_of
from ui.script.before import before_this_call
from ui.script.life import life


@dataclass(frozen=True)
class ProgramView:
    """A view of any program.

    Attributes:
        title: its heading, where there are other leaves than `coeffs`.
        lead: the sentence under it; "" for none.
        draw: draws the rest.
    """

    title: str
    lead: Callable[[Scenario], str]
    draw: Callable[[], None]


def _descent_lead(scenario: Scenario) -> str:
    each = "" if len(scenario.leaves) == 1 else "each leaf: "
    return f"A step subtracts learning rate × gradient from {each}{listed(scenario.leaves)}."


PROGRAM_VIEWS = {
    "question": ProgramView("How can `loss` fill every `.grad`?", lambda _: "", question.question),
    "forward": ProgramView(
        "Forward: compute the loss, leave a trail",
        lambda _: "",
        walk.forward,
    ),
    "backward": ProgramView(
        "Backward: from `loss` to every `.grad`",
        lambda _: "",
        walk.backward,
    ),
    "by_hand": ProgramView(
        "By hand: the same gradients without autograd",
        lambda _: (
            "From the loss back, call by call: each gradient is worked out from the one before, without autograd."
        ),
        by_hand.hand,
    ),
    "slope": ProgramView("Slope: what the number means", slope_words.lead, slope.slope),
    "descent": ProgramView(
        "Descent: using the gradients",
        _descent_lead,
        descent.other_model,
    ),
}


def _not_of_program(slug: str, link: Link) -> str:
    """Why a view has nothing to show for another problem than one of the article's model; "" where it has."""
    if slug == "mistakes":
        called = "your program" if link.script else f"“{link.scenario.model_title}”"
        return f"The mistakes are made with the article's linear model, so they are not shown for {called}."
    if link.script is None or slug in OF_THEIR_OWN:
        return ""
    if slug == "your_numbers":
        return "Your program has its numbers in its own lines: change them there, or in the cells of Forward."
    if link.why_not and not (slug == "life" and link.script.trace.moments):
        return link.why_not
    if slug == "descent" and (apart := [leaf for leaf, grad in _grads(link.scenario).items() if grad is None]):
        return f"No gradient reaches `{apart[0]}` in your program, so a descent could not move it."
    return ""


OF_THEIR_OWN = {"your_program", "practice"}
"""Views that show a program of one's own, or nothing of the problem."""


def _grads(scenario: Scenario) -> dict[str, Tensor | None]:
    return run_of(scenario).backward.grads


def other_model(slug: str) -> bool:
    """Draw a view for a problem that is not the article's; False, and nothing drawn, where the view itself is right."""
    slug = slug or FIRST_VIEW
    link = state.link()
    scenario = link.scenario
    if link.script is None and scenario.model == DEFAULT_MODEL:
        return False
    if reason := _not_of_program(slug, link):
        header(slug, reason)
        _ways(slug, link)
        return True
    if slug == "life" and link.script is not None and not link.script.is_plain:
        life()
        return True
    if slug not in PROGRAM_VIEWS:
        return False
    view = PROGRAM_VIEWS[slug]
    header(slug, view.lead(scenario), "" if scenario.leaves == ("coeffs",) else view.title)
    view.draw()
    if slug == "backward" and link.script is not None:
        before_this_call(link)
    return True


def _ways(slug: str, link: Link) -> None:
    """To what there is for this problem, and to this view with the article's."""
    if link.script is None:
        path, text = VIEWS["forward"].path, f"Walk forward with “{link.scenario.model_title}”"
        article = with_model(link, DEFAULT_MODEL)
    else:
        path, text = VIEWS["your_program"].path, "To your program"
        article = Link()
    with st.container(horizontal=True, key="other-model"):
        with st.container(key="onward", width="content"):
            st.page_link(path, label=label(text), query_params=state.from_the_start(), width="content")
        with st.container(key="onward-later", width="content"):
            st.page_link(
                VIEWS[slug].path,
                label=label(f"{VIEWS[slug].short} with the article's model"),
                query_params=state.params_of(article),
                width="content",
            )
