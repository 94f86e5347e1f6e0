"""The choice of a mistake, grouped by what torch says of each when it runs."""

from functools import cache

import streamlit as st

from core import MISTAKES, Ending, run_mistake
from ui import state
from ui.mistakes.guess import tried

GROUPS: dict[Ending, str] = {
    "raised": "These raise an error",
    "warned": "These run, with a warning",
    "silent": "These run in silence, and are wrong",
}
LIST = "all-mistakes"


def choose() -> None:
    """All mistakes, open to the eye until one is chosen and then folded away."""
    if not state.link().mistake:
        for column, kind in zip(st.columns(len(GROUPS)), GROUPS, strict=True):
            with column:
                _group(kind)
        return
    with st.popover(f"All {len(MISTAKES)} mistakes", key=LIST, on_change="rerun") as folded:
        if folded.open:
            for kind in GROUPS:
                _group(kind)


def open_mistake(slug: str, *, shown: bool = False) -> None:
    """A callback: open one, with its answer if this visit has seen it, and fold the list away."""
    state.set_widget(LIST, False)
    state.go(mistake=slug, shown=shown or slug in tried().run)


@cache
def grouped() -> dict[Ending, tuple[str, ...]]:
    """The mistakes by what they do, from running each one once a process, on its own preset.

    What a program does depends on its lines and not on the numbers, which the tests of core check. Those of an
    optimizer say it themselves: it imports what takes a second and 72 MB.
    """
    kinds = {slug: mistake.ends or run_mistake(mistake, mistake.example()).kind for slug, mistake in MISTAKES.items()}
    return {kind: tuple(slug for slug, found in kinds.items() if found == kind) for kind in GROUPS}


def _group(kind: Ending) -> None:
    st.html(f'<h2 class="mistake-group">{GROUPS[kind]}</h2>')
    with st.container(key=f"group-{kind}", gap=None):
        for slug in grouped()[kind]:
            st.button(MISTAKES[slug].title, key=f"open-{slug}", type="tertiary", on_click=open_mistake, args=(slug,))
