"""The parts of the page: the curve with its slider, the three gradients, what is shown on demand, and the way on."""

import streamlit as st
from torch import Tensor

from core import (
    LOSSES,
    Curve,
    Entry,
    Verification,
    curve,
    kink,
    move,
    notch_of,
    reach_of,
    verify,
    why_no_kink,
)
from ui import charts, state
from ui.frame.glossary import explained
from ui.runtime.remember import remembered
from ui.runtime.runs import run_of
from ui.slope import change, figures, kinks, tables
from ui.slope.moving import move_control
from ui.slope.on_demand import alt, folds, intro
from ui.walk.origins import origin_text
from ui.walk.tape.windows import COLUMNS_IN_FULL, Slot, slots
from ui.words import count, markup

MEANING = (
    "Each number in `coeffs.grad` is a slope: how fast the loss changes while that coefficient is raised and all "
    "others stay."
)
SLOPES = "`coeffs.grad` holds slopes, not amounts: "
SMOOTH = "the way down is against the gradient, and how far to go is up to the learning rate."
KINKED = (
    "away from a kink the way down is against the gradient, and how far to go is up to the learning rate; at a kink "
    "PyTorch's choice may point uphill."
)
CHOICE = (
    "Where a residual is 0, |x| has no derivative. That sign(0) is 0 is a choice; any number from −1 to 1 is a "
    "subgradient there."
)


def lead() -> str:
    """What a gradient is, then what it predicts: exactly up to a kink, or roughly where the loss bends."""
    if LOSSES[state.link().scenario.loss].kinked:
        return f"{MEANING} Move one coefficient: as long as no kink is met, the loss changes by gradient × that move."
    return (
        f"{MEANING} Move one coefficient: the loss changes by about gradient × that move, the nearer the shorter it is."
    )


def curve_and_move() -> None:
    """The loss along coeffs[j] on the left; on the right the move, and what it changes."""
    link = state.link()
    scenario, j = link.scenario, link.j
    # A typed move may lie beyond the range in which something happens: then the range holds it.
    reach = remembered("reach", (scenario, j, link.by), lambda: reach_of(scenario, j, abs(link.by or 0.0)))
    by = notch_of(reach, link.move) if link.by is None else link.by
    along = remembered("curve", (scenario, j, reach), lambda: curve(scenario, j, reach))
    moved = remembered("move", (scenario, j, by), lambda: move(scenario, j, by, _grad()))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        at = scenario.coeffs[j].item()
        if drawn := figures.drawable(along, moved, at):
            marked = len(along.kinks) if along.samples else 0
            said = alt(f"coeffs[{j}]", marked, moved.before, moved.slope)
            charts.show(figures.loss_curve(along, moved, at, j), "slope-curve", said)
        if note := _left_out(along) if drawn else "The numbers are too large for a chart of the loss.":
            st.html(f'<p class="note-line">{note}</p>')
    with right:
        move_control(f"coeffs[{j}]", by, reach, _own_reach)
        sentence = change.change_sentence(moved, scenario, j)
        st.html(f'{change.change_table(moved)}<p class="say-move" role="status">{markup(sentence)}</p>')
        with st.spinner("Moving every coefficient, to check its gradient …"):  # seen where the numbers are many
            found = _verified()
        st.html(tables.verify_table(found, _columns(), j))
        if none := tables.none_text(found, _columns(), scenario, j, origin_text(scenario)):
            st.html(f'<p class="note-line">{markup(none)}</p>')
        st.html(f'<p class="note-line">{explained(SLOPES + (KINKED if LOSSES[scenario.loss].kinked else SMOOTH))}</p>')


def _own_reach() -> float:
    link = state.now()
    return reach_of(link.scenario, link.j)


def on_demand() -> None:
    """Two folded parts; what is in them is made when they are opened."""
    link = state.link()
    loss = LOSSES[link.scenario.loss]
    folds(Entry("coeffs", (link.j,)), _sides, lambda found, eps: tables.steps_text(found, eps, loss))


def _sides() -> None:
    """One-sided slopes, and at a kink the interval between them."""
    link = state.link()
    found = _verified()
    at_kink = remembered("kink", (link.scenario, link.j), lambda: kink(link.scenario, link.j, _grad()))
    text = f'<p class="note-line">{explained(intro(link.eps))}</p>{tables.sides_table(found, _columns(), link.j)}'
    if at_kink:
        text += kinks.kink_text(at_kink, link.scenario, link.j)
    else:
        why = why_no_kink(link.scenario, link.j)
        text += f'<p class="note-line">{explained(kinks.no_kink_text(why, link.scenario, link.j))}</p>'
    if LOSSES[link.scenario.loss].kinked:
        text += f'<p class="note-line">{explained(CHOICE)}</p>'
    st.html(text)


def _verified() -> Verification:
    link = state.link()
    return remembered("verify", (link.scenario, link.eps), lambda: verify(link.scenario, 10.0**-link.eps, _grad()))


def _grad() -> Tensor:
    """What `coeffs.grad` holds in the run of this page."""
    return run_of(state.link().scenario).backward.coeffs_grad


def _columns() -> tuple[Slot, ...]:
    link = state.link()
    return slots(link.scenario.n_coeffs, COLUMNS_IN_FULL, head=2, chosen=link.j)


def _left_out(along: Curve) -> str:
    """What the chart leaves out."""
    if not along.losses.isfinite().all():
        return "Part of the curve is left out: the loss there is too large for float64."
    if not along.left_out:
        return ""
    return (
        f"The {count(len(along.kinks), 'kink')} nearest to now are marked; {along.left_out:,} more lie in this range."
    )
