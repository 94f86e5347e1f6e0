"""What each view shows where the model is not the article's: the program's own view, or why there is none yet."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core import DEFAULT_MODEL, MODELS, Scenario, with_model
from ui import state
from ui.descent import page as descent
from ui.frame.header import header
from ui.frame.notices import label
from ui.frame.views import FIRST_VIEW, VIEWS
from ui.program import by_hand, question, slope, slope_words, walk
from ui.program.words import listed


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

NOT_YET = {
    "mistakes": "The mistakes are made with the article's linear model, so they are not shown for {model}.",
}
"""Why a view has nothing to show for another model."""


def other_model(slug: str) -> bool:
    """Draw a view for a model that is not the article's; False, and nothing drawn, where the view itself is right."""
    slug = slug or FIRST_VIEW
    scenario = state.link().scenario
    if scenario.model == DEFAULT_MODEL or slug not in (PROGRAM_VIEWS | NOT_YET):
        return False
    if slug in PROGRAM_VIEWS:
        view = PROGRAM_VIEWS[slug]
        header(slug, view.lead(scenario), "" if scenario.leaves == ("coeffs",) else view.title)
        view.draw()
    else:
        title = MODELS[scenario.model].title
        header(slug, NOT_YET[slug].format(model=f"“{title}”"))
        _ways(slug, title)
    return True


def _ways(slug: str, title: str) -> None:
    """To what there is for this model, and to this view with the article's."""
    with st.container(horizontal=True, key="other-model"):
        with st.container(key="onward", width="content"):
            st.page_link(
                VIEWS["forward"].path,
                label=label(f"Walk forward with “{title}”"),
                query_params=state.from_the_start(),
                width="content",
            )
        with st.container(key="onward-later", width="content"):
            st.page_link(
                VIEWS[slug].path,
                label=label(f"{VIEWS[slug].short} with the article's model"),
                query_params=state.params_of(with_model(state.link(), DEFAULT_MODEL)),
                width="content",
            )
