"""What Slope shows when it is asked for, of any model: both sides of the point, and the step of a finite difference."""

from collections.abc import Callable

import streamlit as st

from core import EXPONENTS, Differences, Entry, differences, short
from ui import charts, state
from ui.frame.folds import foldable
from ui.frame.glossary import explained
from ui.runtime.remember import remembered
from ui.slope import figures, tables
from ui.words import count

EPS = "slope-eps"


def folds(entry: Entry, sides: Callable[[], None], said: Callable[[Differences, int], str]) -> None:
    """Two folded parts; what is in them is made when they are opened.

    Args:
        entry: the number that is moved.
        sides: draws the first part.
        said: what the second says of the differences over all steps, and of the step's digits.
    """
    link = state.link()
    with foldable("From the left and from the right: kinks", "slope-sides") as first:
        if first.open:
            sides()
    with foldable("How small may the step of a finite difference be?", "slope-steps") as second:
        if second.open:
            held = state.set_widget(EPS, link.eps)
            st.select_slider(
                "eps",
                EXPONENTS,
                link.eps if held else None,
                format_func=tables.eps_text,
                key=EPS,
                on_change=_take_eps,
                width=420,
            )
            _steps(entry, said)


def intro(eps: int) -> str:
    """What the one-sided slopes are, before their table."""
    return f"The change of the loss, in float64, from a step of {tables.eps_text(eps)} down and up, divided by it."


def alt(name: str, kinks: int, now: float, slope: float) -> str:
    """What the curve's chart shows, for who cannot see it.

    Args:
        name: what is moved.
        kinks: how many are marked.
        now: the loss before any move.
        slope: of the tangent.
    """
    marked = f", with {count(kinks, 'kink')} marked" if kinks else ""
    return f"The loss against {name}{marked}; now it is {short(now)}, and the tangent's slope is {short(slope)}"


def _steps(entry: Entry, said: Callable[[Differences, int], str]) -> None:
    """The error of a central difference over its step, in both dtypes."""
    link = state.link()
    found = remembered("differences", (link.scenario, entry), lambda: differences(link.scenario, entry))
    charts.show(
        figures.errors(found, 10.0**-link.eps),
        "slope-errors",
        "Error of the finite difference against its step, in float32 and in float64, on logarithmic axes",
    )
    st.html(f'<p class="note-line">{explained(said(found, link.eps))}</p>')


def _take_eps() -> None:
    state.go(eps=state.widget(EPS))
