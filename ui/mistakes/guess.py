"""The guess: it comes before the run, which shows itself only afterwards, or to somebody who skips the guess."""

from dataclasses import dataclass, field

import streamlit as st

from core import Mistake, before_run, judge
from ui import state
from ui.words import markup


@dataclass
class Tried:
    """What one visit did.

    Attributes:
        guesses: the guess at each mistake, by slug.
        run: the mistakes that were run here; they open with their answer.
    """

    guesses: dict[str, str] = field(default_factory=dict)
    run: set[str] = field(default_factory=set)


def tried() -> Tried:
    """This session's."""
    return state.session("mistakes-tried", Tried)


def guess(mistake: Mistake) -> None:
    """The three choices, what is said to the one that was taken, and the button that runs the program."""
    key, guessed = f"guess-{mistake.slug}", tried().guesses.get(mistake.slug)
    state.set_widget(key, guessed)
    asked = before_run(mistake)
    st.container(key="guess").radio(
        asked.ask,
        list(asked.choices),
        index=None,
        format_func=lambda choice: asked.choices[choice],
        key=key,
        on_change=_take_guess,
        args=(mistake.slug, key),
    )
    if guessed:
        st.html(verdict(mistake, guessed, has_run=False))
    label = "Run it" if guessed else "Show me"
    st.button(label, key="run", type="primary" if guessed else "secondary", on_click=_run, args=(mistake.slug,))


def verdict(mistake: Mistake, guessed: str | None, *, has_run: bool) -> str:
    """What is said to a guess, as markup; after the run also what happened, to somebody who did not guess it."""
    asked = before_run(mistake)
    happened = asked.solution if has_run else ""
    if guessed is None:
        return f'<p class="guessed">{markup(happened)}</p>'
    found = judge(asked, guessed)
    if found.right:
        return '<p class="guessed right" role="status"><b>Right.</b></p>'
    wrong = f"<b>Not so.</b> {markup(' '.join(slip.says for slip in found.slips))}"
    return f'<p class="guessed wrong" role="status">{wrong} {markup(happened)}</p>'


def _take_guess(slug: str, key: str) -> None:
    chosen = state.widget(key)
    if isinstance(chosen, str):
        tried().guesses[slug] = chosen


def _run(slug: str) -> None:
    tried().run.add(slug)
    state.go(shown=True)
