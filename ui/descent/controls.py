"""What a descent starts with: a story, the learning rate and its schedule, the steps and zeroing."""

from dataclasses import dataclass
from html import escape

import streamlit as st

from core import DEFAULT_MODEL, DESCENT_STORIES, MAX_STEPS, RATES, Link, Scenario, exact64, learning_rate
from ui import state
from ui.descent.plane import pair
from ui.frame import typed
from ui.numbers.whole import parse_whole

STORY, RATE, ZERO, ACROSS, UP = "descent-story", "descent-rate", "descent-zero", "descent-across", "descent-up"
LR, STEPS = "descent-lr", "descent-steps"


@dataclass
class Replaced:
    """What the last story took the place of.

    Attributes:
        before: the reader's own numbers and settings; None before the first story.
        after: the story's numbers, as long as they are there.
    """

    before: Link | None = None
    after: Scenario | None = None


def controls() -> None:
    """One row; what is wrong with a field stands under the row and says what holds instead."""
    link = state.link()
    with st.container(horizontal=True, key="descent-controls", vertical_alignment="bottom"):
        _stories(link)
        typed.field(LR, "Learning rate", exact64(link.lr), _take_lr)
        typed.field(STEPS, "Steps", str(link.steps), _take_steps)
        held = state.set_widget(RATE, link.rate)
        st.segmented_control(
            "Rate of step t",
            list(RATES),
            default=link.rate if held else None,
            required=True,
            format_func=_rate_title,
            key=RATE,
            on_change=_take,
            args=("rate", RATE),
        )
        on = state.set_widget(ZERO, link.zero) and link.zero
        st.toggle("Zero the gradient", on, key=ZERO, on_change=_take, args=("zero", ZERO))
        if link.scenario.model == DEFAULT_MODEL and link.scenario.n_coeffs > 2:
            _axes(link)
    typed.refusal(LR, "Learning rate", exact64(link.lr), "The descent")
    typed.refusal(STEPS, "Steps", str(link.steps), "The descent")
    _way_back(link)


def story_of(link: Link) -> str:
    """The story that this is, "" for none; only its settings count, since its numbers may be looked at closely."""
    for slug, story in DESCENT_STORIES.items():
        settings = (story.lr, story.steps, story.zero_grad, story.rate)
        if settings == (link.lr, link.steps, link.zero, link.rate) and story.build() == link.scenario:
            return slug
    return ""


def _stories(link: Link) -> None:
    slug = story_of(link)
    held = state.set_widget(STORY, slug or None)
    st.selectbox(
        "Ready-made stories (they replace the numbers)",
        list(DESCENT_STORIES),
        index=list(DESCENT_STORIES).index(slug) if slug and held else None,
        format_func=_story_title,
        placeholder="Choose one, or set your own",
        key=STORY,
        on_change=_tell,
        width=320,
    )


def _way_back(link: Link) -> None:
    """What a story replaced, and the tap that brings it back; gone when other numbers are there."""
    replaced = _replaced()
    if replaced.before is None or link.scenario != replaced.after or link == replaced.before:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="descent-replaced"):
        name = escape(replaced.before.scenario.name)
        text = f"This story brought numbers and settings of its own. Before: <b>{name}</b>."
        st.html(f'<p class="note-line">{text}</p>', width="content")
        st.button("Bring mine back", key="descent-back", on_click=_bring_back)


def _bring_back() -> None:
    before = _replaced().before
    if before:
        state.show(before)


def _replaced() -> Replaced:
    return state.session("descent replaced", Replaced)


def _axes(link: Link) -> None:
    across, up = pair(link)
    places = range(link.scenario.n_coeffs)
    for key, label, chosen, other in ((ACROSS, "Across", across, up), (UP, "Up", up, across)):
        options = [place for place in places if place != other]
        index = options.index(chosen) if state.set_widget(key, chosen) else 0
        st.selectbox(label, options, index, format_func=_coeff, key=key, on_change=_turn, width=120)


def _tell() -> None:
    slug = state.widget(STORY)
    if slug not in DESCENT_STORIES:
        state.go()  # emptied: the box shows the story again
        return
    story, link, replaced = DESCENT_STORIES[str(slug)], state.now(), _replaced()
    if replaced.before is None or link.scenario != replaced.after:  # else one story follows another
        replaced.before = link
    replaced.after = story.build()
    settings = {"lr": story.lr, "steps": story.steps, "zero": story.zero_grad, "rate": story.rate}
    state.change_scenario(replaced.after, story.base, story.start, **settings)
    state.arrive(0)


def _take_lr(text: str) -> None:
    state.go(step=0, lr=learning_rate("it", text))


def _take_steps(text: str) -> None:
    state.go(step=0, steps=parse_whole(text, 1, MAX_STEPS))


def _take(field: str, key: str) -> None:
    chosen = state.widget(key)
    if chosen is None:  # from a browser that had forgotten the control
        state.go()
    else:
        state.go(step=0, **{field: chosen})


def _turn() -> None:
    across, up = state.widget(ACROSS), state.widget(UP)
    state.go(j=across, k=up)


def _rate_title(rate: str) -> str:
    return RATES[rate].title


def _story_title(slug: str) -> str:
    return DESCENT_STORIES[slug].title


def _coeff(place: int) -> str:
    return f"coeffs[{place}]"
