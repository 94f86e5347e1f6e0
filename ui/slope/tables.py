"""The tables and sentences of Slope, as markup."""

import math
from decimal import Decimal
from html import escape

import torch
from torch import Tensor

from core import LOSSES, Differences, Kink, Loss, Move, Scenario, Verification
from core.differences import EXPONENTS
from core.kink import GRADCHECK_EPS, NoKink
from core.number_shown import decimal, factor, fixed, told_apart, whole
from core.numbers import exact, short
from core.outgrown import outgrown
from core.validation import dtype_name
from core.verify import no_slope
from ui.tape.elide import Slot
from ui.words import markup

SIGNS = {"agree": "✓", "disagree": "✗", "cannot tell": "?"}


def eps_text(digits: int) -> str:
    """A step as code is written: 1e-6."""
    return f"1e-{digits}"


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
    needed = max(-_exponent(decimal(short(number))) for number in (one, other) if number)
    decimals = min(most, needed)
    if moved.bends or moved.rounded:
        decimals = max(decimals, min(most, needed) if moved.misses >= 10.0**-decimals else _places(moved.misses))
    else:
        places = range(decimals, decimals + 8)
        decimals = next((each for each in places if fixed(one, each) == fixed(other, each)), decimals)
    first, second = (_signed(fixed(number, decimals)) for number in (one, other))
    return first, second


def _places(small: float) -> int:
    """How many decimals show two digits of a number."""
    return 1 - math.floor(math.log10(small)) if small else 0


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)  # finite
    return exponent


def _signed(text: str) -> str:
    return text if text.startswith("−") or text == "0" else f"+{text}"


def change_sentence(moved: Move, scenario: Scenario, j: int) -> str:
    """Whether the prediction holds, and what stands in its way."""
    if not all(map(math.isfinite, (moved.before, moved.after, moved.predicted, moved.real))):
        return _outgrown(moved, scenario, j)
    if moved.by == 0:
        return "No move, no change: move the slider, or write a number."
    if moved.taken == 0:
        at = short(scenario.coeffs[j].item())
        return f"`coeffs[{j}]` is {at}: float64 rounds so small a move away, and nothing changes."
    said = [_turn(moved)] if moved.crossed else []
    if moved.bends:
        said.append(_missed(moved, scenario))
    elif not moved.crossed and not moved.rounded:
        said.append(_held(moved, scenario))
    if moved.rounded:
        name = dtype_name(scenario.dtype)
        slopes = told_apart(moved.slope, moved.exact_slope)
        said.append(
            f"{name} rounds the gradient itself: it gives {slopes[0]}, and float64, in which both losses are computed, "
            f"{slopes[1]}."
        )
    return " ".join(said)


def _held(moved: Move, scenario: Scenario) -> str:
    exactly = "is exact" if moved.misses == 0 else "holds up to rounding"
    if LOSSES[scenario.loss].kinked:
        return f"No kink lies within this move, so the prediction {exactly}."
    return f"The prediction {exactly}."


def _missed(moved: Move, scenario: Scenario) -> str:
    predicted, real = aligned(moved)
    shown = short(moved.misses)
    roughly = "" if abs(decimal(real) - decimal(predicted)) == decimal(shown) else "about "
    if moved.crossed or LOSSES[scenario.loss].kinked:
        return f"The prediction misses by {roughly}{shown}."
    return f"The loss bends: the prediction misses by {roughly}{shown}, and by less the shorter the move."


def _turn(moved: Move) -> str:
    """The kinks within a move."""
    later = moved.crossed - moved.started
    if moved.started:
        is_ = f"`residuals[{moved.first}]` is" if moved.started == 1 else f"{moved.started:,} residuals are"
        more = f", and {later:,} more {'reaches' if later == 1 else 'reach'} 0 within it" if later else ""
        return f"This move starts at a kink: {is_} 0 there{more}."
    others = f" and {later - 1:,} more" if later > 1 else ""
    reach = "reach" if later > 1 else "reaches"
    return f"`residuals[{moved.first}]`{others} {reach} 0 within this move: a kink, where the slope changes."


def _outgrown(moved: Move, scenario: Scenario, j: int) -> str:
    """Which of the numbers is too large, and for what."""
    ends = f"float64, which ends at {short(torch.finfo(torch.float64).max)}"
    if not math.isfinite(moved.slope):
        return f"`coeffs.grad[{j}]` is {short(moved.slope)}, so it predicts nothing. {outgrown(scenario)}"
    if not math.isfinite(moved.before):
        return f"The loss is {short(moved.before)} before any move: it is too large for {ends}."
    if not math.isfinite(moved.after):
        return f"After the move the loss is {short(moved.after)}: it is too large for {ends}."
    return f"A change of the loss is too large here for {ends}."


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
        f'<td title="{tensor[column].item()!r}">{shown(tensor[column].item())}</td>'
        for tensor, shown in ((found.autograd, _signed_short), (found.hand, _signed_short), (found.central, _slope))
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
    sides = ((found.left, _slope), (found.autograd, _signed_short), (found.right, _slope))
    cells = "".join(f"<td>{shown(side[column].item())}</td>" for side, shown in sides)
    lit = ' class="chosen"' if chosen else ""
    return f'<tr{lit}><th scope="row">coeffs[{column}]</th>{cells}</tr>'


def _signed_short(number: float) -> str:
    return short(number, signed=True)


def _slope(number: float) -> str:
    """A finite difference in a table: none where its step is rounded away, or its losses are too large."""
    return short(number, signed=True) if math.isfinite(number) else "none"


def none_text(found: Verification, columns: tuple[Slot, ...], scenario: Scenario, j: int) -> str:
    """Where inf, nan and "none" in the tables come from, if it is not what the verdict on coeffs[j] says; "" without."""
    said = [] if found.autograd.isfinite().all() else [outgrown(scenario)]
    for place in (column for column in columns if column is not None):
        if not math.isfinite((found.left + found.right)[place].item()):
            why = no_slope(scenario, place, found.eps)
            said += [] if place == j and why == found.verdicts[j].reason else [f"`coeffs[{place}]`: {why}"]
    return " ".join(said)


def no_kink_text(why: NoKink, scenario: Scenario, j: int) -> str:
    """Why there is no kink at this point."""
    name, title = dtype_name(scenario.dtype), LOSSES[scenario.loss].title
    return {
        "smooth": f"The loss ({title}) has no kink anywhere: its derivative has no jump, also where a residual is 0.",
        "unmoved": f"`coeffs[{j}]` moves no residual, since all its inputs are 0: the loss is flat along it.",
        "in float64": (
            f"No residual that `coeffs[{j}]` moves is exactly 0 in {name}. In float64, in which finite differences are "
            "taken, one is: there they see a kink."
        ),
        "none": f"No residual that `coeffs[{j}]` moves is exactly 0: at this point the loss has one slope along it.",
    }[why]


def kink_text(found: Kink, scenario: Scenario, j: int) -> str:
    """The interval of subgradients, PyTorch's choice in it, and whether two checks notice the kink."""
    parts = (_interval(found, scenario, j), _choice(found), _central(found, scenario, j))
    return "".join(f'<p class="note-line">{markup(part)}</p>' for part in parts)


def _interval(found: Kink, scenario: Scenario, j: int) -> str:
    name, one = dtype_name(scenario.dtype), len(found.samples) == 1
    which = f"`residuals[{found.samples[0]}]` is" if one else f"{len(found.samples):,} residuals are"
    at = f"{which} exactly 0 in {name}"
    left, right = (_signed(text) for text in told_apart(found.left, found.right))
    if not (math.isfinite(found.left) and math.isfinite(found.right)):
        return f"{at}, so the loss has two slopes along `coeffs[{j}]`. They are too large for float64."
    if found.left == found.right:
        return f"{at}, a kink, but beside the other samples' slope of {left} it is too slight for float64."
    said = (
        f"{at}, so the loss has two slopes along `coeffs[{j}]`: {left} to the left, {right} to the right. It has no "
        f"derivative here; every number from {left} to {right} is a subgradient."
    )
    if not found.beside:
        return said
    its, lies = ("its kink", "lies") if one else ("their kinks", "lie up to")
    here = "it is not" if one else "not all of them are"
    return (
        f"{said} In float64, in which finite differences are taken, {here} 0: {its} {lies} {short(found.beside)} away."
    )


def _choice(found: Kink) -> str:
    adds = "that sample adds" if len(found.samples) == 1 else "those samples add"
    middle = ", the middle of the interval" if found.halves and math.isfinite(found.left + found.right) else ""
    return f"PyTorch takes sign(0) = 0, so {adds} nothing: {short(found.chosen, signed=True)}{middle}."


def _central(found: Kink, scenario: Scenario, j: int) -> str:
    step, value = exact(GRADCHECK_EPS, torch.float64), short(found.central, signed=True)
    if math.isnan(found.central):
        at = short(scenario.coeffs[j].item())
        said = f"A central difference with a step of {step} cannot be taken: float64 rounds it away beside {at}."
    elif found.unnoticed:
        middle = ", the same middle, so it notices nothing" if found.halves else ", and does not notice the kink"
        said = (
            "A central difference steps as far to the left as to the right and averages the two slopes: "
            f"{value}{middle}."
        )
    else:
        why = ""
        if found.beside:
            why = f": in float64 the kink does not lie in the middle of its step of {step}"
        elif found.crowded:
            why = f": another residual reaches 0 within its step of {step}"
        said = f"A central difference gives {value}{why}."
    return (
        f"{said} `torch.autograd.gradcheck` compares with central differences too, in float64 and with tolerances of "
        f"its own; here it returned `{found.gradcheck}`."
    )


def steps_text(found: Differences, digits: int, loss: Loss) -> str:
    """What a finite difference comes to with one step, and what makes it miss with a large and with a small one."""
    place = EXPONENTS.index(digits)
    double = _found(found.float64, place)
    single = f"is {_found(found.float32, place)} in" if found.float32 is not None else "cannot be taken in"
    gradient = short(found.exact, signed=True) if math.isfinite(found.exact) else "too large for float64"
    large = "reaches kinks" if loss.kinked else "bends away from the tangent where the loss is curved"
    rows = [row for row in (found.float32, found.float64) if row is not None]
    none = (
        " An error of exactly 0 has no place on this axis." if any((row == found.exact).any() for row in rows) else ""
    )
    return (
        f"With eps = {eps_text(digits)} the central difference {single} float32 and is {double} in float64; the "
        f"gradient is {gradient}. Two things make it miss. A large step {large}. A small one is rounded: the change of "
        "the loss is a difference of two nearly equal numbers, of which float32 keeps 7 digits and float64 16, and the "
        f"smaller the step, the fewer of them are left.{none}"
    )


def _found(slopes: Tensor, place: int) -> str:
    if not math.isfinite(slopes[place].item()):
        return "too large"
    return short(slopes[place].item(), signed=True)
