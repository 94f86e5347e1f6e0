"""The two places where the scenario is changed: the page Your numbers, and the drawer that Change opens in the bar."""

from collections.abc import Mapping

import streamlit as st

from ui import state
from ui.frame.notices import refuse
from ui.frame.views import VIEWS
from ui.numbers import draw, files, paste, settings
from ui.numbers.fields import numbers
from ui.numbers.follow import refusal
from ui.numbers.model import model
from ui.numbers.result import STALE, result
from ui.numbers.waiting import Source, last_waiting

PAGE, STRIP = "page", "strip"


def your_numbers(table: Source) -> None:
    """The full editor, with the result beside it, and the way on.

    Args:
        table: the tab for a table of the reader's own, which builds on this package.
    """
    left, right = st.columns([3, 2], gap="medium")
    with left:
        settings.preset(PAGE)
        model(PAGE)
        numbers(PAGE, grid=True)
    refused = bool(refusal(PAGE))
    with right:
        result(stale=refused)
        settings.loss_and_reduction(PAGE)
        settings.precision(PAGE)
    sources = (
        Source(paste.TITLE, paste.paste_form, "Use the pasted numbers and walk forward", paste.use_paste),
        table,
        Source(draw.TITLE, draw.draw_form, "Draw these numbers and walk forward", draw.use_draw),
        Source("Link and file", files.link_and_file),
    )
    for source, tab in zip(sources, st.tabs([source.title for source in sources]), strict=True):
        with tab:
            source.draw()
    _way_on({source.title: source for source in sources}, refused=refused or files.refused())


def _way_on(sources: Mapping[str, Source], *, refused: bool) -> None:
    """The button that goes on with what was brought last, and beside it the one that goes on without."""
    waiting = sources.get(last_waiting())
    above = "the last valid numbers" if refused else "the numbers above" if waiting else "these numbers"
    with st.container(horizontal=True):
        if waiting:
            gone = st.button(waiting.onward, key="walk", type="primary", on_click=_take, args=(sources,))
            without = st.button(f"Walk forward with {above}", key="walk_without")
        else:
            gone = st.button(f"Walk forward with {above}", key="walk", type="primary", on_click=_take, args=(sources,))
            without = False
    wrong = _wrong()
    if without or (gone and not wrong):
        st.switch_page(VIEWS["forward"].path, query_params=state.from_the_start())
    if gone and wrong and waiting:
        refuse(f"{waiting.title}: {wrong[0]}")


def _take(sources: Mapping[str, Source]) -> None:
    """A callback: use what waits, and keep what is wrong with it.

    What waits is asked for now: a text that its field still held at the click comes in the same step as the click.
    """
    wrong, source = _wrong(), sources.get(last_waiting())
    wrong.clear()
    if source is not None and (said := source.take()):
        wrong.append(said)


def _wrong() -> list[str]:
    """What kept the way on from using what waits, in a sentence; empty where nothing did."""
    held: list[str] = state.session("walk refused", list)
    return held


def change_numbers() -> None:
    """The small editor, for the drawer of the bar."""
    with st.container(key="small_editor"):
        start, middle, end = st.columns([3, 5, 4], gap="medium")
        with start:
            settings.preset(STRIP)
            model(STRIP)
        with middle:
            numbers(STRIP, grid=False)
        with end:
            settings.loss_and_reduction(STRIP)
            st.page_link(
                VIEWS["your_numbers"].path,
                label="Paste, draw or load numbers",
                query_params=state.from_the_start(),
            )


def last_valid() -> str:
    """For the header: what to say while something typed is refused, on whichever page it was typed; else ""."""
    return STALE if refusal(PAGE) or refusal(STRIP) else ""
