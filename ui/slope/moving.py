"""The control of Slope: the move as a number that can be typed, and as a slider; both show the move of the page."""

from collections.abc import Callable

import streamlit as st

from core import NOTCHES, distance, exact64, notch_of, whole
from ui import state
from ui.frame import typed
from ui.frame.notices import label

MOVE, BY = "slope-move", "slope-by"


def move_control(name: str, by: float, reach: float, own_reach: Callable[[], float]) -> None:
    """Field and slider.

    Args:
        name: of what is moved, as code is written.
        by: the move of the page.
        reach: the range of the slider.
        own_reach: works out the range of the entry of the session's state, without a typed move, whose notches links
            hold as notches.
    """
    said = f"Move {name} by"

    def read(text: str) -> None:
        """Take over what the field holds.

        Raises:
            NumberError: for what is no number.
            PermalinkError: for a move too far to be drawn.
        """
        _take(distance("it", text), own_reach())

    def slide(key: str) -> None:
        chosen = state.widget(key)
        if isinstance(chosen, float):
            _take(chosen, own_reach())

    with st.container(horizontal=True, key=MOVE, vertical_alignment="bottom"):
        typed.field(BY, label(said), exact64(by), read)
        notches = {notch_of(reach, notch) for notch in range(-NOTCHES, NOTCHES + 1)}
        # A choice widget holds what its option says, not which option it is: after another range of the same key it
        # would show +0.5 of the one where the page has +1 of the other. So each range has a key of its own.
        key = f"{MOVE}-{exact64(reach)}-{exact64(by) if by not in notches else ''}"
        st.select_slider(
            label(f"{said}, in steps"),
            sorted(notches | {by}),
            by if state.set_widget(key, by) else None,
            format_func=_signed,
            key=key,
            on_change=slide,
            args=(key,),
            label_visibility="collapsed",
        )
    typed.refusal(BY, said, exact64(by), "The slider")


def _signed(by: float) -> str:
    text = whole(by)
    return text if by <= 0 else f"+{text}"


def _take(by: float, reach: float) -> None:
    """A move of a notch is kept as a notch, as links have always held it; any other as it is."""
    notch = round(by / reach * NOTCHES) if abs(by) <= reach else None
    if notch is not None and notch_of(reach, notch) == by:
        state.go(move=notch, by=None)
    else:
        state.go(by=by)
