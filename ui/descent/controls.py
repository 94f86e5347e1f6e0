"""What a descent starts with: a story, the learning rate and its schedule, the steps, zeroing, and the plane."""

from dataclasses import dataclass

import streamlit as st

from core import DESCENT_STORIES, RATES
from core.descend import MAX_STEPS
from core.numbers import NumberError
from core.permalink import Link, PermalinkError
from core.permalink_fields import exact64, learning_rate
from ui import state
from ui.descent.plane import pair
from ui.editor.whole import parse_whole
from ui.frame.notices import refuse, sentence

STORY, RATE, ZERO, ACROSS, UP = "descent-story", "descent-rate", "descent-zero", "descent-across", "descent-up"
LABELS = {"lr": "Learning rate", "steps": "Steps"}


@dataclass(frozen=True)
class Refused:
    """A field that could not be read: what it held, the value that stays, and why."""

    text: str
    kept: float
    why: str


def controls() -> None:
    """One row; what is wrong with a field stands under the row and says what holds instead."""
    link = state.link()
    with st.container(horizontal=True, key="descent-controls", vertical_alignment="bottom"):
        _stories(link)
        _text("lr", link.lr, exact64(link.lr))
        _text("steps", link.steps, str(link.steps))
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
        if link.scenario.n_coeffs > 2:
            _axes(link)
    for field, label in LABELS.items():
        refused = _refused().get(field)
        if refused and _still(field, refused):
            refuse(f"{label}: {refused.why} The descent keeps {refused.kept:g}.")


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
        "Ready-made stories",
        list(DESCENT_STORIES),
        index=list(DESCENT_STORIES).index(slug) if slug and held else None,
        format_func=_story_title,
        placeholder="Choose one, or set your own",
        key=STORY,
        on_change=_tell,
        width=260,
    )


def _text(field: str, value: float, text: str) -> None:
    refused = _refused().get(field)
    if refused and _still(field, refused):
        text = refused.text
    shown = text if state.set_widget(_key(field), text) else ""
    st.text_input(LABELS[field], shown, key=_key(field), max_chars=60, on_change=_read, args=(field, value), width=120)


def _still(field: str, refused: Refused) -> bool:
    """Whether the field still holds what was refused, and nothing else was changed meanwhile."""
    return state.widget(_key(field)) == refused.text and getattr(state.link(), field) == refused.kept


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
    story = DESCENT_STORIES[str(slug)]
    settings = {"lr": story.lr, "steps": story.steps, "zero": story.zero_grad, "rate": story.rate}
    start = {"step": 0, "i": 0, "j": 0, "k": None, "trace": False}
    state.go(scenario=story.build(), base=story.base, **settings, **start)


def _read(field: str, kept: float) -> None:
    """A callback: take over what the field holds, or keep what is wrong with it."""
    text = str(state.widget(_key(field)))
    _refused().pop(field, None)
    try:
        value = learning_rate("it", text) if field == "lr" else parse_whole(text, 1, MAX_STEPS)
    except (NumberError, PermalinkError) as error:
        why = sentence(str(error).removeprefix("it: "))
        _refused()[field] = Refused(text, kept, why)
        state.go()
        return
    state.go(step=0, **{field: value})


def _take(field: str, key: str) -> None:
    chosen = state.widget(key)
    if chosen is None:  # from a browser that had forgotten the control
        state.go()
    else:
        state.go(step=0, **{field: chosen})


def _turn() -> None:
    across, up = state.widget(ACROSS), state.widget(UP)
    state.go(j=across, k=up)


def _refused() -> dict[str, Refused]:
    held: dict[str, Refused] = state.session("descent refused", dict)
    return held


def _key(field: str) -> str:
    return f"descent-{field}"


def _rate_title(rate: str) -> str:
    return RATES[rate].title


def _story_title(slug: str) -> str:
    return DESCENT_STORIES[slug].title


def _coeff(place: int) -> str:
    return f"coeffs[{place}]"
