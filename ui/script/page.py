"""The page: the program and what each line did, its inputs, why every `.grad` is what it is, and the ways on."""

from html import escape

import streamlit as st
from torch import Tensor

from core import (
    MISTAKES,
    Link,
    Script,
    dtype_name,
    find_mistake,
    with_script,
)
from ui import state
from ui.frame.folds import foldable
from ui.frame.notices import caption, label, words
from ui.frame.views import VIEWS
from ui.script import editor, why
from ui.script.console import console
from ui.script.files import files
from ui.script.notes import spreads
from ui.script.texts import begun, numbers
from ui.words import shape_text


def your_program() -> None:
    """All of it under the header."""
    editor.templates()
    script, said = editor.shown()
    if said:
        caption(said)
    with st.container(key="script-editor", horizontal=True, gap=None):
        with st.container(key="script-field", gap=None):
            editor.field(script)
            editor.problem()
        st.html(editor.lines_beside(script))
    with st.container(key="script-results"):
        if editor.has_problem():
            st.html('<p class="script-last">Of the last program that could be run:</p>')
        if printed := console(script.trace):
            st.html(printed)
        _raised(script)
        _why(script)
        _calls(script)
        _inputs(script)
    caption(LANGUAGE)
    files()


IN_SIGHT = 4
"""So many calls have their walks in sight; more are folded."""

LANGUAGE = (
    "Known here: assignments of expressions over torch's operations, `with torch.no_grad():`, changes in place of "
    "leaves, `.grad = None`, several `backward()`, and `for _ in range(k):` up to 10 turns; not modules of `nn`, "
    "optimizers, conditions or lists. Nothing of the text becomes code: each call is looked up in a table and made on "
    "real tensors."
)


def _raised(script: Script) -> None:
    """Which mistakes have the message that ended the program."""
    raised = script.trace.raised
    if raised is None:
        return
    fits = [match for match in find_mistake(f"{raised.type}: {raised.text}") if match.by_message]
    if not fits:
        return
    with st.container(horizontal=True, key="script-mistakes"):
        st.html('<p class="script-start">A mistake with this message</p>', width="content")
        for match in fits:
            params = state.params_of(Link(mistake=match.slug, shown=True))
            st.page_link(
                VIEWS["mistakes"].path, label=label(MISTAKES[match.slug].title), query_params=params, width="content"
            )


def _calls(script: Script) -> None:
    """For each `backward()` the walks through it, or why there is none."""
    for at in range(min(len(script.stretches), IN_SIGHT)):
        _call(script, at)
    if len(script.stretches) > IN_SIGHT:
        with foldable(f"{len(script.stretches) - IN_SIGHT} more calls of `backward()`", "more-calls") as fold:
            if fold.open:
                for at in range(IN_SIGHT, len(script.stretches)):
                    _call(script, at)


def _call(script: Script, at: int) -> None:
    stretch, link = script.stretches[at], state.link()
    several = f", call {at + 1} of {len(script.stretches)}" if len(script.stretches) > 1 else ""
    where = f"`{stretch.call.code}` in line {stretch.call.line}{several}"
    if stretch.scenario is None:
        caption(f"{where}: {stretch.why_not}")
        return
    with st.container(horizontal=True, key=f"script-call-{at}", vertical_alignment="center"):
        st.html(f'<p class="script-start">{words(where)}</p>', width="content")
        for slug in ("forward", "backward"):
            with st.container(
                key="onward" if (slug, at) == ("forward", link.call) else f"script-walk-{slug}-{at}", width="content"
            ):
                st.page_link(
                    VIEWS[slug].path,
                    label=f"Walk {slug}",
                    query_params=state.params_of(with_script(link, script, at)),
                    width="content",
                )


def _inputs(script: Script) -> None:
    """What the program starts from."""
    rows = []
    for value in script.trace.values:
        if value.origin not in ("given", "created") or not value.name or not isinstance(value.value, Tensor):
            continue
        held = begun(script.trace, value)
        assert isinstance(held, Tensor)
        tracked = "tracked leaf" if value.tracked and value.leaf else "data"
        where = f"line {value.line}" if value.origin == "created" else "beside the text"
        rows.append(
            f'<tr><th scope="row"><code>{escape(value.name)}</code></th><td>{shape_text(tuple(value.value.shape))}</td>'
            f"<td>{dtype_name(value.value.dtype)}</td><td>{tracked}</td><td>{where}</td>"
            f'<td class="script-numbers">{numbers(held)}</td></tr>'
        )
    if rows:
        st.html(f'<h2 class="script-head">What it starts from</h2><table class="script-inputs">{"".join(rows)}</table>')


def _why(script: Script) -> None:
    """Why each `.grad` is what it is."""
    leaves, others = why.asked(script)
    if leaves:
        st.html(f'<h2 class="script-head">Why?</h2>{why.rows(script, leaves)}')
    for text in spreads(script.trace):
        st.html(f'<p class="script-spread">{words(text)}</p>')
    if others:
        with foldable("Why have the other names no `.grad`?", "why-others") as fold:
            if fold.open:
                st.html(why.rows(script, others))
