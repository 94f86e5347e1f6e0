"""Folded parts and switches that the address holds: a copied link and a stop of a lesson show what was open."""

from typing import TYPE_CHECKING

import streamlit as st

from ui import state

if TYPE_CHECKING:
    from streamlit.elements.lib.mutable_expander_container import ExpanderContainer


def foldable(title: str, key: str) -> "ExpanderContainer":
    """A folded part, open where the address asks for it; its `.open` says whether anybody looks at it.

    Args:
        title: in Markdown.
        key: of the widget, and its name in the address, which holds the one that was opened last.
    """
    if state.link().fold == key:
        state.set_widget(key, True)
    return st.expander(title, key=key, on_change=_turn, args=(key,))


def switch(title: str, field: str) -> bool:
    """Whether a switch of the state is on.

    Args:
        title: in Markdown.
        field: of the link, and the key of the widget.
    """
    shown = state.set_widget(field, on := bool(getattr(state.link(), field)))
    st.toggle(title, on if shown else False, key=field, on_change=_switch, args=(field,))
    return on


def _turn(key: str) -> None:
    if state.widget(key):
        state.go(fold=key)
    elif state.now().fold == key:
        state.go(fold="")


def _switch(field: str) -> None:
    state.go(**{field: state.widget(field) is True})
