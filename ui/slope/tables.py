"""The tables of Slope, as markup: three gradients with their verdicts, and one-sided slopes."""

import math
from html import escape

from torch import Tensor

from core import (
    EXPONENTS,
    Differences,
    EntryVerification,
    FoundKink,
    Loss,
    Scenario,
    Search,
    Verification,
    no_slope,
    short,
)
from ui.frame.glossary import explained
from ui.walk.tape.windows import Slot
from ui.words import column_heads, markup

SIGNS = {"agree": "✓", "disagree": "✗", "cannot tell": "?"}


def eps_text(digits: int) -> str:
    """A step as code is written: 1e-6."""
    return f"1e-{digits}"


def verify_table(found: Verification, columns: tuple[Slot, ...], j: int) -> str:
    """Autograd, hand and finite difference, a row a coefficient, with the verdict; then the chosen one's reason."""
    titles = ("", "Autograd", "By hand", "Finite difference", "Verdict")
    heads = column_heads(map(explained, titles))
    rows = "".join(_verdict_row(found, column, chosen=column == j) for column in columns)
    table = f'<table class="compare three" aria-label="Three gradients"><tr>{heads}</tr>{rows}</table>'
    chosen = found.verdicts[j]
    said = f'<p class="verdict {chosen.outcome.replace(" ", "-")}"><b>coeffs.grad[{j}]:</b> {escape(chosen.reason)}</p>'
    return f'<div class="compare-box">{table}</div>{said}'


def _verdict_row(found: Verification, column: Slot, *, chosen: bool) -> str:
    if column is None:
        return '<tr><th scope="row">⋮</th>' + "<td>⋮</td>" * 4 + "</tr>"
    numbers = "".join(
        f"<td{_title(tensor[column].item())}>{shown(tensor[column].item())}</td>"
        for tensor, shown in ((found.autograd, _signed_short), (found.hand, _signed_short), (found.central, _slope))
    )
    outcome = found.verdicts[column].outcome
    lit = ' class="chosen"' if chosen else ""
    return (
        f'<tr{lit}><th scope="row">coeffs.grad[{column}]</th>{numbers}<td>{SIGNS[outcome]} {escape(outcome)}</td></tr>'
    )


def entry_table(found: EntryVerification, grad: str) -> str:
    """The same for one entry of any leaf.

    Args:
        found: the three gradients.
        grad: the entry of its `.grad`.
    """
    titles = ("", "Autograd", "By hand", "Finite difference", "Verdict")
    heads = "".join(f'<th scope="col">{explained(head)}</th>' for head in titles)
    numbers = "".join(
        f"<td{_title(number)}>{shown(number)}</td>"
        for number, shown in ((found.autograd, _signed_short), (found.hand, _signed_short), (found.central, _slope))
    )
    outcome = found.verdict.outcome
    row = f'<th scope="row">{escape(grad)}</th>{numbers}<td>{SIGNS[outcome]} {escape(outcome)}</td>'
    table = f'<table class="compare three" aria-label="Three gradients"><tr>{heads}</tr><tr>{row}</tr></table>'
    reason = f"<b>{escape(grad)}:</b> {escape(found.verdict.reason)}"
    said = f'<p class="verdict {outcome.replace(" ", "-")}">{reason}</p>'
    return f'<div class="compare-box">{table}</div>{said}'


def entry_sides(found: EntryVerification, name: str) -> str:
    """The slope from the left, autograd's, and from the right, of one entry of any leaf."""
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("", "From the left", "Autograd", "From the right"))
    cells = (_slope(found.left), _signed_short(found.autograd), _slope(found.right))
    row = f'<th scope="row">{escape(name)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}'
    table = f'<table class="compare sides" aria-label="One-sided slopes"><tr>{heads}</tr><tr>{row}</tr></table>'
    return f'<div class="compare-box">{table}</div>'


def kinks_table(search: Search, most: int, at: float, name: str) -> str:
    """The kinks that were found, nearest first: where, the slopes on both sides, and what is 0.

    Args:
        search: the kinks.
        most: how many have a row.
        at: the present number.
        name: of the entry.
    """
    heads = "".join(
        f'<th scope="col">{escape(head)}</th>' for head in (name, "Slope to the left", "Slope to the right", "There")
    )
    rows = "".join(
        f'<tr><th scope="row">{place_text(at + kink.move, search.width)}</th><td>{_slope(kink.left)}</td>'
        f"<td>{_slope(kink.right)}</td><td>{markup(zero_text(kink))}</td></tr>"
        for kink in search.kinks[:most]
    )
    table = f'<table class="compare kinks" aria-label="Kinks that were found"><tr>{heads}</tr>{rows}</table>'
    return f'<div class="compare-box">{table}</div>'


def place_text(place: float, width: float) -> str:
    """A place that is known to within a width, without digits that say more."""
    return short(round(place, -math.floor(math.log10(width))))


def zero_text(kink: FoundKink) -> str:
    """What is 0 at a kink, as a clause with code between backticks; "" where that is not known."""
    zero = kink.zero
    if zero is None:
        return ""
    name = zero.name if zero.name.isidentifier() or not zero.index else f"({zero.name})"
    index = f"[{', '.join(map(str, zero.index))}]" if zero.index else ""
    return f"`{name}{index}` and {zero.more:,} more are 0" if zero.more else f"`{name}{index}` is 0"


def _title(number: float) -> str:
    """All digits, for a pointer that rests on the number."""
    return f' title="{number!r}"' if math.isfinite(number) else ""


def sides_table(found: Verification, columns: tuple[Slot, ...], j: int) -> str:
    """The slope from the left, autograd's, and from the right."""
    heads = column_heads(("", "From the left", "Autograd", "From the right"))
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


def none_text(found: Verification, columns: tuple[Slot, ...], scenario: Scenario, j: int, first: str) -> str:
    """Where inf, nan and "none" come from, as far as the verdict on coeffs[j] does not say it; "" without.

    Args:
        found: the numbers of the tables.
        columns: which of them are shown.
        scenario: the problem.
        j: the chosen coefficient, whose verdict is shown.
        first: where the first inf or nan of the run came from, in sentences; "" where every number is finite.
    """
    said = [first] if first else []
    for place in (column for column in columns if column is not None):
        if not math.isfinite((found.left + found.right)[place].item()):
            why = no_slope(scenario, place, found.eps)
            said += [] if place == j and why == found.verdicts[j].reason else [f"`coeffs[{place}]`: {why}"]
    return " ".join(said)


def steps_text(found: Differences, digits: int, loss: Loss) -> str:
    """What a finite difference of a linear model comes to with one step, and what makes it miss."""
    return misses_text(
        found, digits, "reaches kinks" if loss.kinked else "bends away from the tangent where the loss is curved"
    )


def misses_text(found: Differences, digits: int, large: str) -> str:
    """What a finite difference comes to with one step, and what makes it miss with a large and with a small one.

    Args:
        found: the differences over all steps.
        digits: the step, as the digits behind the point.
        large: what a large step does, as the end of a sentence.
    """
    place = EXPONENTS.index(digits)
    double = _found(found.float64, place)
    single = f"is {_found(found.float32, place)} in" if found.float32 is not None else "cannot be taken in"
    gradient = short(found.exact, signed=True) if math.isfinite(found.exact) else "too large for float64"
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
