"""A walk on its page: a component that holds all steps. A step asks the server for nothing; other numbers do."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from ui import state
from ui.frame.notices import warn

KEY = "walk"
HERE = Path(__file__).parent / "film"
SCRIPTS = ("walk.js", "mount.js")


@st.cache_resource
def _component() -> ComponentRenderer:
    """Registered once a process. Its script comes from files alone; what a visitor wrote goes into `data`, escaped.

    It is not isolated: the app's styles are the walk's (`ui.frame.styles`), and a test sees what a reader sees.
    """
    script = "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return st.components.v2.component("walk", html='<div class="walk-here"></div>\n', js=script, isolate_styles=False)


def mount(data: Mapping[str, Any], pressed: Mapping[str, Callable[[Mapping[str, Any]], None]]) -> None:
    """Show a walk.

    Args:
        data: `html`, the walk as markup, `step`, where it starts, and what else mount.js reads.
        pressed: by the name of a control, what is done with what it says; before the page is drawn again.
    """
    callbacks: dict[str, Any] = {f"on_{name}_change": _taking(name, take) for name, take in pressed.items()}
    _component()(key=KEY, data=dict(data), **callbacks)


def shown_first(asked: int, last: int) -> int:
    """The step that the address asks for, or the last one with a notice where there are not so many."""
    if asked > last:
        warn(f"The address asks for step {asked:,}, and there are {last:,}: here is the last one.")
    return min(asked, last)


def _taking(name: str, take: Callable[[Mapping[str, Any]], None]) -> Callable[[], None]:
    def taken() -> None:
        said = getattr(state.widget(KEY), name, None)
        if isinstance(said, Mapping):
            take(said)

    return taken
