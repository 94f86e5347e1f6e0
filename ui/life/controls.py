"""The buttons: every call with its code, the learning rate, undo and redo, the stories, and the one question."""

from html import escape
from typing import Literal

import streamlit as st
import torch

from core import ACTIONS, ACTIONS_LIMIT, STORIES, Action, ActionError, NumberError, exact, parse_number
from ui import state
from ui.frame.folds import foldable
from ui.frame.notices import refuse, sentence
from ui.life import visit
from ui.life.chosen import Chosen
from ui.life.guess import question
from ui.words import markup

GROUPS = {
    "Compute the loss": ("f",),
    "Compute the gradient": ("b", "r"),
    "Clear .grad": ("z", "n"),
    "Take a step": ("s", "u"),
    "Optimizer, learning rate 0.1": ("o", "p"),
    "Stop tracking": ("d",),
    "Half of the samples alone": ("h", "k"),
}
"""The calls as a reader looks for them; a call in none of these has a group of its own below them."""

STORY, LR = "life-story", "life-lr"
STEP = next(key for key, kind in ACTIONS.items() if kind.takes_lr)


def top() -> None:
    """The stories, undo, redo and start again, and a sentence where no further call fits."""
    made = state.link().calls
    with st.container(horizontal=True, key="life-top", vertical_alignment="bottom"):
        _stories(made)
        st.button("Undo", key="life-undo", on_click=visit.undo, disabled=not made)
        st.button("Start again", key="life-restart", on_click=visit.restart, disabled=not made)
        ahead = visit.line_of(made)[len(made) :]
        if ahead and visit.visit().asking != made:
            label = f"Redo `{_one_line(ahead[0])}`"
            st.button(label, key="life-redo", type="primary", on_click=visit.redo)
    if len(made) == ACTIONS_LIMIT:
        st.html(f'<p class="life-limit">{ACTIONS_LIMIT} calls are as many as fit here: undo some, or start again.</p>')


def _stories(made: visit.Calls) -> None:
    """Choose a ready-made list of calls; it is shown as chosen while these are its calls, made or undone."""
    state.set_widget(STORY, visit.story_of(made) or None)
    st.selectbox(
        "Ready-made stories",
        list(STORIES),
        index=None,
        format_func=_title,
        placeholder="Choose one, or make your own calls",
        key=STORY,
        on_change=_play,
        width=400,
    )


def ask() -> None:
    """The question before a backward that meets a gradient, or what there is to say to the answer.

    It lies over the foot of the window where it stands beside the buttons (life.css), so that none of them moves.
    """
    link, kept, chosen = state.link(), visit.visit(), Chosen.of(state.link())
    if kept.answered == (link.scenario, link.calls, chosen):
        with st.container(key="life-said"):
            st.html(f'<p class="life-verdict" role="status" tabindex="-1" data-takes-focus>{markup(kept.verdict)}</p>')
    if kept.asking != link.calls:
        return
    asked = question(link.scenario, link.calls, visit.line_of(link.calls)[len(link.calls)], chosen)
    if asked is None:  # the numbers were changed meanwhile
        return
    with st.container(border=True, key="life-question"):
        st.html(f'<p class="life-ask" role="status">{markup(asked.ask)}</p>')
        with st.container(horizontal=True, key="life-answers"):
            for place, (key, text) in enumerate(asked.choices.items()):
                st.button(text, key=f"life-answer-{place}", on_click=visit.answer, args=(key,))
            st.button("Skip", key="life-skip", type="tertiary", on_click=visit.skip)


def calls() -> None:
    """A button a call, in groups; none is ever disabled, since a call that raises is a part of the lesson."""
    listed = {key for keys in GROUPS.values() for key in keys}
    others = tuple(key for key in ACTIONS if key not in listed)
    with st.container(horizontal=True, key="life-calls"):
        for place, (name, keys) in enumerate((GROUPS | ({"More": others} if others else {})).items()):
            with st.container(key=f"life-group-{place}", width="content", gap=None):
                if STEP in keys:
                    _lr(name)
                else:
                    st.html(f'<p class="life-group">{escape(name)}</p>')
                with st.container(horizontal=True, key=f"life-buttons-{place}"):
                    for key in keys:
                        _call(key)


def explain() -> None:
    """What each call does, for reading: a tip over a button would lie on its neighbours, and a finger has none."""
    with foldable("What each call does", "life-what") as opened:
        if not opened.open:
            return
        link = state.link()
        rows = "".join(
            f"<dt><code>{escape(_one_line(visit.action_of(key)))}</code></dt>"
            f"<dd>{markup(kind.sentence(link.chosen_leaf))}</dd>"
            for key, kind in ACTIONS.items()
        )
        st.html(f'<dl class="life-what">{rows}</dl>')


def _call(key: str) -> None:
    action = visit.action_of(key)
    first = key == next(iter(ACTIONS)) and not state.link().calls  # where a reader begins
    kind: Literal["primary", "secondary"] = "primary" if first else "secondary"
    st.button(f"`{_one_line(action)}`", key=f"life-call-{key}", type=kind, on_click=_make, args=(key,), wrap=True)


def _lr(name: str) -> None:
    """The learning rate of the next step, as text."""
    refused = _read_lr()
    with st.container(horizontal=True, key="life-lr-row", vertical_alignment="center"):
        st.html(f'<p class="life-group">{escape(name)}, learning rate</p>', width="content")
        st.text_input(
            "Learning rate",
            "0.1",
            key=LR,
            max_chars=60,
            label_visibility="collapsed",
            persist_state="session",
            width=110,
        )
    if refused:
        refuse(f"{refused} The buttons keep {exact(visit.visit().lr, torch.float64)}.")


def _read_lr() -> str:
    """Take over what the field holds; a sentence where it cannot be used, and then the last one stays."""
    text = state.widget(LR)
    if not isinstance(text, str):
        return ""
    try:
        lr = parse_number(text, torch.float64)
        Action(STEP, lr)  # checks its bounds
    except NumberError as error:
        return f"The learning rate: {error}"
    except ActionError as error:
        return sentence(str(error))
    visit.visit().lr = lr
    return ""


def _make(key: str) -> None:
    """One more call, with the learning rate as it was typed: the click that ends the typing brings both at once."""
    _read_lr()
    visit.call(key)


def _one_line(action: Action) -> str:
    link = state.link()
    return " ".join(line.strip() for line in action.code(link.scenario, link.chosen_leaf).splitlines())


def _title(slug: str) -> str:
    return STORIES[slug].title


def _play() -> None:
    chosen = state.widget(STORY)
    if isinstance(chosen, str):
        visit.play(chosen)
