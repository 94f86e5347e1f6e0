"""What a move changes: predicted and real, as lines that hold with the digits shown, and what stands between them."""

import math

import torch

from core import (
    LOSSES,
    LinearMove,
    Move,
    Scenario,
    decimal,
    dtype_name,
    exponent,
    factor,
    fixed,
    short,
    signed,
    told_apart,
    whole,
)


def change_table(moved: Move) -> str:
    """Predicted and real change, one under the other, and how each comes about; ≈ where a line holds but roughly."""
    numbers = aligned(moved)
    body = "".join(
        f'<tr class="{kind}"><th scope="row">{name}</th><td>{how}</td><td>{number}</td></tr>'
        for name, how, number, kind in (
            ("Predicted", *_predicted(moved, numbers[0]), "gradient"),
            ("Real", *_real(moved, numbers[1]), "value"),
        )
    )
    return f'<table class="change" aria-label="Change of the loss">{body}</table>'


def _predicted(moved: Move, product: str) -> tuple[str, str]:
    """Slope × move, and the product."""
    by = whole(moved.by)
    if not math.isfinite(moved.predicted):
        return f"{finite(moved.slope, signed=True)} × {_bracketed(by)}", finite(moved.predicted, signed=True)
    slope = factor(moved.slope, by, product, signed=True)
    return f"{slope} × {_bracketed(by)}", _related(decimal(slope) * decimal(by) == decimal(product), product)


def _real(moved: Move, change: str) -> tuple[str, str]:
    """Loss before → loss after, and the difference."""
    if not math.isfinite(moved.real):
        return f"{finite(moved.before)} → {finite(moved.after)}", finite(moved.real, signed=True)
    before, after = told_apart(moved.before, moved.after, change)
    return f"{before} → {after}", _related(decimal(after) - decimal(before) == decimal(change), change)


def _related(holds: bool, number: str) -> str:
    return number if holds else f"≈ {number}"


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("−") else number


def finite(number: float, *, signed: bool = False) -> str:
    """A number as short as a table needs; inf and nan in words."""
    return short(number, signed=signed) if math.isfinite(number) else "too large"


def aligned(moved: Move) -> tuple[str, str]:
    """The predicted and the real change with the same decimals, so that they can be compared place by place.

    As many as either needs, within four digits of the larger one; where they differ, as many as their difference needs,
    and where only rounding tells them apart, so many that it does not show.
    """
    one, other = moved.predicted, moved.real
    larger = max(abs(one), abs(other))
    if not math.isfinite(larger) or not math.isfinite(moved.misses) or not larger:
        return finite(one, signed=True), finite(other, signed=True)
    most = 3 - math.floor(math.log10(larger))
    needed = max(-exponent(decimal(short(number))) for number in (one, other) if number)
    decimals = min(most, needed)
    if moved.bends or moved.rounded:
        decimals = max(decimals, min(most, needed) if moved.misses >= 10.0**-decimals else _places(moved.misses))
    else:
        places = range(decimals, decimals + 8)
        decimals = next((each for each in places if fixed(one, each) == fixed(other, each)), decimals)
    first, second = (signed(fixed(number, decimals)) for number in (one, other))
    return first, second


def _places(small: float) -> int:
    """How many decimals show two digits of a number."""
    return 1 - math.floor(math.log10(small)) if small else 0


def change_sentence(moved: LinearMove, scenario: Scenario, j: int) -> str:
    """Whether the prediction holds, and what stands in its way."""
    name = f"coeffs[{j}]"
    if unmoved := no_change(moved, name, f"coeffs.grad[{j}]", scenario.coeffs[j].item()):
        return unmoved
    said = [_turn(moved)] if moved.crossed else []
    if moved.bends:
        said.append(_missed(moved, scenario))
    elif moved.drowned:
        said.append(drowned(moved))
    elif not moved.crossed and not moved.rounded:
        said.append(_held(moved, scenario))
    if moved.rounded:
        said.append(rounded(moved, scenario))
    return " ".join(said)


def no_change(moved: Move, name: str, grad: str, at: float) -> str:
    """Why nothing can be compared: numbers that are too large, no move, or one that rounding takes away; else "".

    Args:
        moved: the move.
        name: what is moved.
        grad: the entry of its `.grad`.
        at: its number before the move.
    """
    if not all(map(math.isfinite, (moved.before, moved.after, moved.predicted, moved.real))):
        return _too_large(moved, grad)
    if moved.by == 0:
        return "No move, no change: move the slider, or write a number."
    if moved.taken == 0:
        return f"`{name}` is {short(at)}: float64 rounds so small a move away, and nothing changes."
    return ""


def drowned(moved: Move) -> str:
    """A change that is lost in the size of the loss."""
    return (
        f"The two differ by no more than float64's rounding of a loss of {short(moved.before)}, which is large "
        "beside so small a change."
    )


def rounded(moved: Move, scenario: Scenario) -> str:
    """A gradient that its own dtype rounds."""
    slopes = told_apart(moved.slope, moved.exact_slope)
    return (
        f"{dtype_name(scenario.dtype)} rounds the gradient itself: it gives {slopes[0]}, and float64, in which both "
        f"losses are computed, {slopes[1]}."
    )


def how_far(moved: Move) -> str:
    """By how much the prediction misses, as the two shown numbers differ."""
    predicted, real = aligned(moved)
    shown = short(moved.misses)
    return shown if abs(decimal(real) - decimal(predicted)) == decimal(shown) else f"about {shown}"


def _held(moved: LinearMove, scenario: Scenario) -> str:
    exactly = "is exact" if moved.misses == 0 else "holds up to rounding"
    if LOSSES[scenario.loss].kinked:
        return f"No kink lies within this move, so the prediction {exactly}."
    return f"The prediction {exactly}."


def _missed(moved: LinearMove, scenario: Scenario) -> str:
    if moved.crossed or LOSSES[scenario.loss].kinked:
        return f"The prediction misses by {how_far(moved)}."
    return f"The loss bends: the prediction misses by {how_far(moved)}, and by less the shorter the move."


def _turn(moved: LinearMove) -> str:
    """The kinks within a move."""
    later = moved.crossed - moved.started
    if moved.started:
        is_ = f"`residuals[{moved.first}]` is" if moved.started == 1 else f"{moved.started:,} residuals are"
        more = f", and {later:,} more {'reaches' if later == 1 else 'reach'} 0 within it" if later else ""
        return f"This move starts at a kink: {is_} 0 there{more}."
    others = f" and {later - 1:,} more" if later > 1 else ""
    reach = "reach" if later > 1 else "reaches"
    return f"`residuals[{moved.first}]`{others} {reach} 0 within this move: a kink, where the slope changes."


def _too_large(moved: Move, grad: str) -> str:
    """Which of the numbers is too large, and for what."""
    ends = f"float64, which ends at {short(torch.finfo(torch.float64).max)}"
    if not math.isfinite(moved.slope):
        return f"`{grad}` is {short(moved.slope)}, so it predicts nothing."
    if not math.isfinite(moved.before):
        return f"The loss is {short(moved.before)} before any move: it is too large for {ends}."
    if not math.isfinite(moved.after):
        return f"After the move the loss is {short(moved.after)}: it is too large for {ends}."
    return f"A change of the loss is too large here for {ends}."
