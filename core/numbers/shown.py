"""Numbers that stand beside each other in an equation or a comparison: as many digits as it needs to hold."""

import math
from collections.abc import Sequence
from decimal import Decimal

import torch

from core.numbers.writing import exact, short

MOST_DIGITS = 20
"""Significant ones: 17 tell any two float64 apart, and the last three belong to what lies between them."""

POSITIONAL = range(-4, 16)
"""The exponents that are written without one, where many digits are shown."""


def told_apart(before: float, after: float, change: str = "") -> tuple[str, str]:
    """Two numbers so that what lies between them can be read off: 6173.33 and 6173.25, not 6173 twice.

    Args:
        before: the one.
        after: the other.
        change: their difference as it is shown beside them; it then holds to the last of its digits.
    """
    texts = short(before), short(after)
    if before == after or not (math.isfinite(before) and math.isfinite(after)):
        return texts
    between = decimal(change) if change else Decimal(after) - Decimal(before)
    unit = Decimal(1).scaleb(exponent(between)) if change else abs(between) / 10
    if abs(decimal(texts[1]) - decimal(texts[0]) - between) <= unit and texts[0] != texts[1]:
        return texts
    decimals = -exponent(between) if change else -unit.adjusted()
    return fixed(before, decimals), fixed(after, decimals)


def told_apart_all(before: Sequence[float], after: Sequence[float]) -> tuple[list[str], list[str]]:
    """Two rows of numbers, entry by entry."""
    both = [told_apart(one, other) for one, other in zip(before, after, strict=True)]
    return [one for one, _ in both], [other for _, other in both]


def fixed(x: float, decimals: int) -> str:
    """A number with so many decimals, but no more than its significant digits; with the real minus."""
    if x == 0 or not math.isfinite(x):
        return short(x)
    power = Decimal(x).adjusted()
    digits = min(max(power + decimals + 1, 1), MOST_DIGITS)
    if power in POSITIONAL:
        return f"{x:.{max(digits - power - 1, 0)}f}".replace("-", "−")
    mantissa, _, _ = f"{x:.{digits - 1}e}".partition("e")
    return f"{mantissa}e{int(f'{x:.{digits - 1}e}'.partition('e')[2])}".replace("-", "−")


def whole(x: float, dtype: torch.dtype = torch.float64) -> str:
    """All digits that tell a number from its neighbours in a dtype, with the real minus."""
    return exact(x, dtype).replace("-", "−")


def decimal(text: str) -> Decimal:
    """What a shown number says."""
    return Decimal(text.replace("−", "-"))


def factor(x: float, other: str, product: str, *, signed: bool = False) -> str:
    """A factor in as many digits, four or more, as its product needs to come out as shown."""
    texts = [short(x, signed), *(f"{x:{'+' if signed else ''}.{digits}g}" for digits in range(5, MOST_DIGITS + 1))]
    unit = Decimal(1).scaleb(exponent(decimal(product)))
    fits = (text for text in texts if abs(decimal(text) * decimal(other) - decimal(product)) <= unit / 2)
    return next(fits, texts[-1]).replace("-", "−")


def exponent(number: Decimal) -> int:
    """The power of ten of its last digit."""
    power = number.as_tuple().exponent
    assert isinstance(power, int)  # finite
    return power


def signed(text: str) -> str:
    """A shown number with its sign, but for 0."""
    return text if text.startswith("−") or not decimal(text) else f"+{text}"
