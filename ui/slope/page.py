"""The parts of the page: the curve with its slider, the three gradients, what is shown on demand, and the way on."""

import streamlit as st

from core import LOSSES, Curve, Verification, curve, differences, kink, move, reach_of, run_backward, verify
from core.curve import NOTCHES
from core.differences import EXPONENTS
from core.numbers import short
from ui import charts, state
from ui.remember import remembered
from ui.slope import figures, tables
from ui.tape.elide import COLUMNS_IN_FULL, Slot, slots
from ui.words import count, markup

MOVE, EPS = "slope-move", "slope-eps"
SLOPE = (
    "`coeffs.grad` holds slopes, not amounts: the way down is against the gradient, and how far to go is up to the "
    "learning rate."
)
CHOICE = (
    "Where a residual is 0, |x| has no derivative. That sign(0) is 0 is a choice; any number from −1 to 1 is a "
    "subgradient there."
)


def curve_and_move() -> None:
    """The loss along coeffs[j] on the left; on the right the slider, and what it changes."""
    link = state.link()
    scenario, j = link.scenario, link.j
    reach = remembered("reach", (scenario, j), lambda: reach_of(scenario, j))
    along = remembered("curve", (scenario, j, reach), lambda: curve(scenario, j, reach))
    by = link.move * reach / NOTCHES
    moved, slope = move(scenario, j, by), run_backward(scenario).coeffs_grad[j].item()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        figure = figures.loss_curve(along, moved, scenario.coeffs[j].item(), slope, j)
        charts.show(figure, "slope-curve", _alt(along, moved.before, slope, j))
        if note := _left_out(along):
            st.html(f'<p class="note-line">{note}</p>')
    with right:
        _slider(j, reach)
        sentence = tables.change_sentence(moved, LOSSES[scenario.loss])
        st.html(f'{tables.change_table(moved, slope)}<p class="say-move">{markup(sentence)}</p>')
        with st.spinner("Moving every coefficient, to check its gradient …"):  # seen where the numbers are many
            found = _verified()
        st.html(tables.verify_table(found, _columns(), j))
        st.html(f'<p class="note-line">{markup(SLOPE)}</p>')


def _slider(j: int, reach: float) -> None:
    """The move in notches, shown as numbers; arrow keys move it by one notch."""
    notch = state.link().move
    st.select_slider(
        f"Move coeffs[{j}] by",
        range(-NOTCHES, NOTCHES + 1),
        notch if state.set_widget(MOVE, notch) else None,
        format_func=lambda notch: short(notch * reach / NOTCHES, signed=True),
        key=MOVE,
        on_change=_take,
        args=("move", MOVE),
    )


def on_demand() -> None:
    """Two folded parts; what is in them is made when they are opened."""
    link = state.link()
    with st.expander("From the left and from the right: kinks", key="slope-sides", on_change="rerun") as sides:
        if sides.open:
            _sides()
    with st.expander("How small may the step of a finite difference be?", key="slope-steps", on_change="rerun") as of:
        if of.open:
            held = state.set_widget(EPS, link.eps)
            st.select_slider(
                "eps",
                EXPONENTS,
                link.eps if held else None,
                format_func=tables.eps_text,
                key=EPS,
                on_change=_take,
                args=("eps", EPS),
                width=420,
            )
            _steps()


def _sides() -> None:
    """One-sided slopes, and at a kink the interval between them."""
    link = state.link()
    found = _verified()
    at_kink = remembered("kink", (link.scenario, link.j), lambda: kink(link.scenario, link.j))
    intro = f"The change of the loss from a step of {tables.eps_text(link.eps)} down and up, divided by the step."
    text = f'<p class="note-line">{markup(intro)}</p>{tables.sides_table(found, _columns(), link.j)}'
    if at_kink:
        text += tables.kink_text(at_kink, link.j)
    else:
        nearby = "No residual that `coeffs[{}]` moves is exactly 0: at this point the loss has one slope along it."
        text += f'<p class="note-line">{markup(nearby.format(link.j))}</p>'
    st.html(f'{text}<p class="note-line">{markup(CHOICE)}</p>')


def _steps() -> None:
    """The error of a central difference over its step, in both dtypes."""
    link = state.link()
    found = remembered("differences", (link.scenario, link.j), lambda: differences(link.scenario, link.j))
    place = EXPONENTS.index(link.eps)
    charts.show(
        figures.errors(found, 10.0**-link.eps),
        "slope-errors",
        "Error of the finite difference against its step, in float32 and in float64, on logarithmic axes",
    )
    single = "too large for it" if found.float32 is None else short(found.float32[place].item(), signed=True)
    text = (
        f"With eps = {tables.eps_text(link.eps)} the central difference is {single} in float32 and "
        f"{short(found.float64[place].item(), signed=True)} in float64; the gradient is "
        f"{short(found.exact, signed=True)}. The change of the loss is a difference of two nearly equal numbers: "
        "float32 keeps 7 digits of each, float64 16, and a smaller step leaves fewer of them. An error of exactly 0 "
        "has no place on this axis."
    )
    st.html(f'<p class="note-line">{markup(text)}</p>')


def _verified() -> Verification:
    link = state.link()
    return remembered("verify", (link.scenario, link.eps), lambda: verify(link.scenario, 10.0**-link.eps))


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


def _alt(along: Curve, loss: float, slope: float, j: int) -> str:
    kinks = f", with {count(len(along.kinks), 'kink')} marked" if along.samples else ""
    return f"The loss against coeffs[{j}]{kinks}; now it is {short(loss)}, and the tangent's slope is {short(slope)}"


def _take(field: str, key: str) -> None:
    state.go(**{field: state.widget(key)})
