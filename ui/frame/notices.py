"""The one door for what the app says to a visitor: a text is shown as the text that it is.

Streamlit's own boxes, captions and labels read Markdown, formulas, `:red[…]` and addresses, and a sentence may repeat
what somebody else put into a link, a file or a header cell: a picture there would be fetched. Here it is escaped.
tests/test_layers.py keeps the others out.
"""

import re
from html import escape

import streamlit as st

from core import KNOWN
from ui.words import markup

QUOTED = re.compile(r"(“.*”)", re.DOTALL)
"""What core's `quote` puts a visitor's text into, to the last mark, since the text may hold one: backticks in it are
its own, and make no code."""

NAMES = {*KNOWN, "t_indep", "t_dep", "data"}
"""What a sentence may begin with and does not look like code: `i`, `step`, `from`."""

NAME = re.compile(r"[a-z_]\w*(?:\.\w+)*(?:\[[^\]]*\])?")
"""A name with its attributes and an index: `t_dep[0]`, `coeffs.grad`, or any word."""

JOINER = "\u2060"
"""Breaks what Streamlit looks for in a label after it has taken the backslashes away; nobody sees it (Unicode's WORD
JOINER): `:smile:`, `:material/…:`, `www.`, `https:`, `me@there.org`, `->`."""

BREAKS = re.compile(r"(?<=:)(?=[\w+/-])|(?<=@)(?=\w)|(?<=www)(?=\.)|(?<=[-<>~])(?=[-=>])", re.IGNORECASE)
INDEX = r"(?<=[^\W_])\[\d+(?:, \d+)*\](?![\[(:])"
MARKDOWN = re.compile(rf"({INDEX}|(?<=\w)_(?=\w))|[\\`*_{{}}\[\]<>()#!|~$^&@\"]|^[-+=]", re.ASCII)
"""Its first group is what no Markdown reads: `coeffs[1]` and `t_dep` stay as they are, for Streamlit names a field to a
screen reader by its label's source, with each backslash."""


def refuse(text: str) -> None:
    """Say that something cannot be used; read aloud at once."""
    _notice(text, "refusal", "alert")


def warn(text: str) -> None:
    """Say that something is not as it may seem; read aloud at once."""
    _notice(text, "warning", "alert")


def inform(text: str) -> None:
    """Say how something is; read aloud when there is time."""
    _notice(text, "information", "status")


def caption(text: str) -> None:
    """A remark in small print."""
    st.html(f'<p class="caption">{words(text)}</p>')


def words(text: str) -> str:
    """Markup of a sentence: code between backticks, all else escaped, and what stands in “…” as it is."""
    return "".join(
        escape(part) if place % 2 or part.count("`") % 2 else markup(part)
        for place, part in enumerate(QUOTED.split(text))
    )


def sentence(text: str) -> str:
    """A refusal as a sentence of its own: with a capital, or, where it begins with a name, with that name as code."""
    found = NAME.match(text)
    if found and (found[0] in NAMES or re.search(r"[._\[]", found[0])):
        return f"`{found[0]}`{text[found.end() :]}"
    return text[:1].upper() + text[1:]


def label(text: str) -> str:
    """Markdown that shows a text as the text that it is, for labels; code stands between backticks.

    For what is not the app's own literal: a name that came from elsewhere, a text that is put together.
    """
    parts = " ".join(text.split()).split("`")
    if len(parts) % 2 == 0:
        parts = ["`".join(parts)]
    return "`".join(part if place % 2 else _plain(part) for place, part in enumerate(parts))


def _plain(text: str) -> str:
    return MARKDOWN.sub(lambda found: found[1] or f"\\{found[0]}", BREAKS.sub(JOINER, text))


def _notice(text: str, kind: str, role: str) -> None:
    st.html(f'<p class="notice {kind}" role="{role}">{words(text)}</p>')
