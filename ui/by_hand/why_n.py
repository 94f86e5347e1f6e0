"""Why divide by N: the mean beside the sum, with the same data several times over, and with data in shards."""

import math
from collections.abc import Sequence
from html import escape

import streamlit as st

from core import REDUCTIONS, Copies, Scenario, Shards, dtype_name, exact, repeat, repeated, shards, short
from ui.frame.notices import caption
from ui.runtime.remember import remembered
from ui.walk.formula.digits import ABOUT, EQUAL, Writer, fit
from ui.words import column_heads

MOST = 5
CELLS_AT_MOST = 10_000_000
"""Of the repeated t_indep, which autograd holds three times."""

COPIES = "why-copies"


@st.fragment
def why_n(scenario: Scenario, j: int) -> None:
    """The choice of k, both pictures, and what this means for shards."""
    most = max(1, min(MOST, CELLS_AT_MOST // scenario.t_indep.numel()))
    with st.container(key="why"):
        st.html('<h2 class="why-title">Why divide by N</h2>')
        copies = st.segmented_control(
            f"The data of this problem, k times over (coeffs.grad[{j}])",
            range(1, most + 1),
            default=min(3, most),
            required=True,
            key=COPIES,
            persist_state="session",
        )
        held = min(copies, most)  # another problem may have allowed more
        found, parts = remembered("why", (scenario, held), lambda: _work_out(scenario, held))
        st.html(f'<div class="why-n">{"".join(picture(found, j, name, scenario) for name in REDUCTIONS)}</div>')
        st.html(f'<p class="why-text">{meaning(found, j)}</p><p class="why-text">{shards_text(parts, j, held)}</p>')
        if most < MOST:
            caption(f"With {scenario.t_indep.numel():,} inputs k ends at {most} here.")


def _work_out(scenario: Scenario, copies: int) -> tuple[tuple[Copies, ...], Shards | None]:
    return repeated(scenario, copies), shards(repeat(scenario, copies))


def picture(found: Sequence[Copies], j: int, reduction: str, scenario: Scenario) -> str:
    """One reduction: a row for each number of copies, with a bar as long as its gradient."""
    grads = [each.grads[reduction][j].item() for each in found]
    full = max((abs(grad) for grad in grads if math.isfinite(grad)), default=0.0)
    heads = column_heads(("data", "N", "loss", f"coeffs.grad[{j}]", ""))
    rows = "".join(_row(each, grad, full, reduction, scenario) for each, grad in zip(found, grads, strict=True))
    title = escape(REDUCTIONS[reduction].title)
    current = " (in use)" if reduction == scenario.reduction else ""
    label = f"The {title} with the data repeated"
    return (
        f'<section aria-label="{label}"><h3>{title.capitalize()}{current}</h3>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _row(each: Copies, grad: float, full: float, reduction: str, scenario: Scenario) -> str:
    length = 100 * abs(grad) / full if math.isfinite(grad) and 0 < full < math.inf else 0
    cells = (
        f'<th scope="row">{each.copies}×</th><td>{each.n_samples:,}</td><td>{short(each.losses[reduction])}</td>'
        f'<td class="grad" title="{exact(grad, scenario.dtype)}">{short(grad, signed=True)}</td>'
    )
    sign = "minus" if grad < 0 else "plus"  # as in the bill: what is negative points to the left
    return f'<tr>{cells}<td class="length {sign}"><i style="width: {length:.2f}%"></i></td></tr>'


def meaning(found: Sequence[Copies], j: int) -> str:
    """What the pictures show, in a sentence."""
    first, last = found[0], found[-1]
    mean, total = (_went(*(each.grads[name][j].item() for each in (first, last))) for name in ("mean", "sum"))
    if len(found) == 1:
        mean, total = (short(first.grads[name][j].item(), signed=True) for name in ("mean", "sum"))
        times = f": N = {last.n_samples:,} times as much" if _grows(first, j) else ""
        return f"The mean's gradient is {mean}, the sum's {total}{times}."
    said = f"{last.copies} times the same data say nothing new. The mean's gradient {mean}, the sum's {total}"
    if not _grows(first, j):
        return f"{said}."
    return f"{said}: with the sum, a step of one learning rate grows with the number of samples."


def _grows(first: Copies, j: int) -> bool:
    """Whether more of the same data can be seen in the sum's gradient: 0, inf and nan stay what they are."""
    total = abs(first.grads["sum"][j].item())
    return 0 < total < math.inf


def _went(start: float, end: float) -> str:
    """What became of a number, as the pictures show it."""
    one, other = short(start, signed=True), short(end, signed=True)
    return f"stays at {one}" if one == other else f"goes from {one} to {other}"


def shards_text(parts: Shards | None, j: int, copies: int = 1) -> str:
    """What the mean means for data in two parts of unequal size, in numbers.

    Args:
        parts: both parts; None where there is one sample.
        j: the coefficient.
        copies: how many times the problem's own samples are in them.
    """
    if parts is None:
        return "One sample cannot be split into shards."
    (first, second), n_samples = parts.sizes, sum(parts.sizes)
    grads = parts.grads[:, j].tolist()
    average, weighted = short(parts.average[j].item(), signed=True), parts.weighted[j].item()
    line = fit(grads, lambda shown: (first * shown[0] + second * shown[1]) / n_samples, weighted, parts.grads.dtype)
    one, other = (_signed(line.write, grad) for grad in grads)
    own = f" ({copies} × {n_samples // copies:,})" if copies > 1 else ""
    split = (
        f"Data may lie in shards, on several machines. Split these {n_samples:,} samples{own} into shards of {first:,} "
        f"and {second:,}: their mean gradients are {one} and {other}."
    )
    if first == second:
        return f"{split} They are equally large, so their plain average, {average}, is the gradient of both together."
    if not math.isfinite(weighted):
        return split
    sign = {EQUAL: "=", ABOUT: "≈"}.get(line.sign, f"= (in {dtype_name(parts.grads.dtype)})")
    return (
        f"{split} Their plain average, {average}, counts each sample of the small shard {_times(second, first)} times "
        f"as much as one of the large. Weighted by their samples, ({first:,} · ({one}) + {second:,} · ({other})) ÷ "
        f"{n_samples:,} {sign} {short(weighted, signed=True)}: the gradient of all together."
    )


def _signed(write: Writer, x: float) -> str:
    """A number with the digits of its line, and its sign."""
    return ("+" if x > 0 else "") + write.words(x)


def _times(large: int, small: int) -> str:
    """How many times one shard is the other."""
    times = short(large / small)
    return times if float(times) * small == large else f"about {times}"
