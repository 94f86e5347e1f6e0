"""One mistake: its program, the guess, the run, the cause in the picture, and the mended program."""

import streamlit as st

from core.mistakes import MISTAKES, Mistake, Outcome, run_mistake
from ui import state
from ui.mistakes.code import mended, mistaken, starts_from
from ui.mistakes.guess import guess, tried
from ui.mistakes.held import held, is_gradient, printed
from ui.mistakes.picture import picture
from ui.words import markup

IN_SILENCE = "It runs to its end, and torch says nothing."


def study() -> None:
    """The open mistake, if one is open."""
    link = state.link()
    if not link.mistake:
        return
    mistake = MISTAKES[link.mistake]
    outcome = run_mistake(mistake, link.scenario) if mistake.slug in tried().run else None
    st.html(f'<h2 class="mistake-title">{markup(mistake.title)}</h2>')
    left, right = st.columns([3, 2], gap="medium")
    left.html(_program(mistake, outcome))
    with right:
        guess(mistake)
    if outcome is not None:
        st.html(f'<h3 class="mistake-part">What the variables hold at the end</h3>{held(outcome)}')
        i, j = (0, 0) if outcome.instead else (link.i, link.j)
        why = f'<h3 class="mistake-part">Why</h3><p class="cause">{markup(mistake.cause)}</p>'
        st.html(why + picture(mistake, outcome, i, j))
        _mended(mistake, outcome)


def said(outcome: Outcome) -> str:
    """What torch said, in its own words, as markup."""
    messages = (*filter(None, [outcome.raised]), *outcome.warned)
    if not messages:
        return f'<p class="in-silence">{IN_SILENCE}</p>'
    texts = "".join(f"<p><b>{markup(message.type)}:</b> {markup(message.text)}</p>" for message in messages)
    return f'<div class="said {outcome.kind}" role="status">{texts}</div>'


def _program(mistake: Mistake, outcome: Outcome | None) -> str:
    note = f'<p class="note starts">{markup(starts_from(mistake))}</p>'
    if outcome is None:
        return mistaken(mistake, None) + note
    instead = f'<p class="instead">{markup(outcome.instead)}</p>' if outcome.instead else ""
    return mistaken(mistake, outcome) + instead + said(outcome) + note


def _mended(mistake: Mistake, outcome: Outcome) -> None:
    """The mended program, what it gives, and where to read more."""
    left, right = st.columns([3, 2], gap="medium")
    left.html(f'<h3 class="mistake-part">Mended</h3>{mended(mistake)}')
    gives = "".join(
        f"<span>&gt;&gt;&gt; {markup(name)}</span>\n{markup(printed(observed))}\n"
        for name, observed in outcome.right.items()
        if is_gradient(name)
    )
    right.html(f'<h3 class="mistake-part">It runs, and gives</h3><pre class="typed gives">{gives.rstrip()}</pre>')
    right.link_button(
        "PyTorch's documentation of this", mistake.documented, type="tertiary", icon=":material/open_in_new:"
    )
