"""One mistake: its program and the guess; then what torch said, why, the mend, the cause in the picture."""

import streamlit as st

from core import MISTAKES, Link, Mistake, Outcome, Scenario, mistake_scripts, run_mistake
from ui import state
from ui.frame.glossary import explained
from ui.frame.views import VIEWS
from ui.mistakes.code import fixed, mistaken, starts_from
from ui.mistakes.guess import guess, tried, verdict
from ui.mistakes.outcome_table import held, is_gradient, printed
from ui.mistakes.picture import picture
from ui.words import markup

IN_SILENCE = "It runs to its end, and torch says nothing."


def study() -> None:
    """The open mistake: its answer where that is to be shown, else the guess that comes before it."""
    link = state.link()
    mistake = MISTAKES[link.mistake]
    st.html(f'<h2 class="mistake-title" tabindex="-1" data-takes-focus>{markup(mistake.title)}</h2>')
    if not link.shown:
        left, right = st.columns([3, 2], gap="medium")
        left.html(mistaken(mistake, None) + _starts(mistake, link.scenario))
        with right:
            guess(mistake)
        return
    outcome = run_mistake(mistake, link.scenario)
    why = f'<h3 class="mistake-part">Why</h3><p class="cause">{explained(mistake.cause)}</p>'
    st.html(_verdict(mistake) + said(outcome) + _instead(outcome) + why)
    _programs(mistake, outcome)
    i, j = (0, 0) if outcome.instead else (link.i, link.j)
    st.html(picture(mistake, outcome, i, j))
    st.html(f'<h3 class="mistake-part">What the variables hold at the end</h3>{held(outcome)}')


def said(outcome: Outcome) -> str:
    """What torch said, in its own words, as markup."""
    messages = (*filter(None, [outcome.raised]), *outcome.warned)
    if not messages:
        return f'<p class="in-silence">{IN_SILENCE}</p>'
    texts = "".join(f"<p><b>{markup(message.type)}:</b> {markup(message.text)}</p>" for message in messages)
    return f'<div class="said {outcome.kind}" role="status">{texts}</div>'


def _verdict(mistake: Mistake) -> str:
    """What is said to a guess, and to a reader who ran it without one; nothing to somebody who followed a link."""
    guessed = tried().guesses.get(mistake.slug)
    return verdict(mistake, guessed, has_run=True) if guessed or mistake.slug in tried().run else ""


def _instead(outcome: Outcome) -> str:
    return f'<p class="instead">{markup(outcome.instead)}</p>' if outcome.instead else ""


def _starts(mistake: Mistake, scenario: Scenario) -> str:
    return f'<p class="note starts">{markup(starts_from(mistake, scenario))}</p>'


def _programs(mistake: Mistake, outcome: Outcome) -> None:
    """The two programs side by side, what the mended one gives, and where to read more."""
    left, right = st.columns(2, gap="medium")
    right.html(f'<h3 class="mistake-part">Mended</h3>{fixed(mistake)}')
    gives = "".join(
        f"<span>&gt;&gt;&gt; {markup(name)}</span>\n{markup(printed(observed))}\n"
        for name, observed in outcome.right.items()
        if is_gradient(name)
    )
    right.html(f'<h3 class="mistake-part">It runs, and gives</h3><pre class="typed gives">{gives.rstrip()}</pre>')
    starts = _starts(mistake, outcome.scenario)
    left.html(f'<h3 class="mistake-part">The mistake</h3>{mistaken(mistake, outcome)}{starts}')
    if scripts := mistake_scripts(mistake, outcome.scenario):
        for column, script, text in (
            (left, scripts.broken, "Change it"),
            (right, scripts.mended, "Change the mended one"),
        ):
            column.page_link(
                VIEWS["your_program"].path,
                label=f"{text} in Your program",
                query_params=state.params_of(Link(script=script)),
                icon=":material/edit:",
                width="content",
            )
    right.link_button(
        "PyTorch's documentation of this", mistake.documented, type="tertiary", icon=":material/open_in_new:"
    )
