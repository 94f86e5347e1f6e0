"""A folded part: short programs with what they print, or the article's two functions. In a frame there is none."""

import streamlit as st

from core import SESSIONS, Scenario, Session, definitions, inner_lines, run_session
from ui import state
from ui.frame.folds import foldable
from ui.frame.glossary import explained
from ui.words import markup

FUNCTIONS = "`calc_preds` and `calc_loss`"


def fold(title: str, *slugs: str) -> None:
    """Sessions under one title, in Markdown; they run when the part is opened.

    Args:
        title: the question that they answer.
        slugs: keys of `SESSIONS`.
    """
    if st.context.is_embedded:
        return
    with foldable(title, f"session-{slugs[0]}") as opened:
        if opened.open:
            scenario = state.link().scenario
            st.html("".join(session(SESSIONS[slug], scenario) for slug in slugs))


def functions() -> None:
    """The bodies of the functions that programs on this page call."""
    if st.context.is_embedded:
        return
    with foldable(FUNCTIONS, "functions") as opened:
        if opened.open:
            st.html(bodies(state.link().scenario))


def session(asked: Session, scenario: Scenario) -> str:
    """A program with what it prints, and the sentence under it, as markup."""
    lines = "\n".join(
        "\n".join((f"<span>{markup(line.code)}</span>", *(markup(text) for text in line.said)))
        for line in run_session(asked, scenario)
    )
    return f'<pre class="typed asked">{lines}</pre><p class="note session">{explained(asked.sentence)}</p>'


def bodies(scenario: Scenario) -> str:
    """Both functions as they stand in the source, and what they call with this loss and reduction, as markup."""
    called = "; ".join(
        f"`{call}` runs " + ", ".join(f"`{line}`" for line in lines.splitlines())
        for call, lines in inner_lines(scenario).items()
    )
    text = f"Here {called}. In programs that call `loss_fn(preds, t_dep)` this is the rest, for `preds` that are there."
    return f'<pre class="typed"><span>{markup(definitions())}</span></pre><p class="note session">{markup(text)}</p>'
