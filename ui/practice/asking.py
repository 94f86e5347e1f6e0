"""One question on the page: its field or its choices, what is said to an answer, and the hints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core import NumberError, Question, Wrong, judge
from ui.frame.notices import label, refuse, sentence, warn
from ui.words import markup


@dataclass
class Told:
    """What a visit was told of the open question.

    Attributes:
        hints: how many hints are shown.
        wrong: whether a wrong answer was given.
        refusal: why the last answer was no answer, in a sentence; "" where it was one.
        reason: why it is wrong, in a sentence.
        slips: the slips that give it.
    """

    hints: int = 0
    wrong: bool = False
    refusal: str = ""
    reason: str = ""
    slips: tuple[Wrong, ...] = ()


@dataclass(frozen=True)
class Keys:
    """What the controls of a question are called, and what is done when they are pressed.

    Attributes:
        name: what their keys begin with.
        answer: looks at the answer.
        hint: shows the next hint.
        show: gives the question up.
    """

    name: str
    answer: Callable[..., None]
    hint: Callable[[], None]
    show: Callable[..., None]

    @property
    def field(self) -> str:
        """The key of the field for a number."""
        return f"{self.name}-answer"

    @property
    def choice(self) -> str:
        """The key of the choice."""
        return f"{self.name}-choice"


def look(question: Question, text: object, told: Told) -> bool:
    """Hold what stands in the field, or what is chosen, against a question, and keep what is to be said.

    Returns:
        Whether it is right.
    """
    told.refusal, told.reason, told.slips = "", "", ()
    if not isinstance(text, str) or not text.strip():
        told.refusal = "Choose an answer first." if question.choices else "Write a number first."
        return False
    try:
        verdict = judge(question, text)
    except NumberError as error:
        told.refusal = sentence(str(error))
        return False
    except KeyError:
        told.refusal = "Choose one of the answers."
        return False
    if verdict.right:
        return True
    told.wrong, told.slips = True, tuple(slip for slip in verdict.slips if slip.title)
    told.reason = " ".join(slip.says for slip in verdict.slips if not slip.title)
    if not verdict.slips:
        _, formula, known = question.hints
        told.reason = f"That is not it, and no slip that is known here gives this number. {formula} {known}"
    return False


def ask(question: Question, told: Told, keys: Keys, shown: Callable[[Sequence[Wrong]], None]) -> None:
    """The question with its field or choices, what was said to the last answer, and the help.

    Args:
        question: the open one.
        told: what was said of it.
        keys: of its controls.
        shown: draws the ways to where slips happen.
    """
    st.html(f'<h2 class="practice-ask">{markup(question.ask)}</h2>')
    with st.form(keys.name, border=False):
        _field(question, keys)
        st.form_submit_button("Answer", type="primary", on_click=keys.answer, args=(question,))
    _feedback(told, shown)
    if told.hints:
        listed = "".join(f"<li>{markup(each)}</li>" for each in question.hints[: told.hints])
        st.html(f'<div role="status"><ol class="practice-hints">{listed}</ol></div>')
    with st.container(horizontal=True, key=f"{keys.name}-help"):
        hints = len(question.hints)
        if told.hints < hints:
            st.button(f"Hint {told.hints + 1} of {hints}", key=f"{keys.name}-hint", on_click=keys.hint)
        st.button("Show it", key=f"{keys.name}-show", on_click=keys.show)


def _field(question: Question, keys: Keys) -> None:
    same: dict[str, Any] = {"label": "Your answer"}
    if question.choices:
        st.radio(
            options=list(question.choices),
            index=None,
            format_func=lambda choice: label(question.choices[choice]),
            key=keys.choice,
            label_visibility="collapsed",
            **same,
        )
        return
    st.text_input(key=keys.field, placeholder="such as −0.5 or 3/4", max_chars=60, width=420, **same)


def _feedback(told: Told, shown: Callable[[Sequence[Wrong]], None]) -> None:
    if told.refusal:
        refuse(told.refusal)
    if told.reason:
        warn(told.reason)
    if told.slips:
        several = "one of these" if len(told.slips) > 1 else "this"
        listed = "".join(f"<li><b>{markup(slip.title)}.</b> {markup(slip.says)}</li>" for slip in told.slips)
        st.html(
            f'<div class="practice-slips" role="status"><p>This number comes of {several}:</p><ul>{listed}</ul></div>'
        )
        shown(told.slips)
