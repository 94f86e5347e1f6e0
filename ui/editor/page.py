"""The two places where the scenario is changed: the page Your numbers, and the strip's Change numbers."""

import streamlit as st

from ui import state
from ui.editor import files, settings
from ui.editor.draw import draw_form
from ui.editor.editing import refusal
from ui.editor.numbers import numbers
from ui.editor.paste import paste_form
from ui.editor.result import STALE, result
from ui.views import VIEWS

PAGE, STRIP = "page", "strip"


def your_numbers() -> None:
    """The full editor, with the result beside it, and the way on."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        settings.preset(PAGE)
        settings.controls(PAGE)
        numbers(PAGE, grid=True)
    refused = bool(refusal(PAGE))
    with right:
        result(stale=refused)
    paste, draw, file = st.tabs(["Paste", "Draw", "Link and file"])
    with paste:
        paste_form()
    with draw:
        draw_form()
    with file:
        files.link_and_file()
    onward = "Walk forward with the last valid numbers" if refused else "Walk forward with these numbers"
    if st.button(onward, key="walk", type="primary"):
        st.switch_page(VIEWS["forward"].path, query_params=state.params(step=0, trace=False))


def change_numbers() -> None:
    """The small editor, for the popover of the strip."""
    settings.preset(STRIP)
    settings.controls(STRIP)
    numbers(STRIP, grid=False)
    if refusal(STRIP):
        st.caption(STALE)
    st.page_link(
        VIEWS["your_numbers"].path, label="Paste, draw or load numbers", query_params=state.params(step=0, trace=False)
    )
