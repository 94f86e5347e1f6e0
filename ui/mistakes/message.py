"""The box for a message from torch: it finds the mistake behind it. Nothing of the text is executed.

Of the text only single words come back, those that matched, and they are escaped.
"""

from dataclasses import dataclass
from html import escape

import streamlit as st

from core import LONGEST_TEXT, MISTAKES, Match, find_mistake
from ui import state
from ui.frame.views import VIEWS
from ui.mistakes.chooser import open_mistake
from ui.words import markup

MESSAGE, FITTING = "message", "fitting"

LONGEST_PASTE = 100_000
"""The browser drops a longer text without a word, so this leaves room for the longest traceback. Its end is read."""

NOTHING = "Paste a message first."
NONE_FITS = "None of the mistakes here fits this text. Try the last line alone, the one that names the error."
ITS_MESSAGE = "Your text holds what this mistake says. What is shown is an example of it, with numbers of its own."
SAME_MESSAGE = "{} mistakes have this message. Which is yours?"
ONE_MAY_FIT = "One mistake may fit, by these words. Is it yours?"
SOME_MAY_FIT = "{} mistakes may fit, by these words. Which is yours?"
YOUR_OWN = "Type your own lines: Your program says why"


@dataclass
class MessageAnswer:
    """What the box answered last.

    Attributes:
        text: the answer; "" before the first.
        fits: what fits the text.
        opened: the mistake that was open when it was given; it is shown as long as that one or another of `fits` is.
    """

    text: str = ""
    fits: tuple[Match, ...] = ()
    opened: str = ""

    @property
    def slugs(self) -> tuple[str, ...]:
        """The mistakes that fit."""
        return tuple(match.slug for match in self.fits)


def message_box() -> None:
    """The box and its button, and the answer where it found nothing."""
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
    answer = _answer()
    if answer.text and not answer.fits and state.link().mistake == answer.opened:
        st.html(_said(answer))
        if answer.text != NOTHING:
            _your_own()


def fitting() -> None:
    """What fits the last text, while it is open or none is: each with the words that matched and what tells it."""
    answer, opened = _answer(), state.link().mistake
    if not answer.fits or opened not in ("", *answer.slugs):
        return
    if opened and len(answer.fits) == 1:
        st.html(_said(answer))
    elif opened:
        state.set_widget(FITTING, opened)
        with st.container(key="ties"):
            st.segmented_control(
                answer.text,
                answer.slugs,
                required=True,
                format_func=_title,
                key=FITTING,
                on_change=_take_fitting,
                wrap=True,
            )
    else:
        st.html(_said(answer))
        for match in answer.fits:
            with st.container(key=f"fits-{match.slug}", gap=None):
                st.button(
                    _title(match.slug),
                    key=f"take-{match.slug}",
                    type="tertiary",
                    on_click=open_mistake,
                    args=(match.slug,),
                    kwargs={"shown": True},
                )
                st.html(candidate(match))
    _your_own()


def _your_own() -> None:
    """The way to where a reader's own lines are run and explained, whatever the finder said."""
    with st.container(key="your-own-lines", width="content"):
        st.page_link(VIEWS["your_program"].path, label=YOUR_OWN, query_params=state.from_the_start(), width="content")


def candidate(match: Match) -> str:
    """What tells a mistake from the others that fit, and the words by which it does, as markup."""
    words = ", ".join(f"<b>{escape(word)}</b>" for word in match.words)
    by = f'<span class="by">matched: {words}</span> ' if words else ""
    return f'<p class="candidate">{markup(MISTAKES[match.slug].clue)} {by}</p>'


def take_message() -> None:
    """A callback: find what fits the text; open what has its message, and offer what may fit."""
    text = str(state.widget(MESSAGE) or "").strip()
    answer = _answer()
    answer.fits = find_mistake(text[-LONGEST_TEXT:])
    answer.text = _sentence(text, answer.fits)
    if len(answer.fits) == 1 and answer.fits[0].by_message:
        open_mistake(answer.fits[0].slug, shown=True)
    elif answer.fits:
        state.go(mistake="", shown=False)
    answer.opened = state.now().mistake


def _sentence(text: str, fits: tuple[Match, ...]) -> str:
    if not fits:
        return NONE_FITS if text else NOTHING
    if fits[0].by_message:
        return ITS_MESSAGE if len(fits) == 1 else SAME_MESSAGE.format(len(fits))
    return ONE_MAY_FIT if len(fits) == 1 else SOME_MAY_FIT.format(len(fits))


def _answer() -> MessageAnswer:
    return state.session("message-answer", MessageAnswer)


def _said(answer: MessageAnswer) -> str:
    return f'<p class="answer" role="status">{markup(answer.text)}</p>'


def _take_fitting() -> None:
    slug = state.widget(FITTING)
    if isinstance(slug, str):
        open_mistake(slug, shown=True)


def _title(slug: str) -> str:
    return MISTAKES[slug].title
