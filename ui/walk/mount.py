"""A walk on its page: a component that holds all steps. A step asks the server for nothing; other numbers do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from ui import state
from ui.frame.notices import warn

KEY = "walk-picture"
HERE = Path(__file__).parent / "film"
SCRIPTS = ("motion.js", "walk.js", "picture.js", "try.js", "renew.js", "mount.js")


@st.cache_resource
def _component() -> ComponentRenderer:
    """Registered once a process. Its script comes from files alone; what a visitor wrote goes into `data`, escaped.

    It is not isolated: the app's styles are the walk's (`ui.frame.styles`), and a test sees what a reader sees.
    """
    script = "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return st.components.v2.component("walk", html='<div class="walk-here"></div>\n', js=script, isolate_styles=False)


@dataclass
class Wanted:
    """The walk as a file, where a reader has asked for it.

    Attributes:
        step: the step that it opens with; None where nobody waits for it.
        times: how often it was asked for, so that the browser knows a new answer.
    """

    step: int | None = None
    times: int = 0


def mount(
    data: Mapping[str, Any],
    pressed: Mapping[str, Callable[[Mapping[str, Any]], None]],
    file: Callable[[int], str],
    name: str,
) -> None:
    """Show a walk.

    Args:
        data: `html`, the walk as markup, `step`, where it starts, and what else mount.js reads. With `newest` it starts
            at its end where nothing asks for a step, as a stop of a lesson may not.
        pressed: by the name of a control, what is done with what it says; before the page is drawn again.
        file: makes the walk as a file that opens with a step, where a reader asks for it.
        name: the walk's view, which a new step belongs to; the file is called like it.
    """
    callbacks: dict[str, Any] = {f"on_{each}_change": _taking(each, take) for each, take in pressed.items()}
    callbacks["on_file_change"] = _taking("file", _want)
    callbacks["on_looked_change"] = _taking("looked", _look)
    arrived, wanted = state.arrived(), _wanted()
    if data.get("newest") and arrived["step"] == 0:
        arrived["step"] = data["step"]
    sent = {**data, "name": name, "arrived": arrived}
    if wanted.step is not None:
        sent["file"] = {"id": wanted.times, "html": file(wanted.step), "name": name}
        wanted.step = None
    _component()(key=KEY, data=sent, **callbacks)


def _want(said: Mapping[str, Any]) -> None:
    step, wanted = said.get("step"), _wanted()
    if isinstance(step, int) and step >= 0:
        wanted.step, wanted.times = step, wanted.times + 1


def _look(said: Mapping[str, Any]) -> None:
    step = said.get("step")
    if isinstance(step, int) and step >= 0:
        looked().step = step


def looked() -> Wanted:
    """The step at which a reader has opened *All numbers of a step*, until it is shown there."""
    return state.session("step that is looked at", Wanted)


def _wanted() -> Wanted:
    return state.session("walk as a file", Wanted)


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
