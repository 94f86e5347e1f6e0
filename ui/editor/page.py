"""The two places where the scenario is changed: the page Your numbers, and the strip's Change numbers."""

from collections.abc import Callable

import streamlit as st

from ui import state
from ui.editor import files, settings
from ui.editor.draw import draw_form
from ui.editor.follow import refusal
from ui.editor.numbers import numbers
from ui.editor.paste import paste_form
from ui.editor.result import STALE, result
from ui.views import VIEWS

PAGE, STRIP = "page", "strip"


def your_numbers(table: Callable[[], None]) -> None:
    """The full editor, with the result beside it, and the way on.

    Args:
        table: the tab for a table of the reader's own, which builds on this package.
    """
    left, right = st.columns([3, 2], gap="medium")
    with left:
        settings.preset(PAGE)
        numbers(PAGE, grid=True)
    refused = bool(refusal(PAGE))
    with right:
        result(stale=refused)
        settings.loss_and_reduction(PAGE)
        settings.precision(PAGE)
    paste, own, draw, file = st.tabs(["Paste", "Table", "Draw", "Link and file"])
    with paste:
        paste_form()
    with own:
        table()
    with draw:
        draw_form()
    with file:
        files.link_and_file()
    onward = "Walk forward with the last valid numbers" if refused else "Walk forward with these numbers"
    if st.button(onward, key="walk", type="primary"):
        st.switch_page(VIEWS["forward"].path, query_params=state.from_the_start())


def change_numbers() -> None:
    """The small editor, for the popover of the strip."""
    with st.container(key="small_editor"):
        settings.preset(STRIP)
        numbers(STRIP, grid=False)
        settings.loss_and_reduction(STRIP)
        st.page_link(
            VIEWS["your_numbers"].path,
            label="Paste, draw or load numbers",
            query_params=state.from_the_start(),
        )


def last_valid() -> str:
    """For the strip: what to say while something typed is refused, on whichever page it was typed; else ""."""
    return STALE if refusal(PAGE) or refusal(STRIP) else ""
