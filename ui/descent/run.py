"""Runs a descent for the page: small ones at once, long ones in slices, with progress and a way to stop."""

from collections.abc import Hashable
from math import prod

import streamlit as st

from core import Descent, Link, Scenario, begin, further
from ui import state

SLICE = 20_000_000
"""How many numbers of its largest tensor a slice may make: about a quarter of a second."""

OVERHEAD = 20_000
"""What a step costs at least, in such numbers."""

KEPT = 6
"""How many descents one session keeps: the one of the page, and those of the other losses beside it."""


def run(link: Link, scenario: Scenario) -> Descent:
    """The descent that the link asks for, from this scenario; where it was stopped, as far as it came."""
    key = _key(link, scenario)
    kept = _kept()
    descent = kept.pop(key, None) or begin(scenario, link.lr, link.steps, link.zero, link.rate)
    kept[key] = descent
    for oldest in list(kept)[:-KEPT]:
        del kept[oldest]
    if not descent.ended and key not in _halted():
        size = max(1, SLICE // max(OVERHEAD, *map(prod, scenario.shapes)))
        kept[key] = descent = further(descent, size)
        if not descent.ended:
            descent = _carry_on(link, descent, size)
    return descent


def stopped(link: Link, scenario: Scenario) -> bool:
    """Whether a visitor stopped it."""
    return _key(link, scenario) in _halted()


def stop(link: Link, scenario: Scenario) -> None:
    """Leave a descent as it is."""
    _halted().add(_key(link, scenario))


def go_on(link: Link, scenario: Scenario) -> None:
    """Take a stopped descent further."""
    _halted().discard(_key(link, scenario))


def _carry_on(link: Link, descent: Descent, size: int) -> Descent:
    """Slice by slice. The button's click ends this run of the page at the next slice; what was computed is kept."""
    scenario, place = descent.scenario, st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0)
        key = f"descent-stop-{scenario.loss}"
        st.button("Stop the descent", key=key, on_click=stop, args=(link, scenario))
    while not descent.ended:
        bar.progress(descent.taken / descent.steps, f"Step {descent.taken:,} of {descent.steps:,}, {scenario.loss}")
        _kept()[_key(link, scenario)] = descent = further(descent, size)
    place.empty()
    return descent


def _key(link: Link, scenario: Scenario) -> Hashable:
    return scenario, link.lr, link.steps, link.zero, link.rate


def _kept() -> dict[Hashable, Descent]:
    kept: dict[Hashable, Descent] = state.session("descents", dict)
    return kept


def _halted() -> set[Hashable]:
    """Those that a visitor stopped."""
    halted: set[Hashable] = state.session("descents stopped", set)
    return halted
