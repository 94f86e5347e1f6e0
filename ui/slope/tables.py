"""The tables and sentences of Slope, as markup."""

import math
from html import escape

from torch import Tensor

from core import Kink, Loss, Move, Verification
from core.numbers import short
from ui.tape.elide import Slot
from ui.words import markup

SAME = 1e-5
"""Relative: predicted and real are equal but for the gradient's own rounding."""

SIGNS = {"agree": "✓", "disagree": "✗", "cannot tell": "?"}


def eps_text(digits: int) -> str:
    """A step as code is written: 1e-6."""
    return f"1e-{digits}"


def change_table(moved: Move, slope: float) -> str:
    """Predicted and real change, one under the other, and how each comes about."""
    before, after = short(moved.before), short(moved.after)
    numbers = aligned(moved.predicted, moved.real)
    rows = (
        ("Predicted", f"{short(slope, signed=True)} × {_factor(moved.by)}", numbers[0], "gradient"),
        ("Real", f"{before} → {after}", numbers[1], "value"),
    )
    body = "".join(
        f'<tr class="{kind}"><th scope="row">{name}</th><td>{how}</td><td>{number}</td></tr>'
        for name, how, number, kind in rows
    )
    return f'<table class="change" aria-label="Change of the loss">{body}</table>'


def aligned(one: float, other: float) -> tuple[str, str]:
    """Two signed numbers with the same decimals, so that they can be compared place by place.

    As many as either needs, within four digits of the larger one.
    """
    larger = max(abs(one), abs(other))
    if "e" in short(larger) or not math.isfinite(larger):
        return short(one, signed=True), short(other, signed=True)
    most = 3 - math.floor(math.log10(larger)) if larger else 0
    needed = max(len(short(number).partition(".")[2]) for number in (one, other))
    first, second = (f"{number:+.{min(most, needed)}f}".replace("-", "−") for number in (one, other))
    return first, second


def _factor(number: float) -> str:
    return f"({short(number)})" if number < 0 else short(number)


def change_sentence(moved: Move, loss: Loss) -> str:
    """Whether the prediction holds, and what stands in its way."""
    if moved.by == 0:
        return "No move, no change. Move the slider."
    miss = abs(moved.real - moved.predicted)
    right = miss <= SAME * max(abs(moved.real), abs(moved.predicted), SAME * abs(moved.before))
    if moved.crossed:
        others = f" and {moved.crossed - 1:,} more" if moved.crossed > 1 else ""
        reach = "reach" if moved.crossed > 1 else "reaches"
        turn = f"`residuals[{moved.first}]`{others} {reach} 0 within this move: a kink, where the slope changes."
        return turn if right else f"{turn} The prediction misses by {short(miss)}."
    if right:
        return "No kink lies within this move, so the prediction is exact." if loss.kinked else "The prediction holds."
    return f"The loss bends: the prediction misses by {short(miss)}, and by less the shorter the move."


def verify_table(found: Verification, columns: tuple[Slot, ...], j: int) -> str:
    """Autograd, hand and finite difference, a row a coefficient, with the verdict; then the chosen one's reason."""
    titles = ("", "Autograd", "By hand", "Finite difference", "Verdict")
    heads = "".join(f'<th scope="col">{head}</th>' for head in titles)
    rows = "".join(_verdict_row(found, column, chosen=column == j) for column in columns)
    table = f'<table class="compare three" aria-label="Three gradients"><tr>{heads}</tr>{rows}</table>'
    chosen = found.verdicts[j]
    said = f'<p class="verdict {chosen.outcome.replace(" ", "-")}"><b>coeffs.grad[{j}]:</b> {escape(chosen.reason)}</p>'
    return f'<div class="compare-box">{table}</div>{said}'


def _verdict_row(found: Verification, column: Slot, *, chosen: bool) -> str:
    if column is None:
        return '<tr><th scope="row">⋮</th>' + "<td>⋮</td>" * 4 + "</tr>"
    numbers = "".join(
        f'<td title="{tensor[column].item()!r}">{short(tensor[column].item(), signed=True)}</td>'
        for tensor in (found.autograd, found.hand, found.central)
    )
    outcome = found.verdicts[column].outcome
    lit = ' class="chosen"' if chosen else ""
    return (
        f'<tr{lit}><th scope="row">coeffs.grad[{column}]</th>{numbers}<td>{SIGNS[outcome]} {escape(outcome)}</td></tr>'
    )


def sides_table(found: Verification, columns: tuple[Slot, ...], j: int) -> str:
    """The slope from the left, autograd's, and from the right."""
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("", "From the left", "Autograd", "From the right"))
    rows = "".join(_side_row(found, column, chosen=column == j) for column in columns)
    table = f'<table class="compare sides" aria-label="One-sided slopes"><tr>{heads}</tr>{rows}</table>'
    return f'<div class="compare-box">{table}</div>'


def _side_row(found: Verification, column: Slot, *, chosen: bool) -> str:
    if column is None:
        return '<tr><th scope="row">⋮</th>' + "<td>⋮</td>" * 3 + "</tr>"
    sides: tuple[Tensor, ...] = (found.left, found.autograd, found.right)
    cells = "".join(f"<td>{short(side[column].item(), signed=True)}</td>" for side in sides)
    lit = ' class="chosen"' if chosen else ""
    return f'<tr{lit}><th scope="row">coeffs[{column}]</th>{cells}</tr>'


def kink_text(found: Kink, j: int) -> str:
    """The interval of subgradients, PyTorch's choice in it, and why two checks do not notice the kink."""
    left, right, chosen = (short(number, signed=True) for number in (found.left, found.right, found.chosen))
    one = len(found.samples) == 1
    which = f"`residuals[{found.samples[0]}]` is" if one else f"{len(found.samples):,} residuals are"
    ends = f"{left} to the left, {right} to the right"
    slopes = (
        f"{which} exactly 0, so the loss has two slopes along `coeffs[{j}]`: {ends}. It has no derivative here; every "
        f"number from {left} to {right} is a subgradient."
    )
    choice = (
        f"PyTorch takes sign(0) = 0, so {'that sample adds' if one else 'those samples add'} nothing: {chosen}, the "
        "middle of the interval."
    )
    unnoticed = (
        "A central difference steps as far to the left as to the right and averages the two slopes: "
        f"{short(found.central, signed=True)}, the same middle, so it notices nothing. "
        f"`torch.autograd.gradcheck` compares with central differences too; here it returned `{found.gradcheck}`."
    )
    return "".join(f'<p class="note-line">{markup(part)}</p>' for part in (slopes, choice, unnoticed))
