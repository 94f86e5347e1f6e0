"""Slope for any program: the curve along one entry of a leaf, the move, three gradients, and the kinks found."""

import streamlit as st
import torch

from core import (
    Entry,
    EntryVerification,
    Scenario,
    Slice,
    by_hand,
    move_entry,
    notch_of,
    reach_along,
    slice_of,
    verify_entry,
)
from ui import charts, state
from ui.frame.glossary import explained
from ui.frame.next_view import next_link
from ui.program import choose
from ui.program.slope_words import (
    at_kink,
    found_text,
    left_out,
    moved_sentence,
    sides_text,
    slopes_not_amounts,
)
from ui.program.story import index_text
from ui.runtime.remember import remembered
from ui.runtime.runs import run_of
from ui.slope import change, figures, tables
from ui.slope.moving import move_control
from ui.slope.on_demand import alt, folds, intro
from ui.words import markup

LISTED = 8
"""How many kinks the table has."""

LARGE = "leaves the tangent wherever the loss bends or has a kink"


def slope() -> None:
    """The choice of an entry, the curve and the move, and what is shown on demand."""
    choose.entry()
    _curve_and_move()
    folds(_entry(), _sides, lambda found, eps: tables.misses_text(found, eps, LARGE))
    next_link("slope")


def _entry() -> Entry:
    """The chosen entry of the session's state."""
    link = state.now()
    dimensions = link.scenario.tensors[link.chosen_leaf].ndim
    return Entry(link.chosen_leaf, (link.i, link.j)[2 - dimensions :])


def _names() -> tuple[str, str]:
    """What the chosen entry is called, and its `.grad`'s."""
    link = state.link()
    leaf = link.chosen_leaf
    index = index_text(tuple(link.scenario.tensors[leaf].shape), link.i, link.j)
    return f"{leaf}{index}", f"{leaf}.grad{index}"


def _curve_and_move() -> None:
    link = state.link()
    scenario, entry, (name, grad) = link.scenario, _entry(), _names()
    reach = _reach(scenario, entry, link.by)
    by = notch_of(reach, link.move) if link.by is None else link.by
    slope_of_entry = _slope(scenario, entry)
    along = _along(scenario, entry, reach)
    moved = remembered("moved", (scenario, entry, by), lambda: move_entry(scenario, entry, by, slope_of_entry))
    at = entry.of(scenario.tensors[entry.leaf])
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if drawn := figures.drawable(along, moved, at):
            chart = figures.curve_chart(along, moved, at, name, _marks(along))
            charts.show(chart, "slope-curve", alt(name, len(along.search.kinks), moved.before, moved.slope))
        note = found_text(along) if drawn else "The numbers are too large for a chart of the loss."
        st.html(f'<p class="note-line">{explained(note)}</p>')
    with right:
        move_control(name, by, reach, _own_reach)
        sentence = moved_sentence(moved, along.search, scenario, name, grad, at)
        st.html(f'{change.change_table(moved)}<p class="say-move" role="status">{markup(sentence)}</p>')
        st.html(tables.entry_table(_verified(), grad))
        st.html(f'<p class="note-line">{explained(slopes_not_amounts(entry.leaf))}</p>')


def _reach(scenario: Scenario, entry: Entry, by: float | None) -> float:
    """The range that is drawn, with a typed move in it."""
    return remembered("reach", (scenario, entry, by), lambda: reach_along(scenario, entry, abs(by or 0.0)))


def _along(scenario: Scenario, entry: Entry, reach: float) -> Slice:
    return remembered("slice", (scenario, entry, reach), lambda: slice_of(scenario, entry, reach))


def _own_reach() -> float:
    return reach_along(state.now().scenario, _entry())


def _slope(scenario: Scenario, entry: Entry) -> float:
    """What autograd put into the entry's `.grad` in the run of this page."""
    grad = run_of(scenario).backward.grads[entry.leaf]
    return 0.0 if grad is None else entry.of(grad)


def _verified() -> EntryVerification:
    link, entry = state.link(), _entry()
    scenario, eps = link.scenario, 10.0**-link.eps

    def verified() -> EntryVerification:
        run = run_of(scenario)
        return verify_entry(scenario, entry, eps, run.backward, by_hand(scenario, run.forward.values))

    return remembered("verified", (scenario, entry, eps), verified)


def _marks(along: Slice) -> figures.Marks:
    kinks = along.search.kinks
    return figures.Marks(
        torch.tensor([kink.move for kink in kinks], dtype=torch.float64),
        torch.tensor([kink.loss for kink in kinks], dtype=torch.float64),
        [tables.zero_text(kink).replace("`", "") or "kink" for kink in kinks],
    )


def _sides() -> None:
    """One-sided slopes at the entry, and the kinks that were found around it."""
    link, entry, (name, grad) = state.link(), _entry(), _names()
    found, search = _verified(), _along(link.scenario, entry, _reach(link.scenario, entry, link.by)).search
    text = (
        f'<p class="note-line">{explained(intro(link.eps))}</p>{tables.entry_sides(found, name)}'
        f'<p class="note-line">{explained(sides_text(found, at_kink(search), name, grad))}</p>'
    )
    if search.kinks:
        at = entry.of(link.scenario.tensors[entry.leaf])
        text += tables.kinks_table(search, LISTED, at, name) + left_out(search, LISTED)
    st.html(text)
