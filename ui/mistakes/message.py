"""The box for a message from torch: it finds the mistake behind it. Nothing of the text is executed or shown again."""

from dataclasses import dataclass

import streamlit as st

from core.diagnose import LONGEST_TEXT, find_mistake
from core.mistakes import MISTAKES
from ui import state
from ui.mistakes.chooser import open_mistake

MESSAGE, FITTING = "message", "fitting"

LONGEST_PASTE = 100_000
"""The browser drops a longer text without a word, so this leaves room for the longest traceback. Its end is read."""

NOTHING = "Paste a message first."
NONE_FITS = "None of the mistakes here fits this text. Try the last line alone, the one that names the error."
ONE_FITS = "One mistake fits; it is open below."


@dataclass
class Answer:
    """What the box answered last.

    Attributes:
        text: the answer; "" before the first.
        fits: the mistakes that fit best, all of them where several fit equally well.
        opened: the mistake that was open when it was given; it is shown as long as that one or another of `fits` is.
    """

    text: str = ""
    fits: tuple[str, ...] = ()
    opened: str = ""


def message_box() -> None:
    """The box, its button, and what was found."""
    form = st.form("message-form", border=False)
    with form.container(horizontal=True, vertical_alignment="bottom", key="message-row"):
        st.text_area(
            "Paste the message that you got, with or without its traceback, or describe what is wrong",
            key=MESSAGE,
            max_chars=LONGEST_PASTE,
            height=78,
            placeholder="RuntimeError: …",
            persist_state="session",
        )
        st.form_submit_button("Find the mistake", key="find", on_click=take_message)
    _show(_answer())


def take_message() -> None:
    """A callback: find what fits the text best, and open it."""
    text = str(state.widget(MESSAGE) or "").strip()
    matches = find_mistake(text[-LONGEST_TEXT:])
    fits = tuple(match.slug for match in matches if match.score == matches[0].score)
    if fits:
        open_mistake(fits[0])
    said = {0: NONE_FITS if text else NOTHING, 1: ONE_FITS}.get(len(fits), f"{len(fits)} mistakes fit equally well")
    answer = _answer()
    answer.text, answer.fits, answer.opened = said, fits, state.now().mistake


def _answer() -> Answer:
    return state.session("message-answer", Answer)


def _show(answer: Answer) -> None:
    """The answer, while it speaks of what is on the page."""
    opened = state.link().mistake
    if not answer.text or opened not in (*answer.fits, answer.opened):
        return
    if len(answer.fits) < 2:
        st.html(f'<p class="answer" role="status">{answer.text}</p>')
        return
    state.set_widget(FITTING, opened)
    with st.container(key="ties"):
        st.segmented_control(
            answer.text, answer.fits, required=True, format_func=_title, key=FITTING, on_change=_take_fitting, wrap=True
        )


def _take_fitting() -> None:
    slug = state.widget(FITTING)
    if isinstance(slug, str):
        open_mistake(slug)


def _title(slug: str) -> str:
    return MISTAKES[slug].title
