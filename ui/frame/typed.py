"""A text field for one number of the state. What cannot be read stays in it, with a sentence; the state keeps its own.

Text, since a number field drops characters as they are typed, and the server cannot tell (`3,5` would be 35).
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core import NumberError, PermalinkError
from ui import state
from ui.frame.notices import refuse, sentence

Take = Callable[[str], None]
"""Takes over what a field holds, or raises NumberError or PermalinkError, whose sentence may begin with "it: "."""


@dataclass(frozen=True)
class Refused:
    """A field that could not be read: what it held, the text of the value that stays, and why."""

    text: str
    kept: str
    why: str


def field(key: str, label: str, kept: str, take: Take, *, width: int = 120) -> None:
    """The field, with the state's value in it, or with what was refused as long as nothing else was changed.

    Args:
        key: of the widget.
        label: what stands over it.
        kept: the state's value, as one would write it.
        take: what is done with a text that comes in.
        width: in pixels.
    """
    refused = _refused().get(key)
    text = refused.text if refused and _still(key, kept, refused) else kept
    shown = text if state.set_widget(key, text) else ""
    st.text_input(label, shown, key=key, max_chars=60, on_change=_read, args=(key, kept, take), width=width)


def refusal(key: str, label: str, kept: str, keeper: str) -> None:
    """What is wrong with a field, and what holds instead."""
    refused = _refused().get(key)
    if refused and _still(key, kept, refused):
        refuse(f"{label}: {refused.why} {keeper} keeps {kept}.")


def _still(key: str, kept: str, refused: Refused) -> bool:
    """Whether the field still holds what was refused, and its value was not changed meanwhile."""
    return state.widget(key) == refused.text and kept == refused.kept


def _read(key: str, kept: str, take: Take) -> None:
    """A callback: take over what the field holds, or keep what is wrong with it."""
    text = str(state.widget(key))
    _refused().pop(key, None)
    try:
        take(text)
    except (NumberError, PermalinkError) as error:
        why = str(error).removeprefix("it: ")
        if why.startswith("it is "):
            given, _, mend = why.removeprefix("it is ").rpartition(": ")
            why = f"{given} does not fit: {mend}"
        _refused()[key] = Refused(text, kept, sentence(why))
        state.go()


def _refused() -> dict[str, Refused]:
    held: dict[str, Refused] = state.session("refused", dict)
    return held
