"""Whether a displayed equation holds with the digits shown, worked out as a reader would with pencil and paper."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import torch

from core.numbers import dtype_name

PLAIN = re.compile(r"(?:[\d.e+\-*/^() ,]|abs|sign|clamp|cosh|sinh|log|inf|nan)+")
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e-?\d+)?|inf|nan")
Exact = Fraction | float
"""A float where inf or nan stands in a side."""


@dataclass(frozen=True)
class Side:
    """One side of an equation.

    Attributes:
        sign: what stands before it: "=", "≈", a dtype's name; "" for the first.
        text: what it is, in plain ASCII, a power as ^2; what cannot be worked out stands as it is.
        gaps: whether a number in it stands for many that are not shown.
    """

    sign: str
    text: str
    gaps: bool = False


def value(plain: str) -> Exact | None:
    """A side in exact arithmetic; None for symbols."""
    text = plain.strip()
    if not PLAIN.fullmatch(text):
        return None
    floating = "inf" in text or "nan" in text
    code = NUMBER.sub(lambda found: f"float('{found[0]}')" if floating else f"Fraction('{found[0]}')", text)
    # A power is a whole one, which keeps a fraction a fraction.
    code = re.sub(r"\^(?:Fraction|float)\('(\d)'\)", r"**\1", code)
    names = {"Fraction": Fraction, "float": float, "sign": _sign, "clamp": _clamp, "abs": abs, "__builtins__": {}}
    names |= {"cosh": _nearly(math.cosh), "sinh": _nearly(math.sinh), "log": _nearly(math.log)}
    return eval(code, names)  # type: ignore[no-any-return]  # noqa: S307  # our own formula


def _sign(x: Exact) -> Exact:
    return (x > 0) - (x < 0)


def _clamp(x: Exact, low: Exact, high: Exact) -> Exact:
    return x if math.isnan(x) else max(low, min(x, high))


def _nearly(function: Callable[[float], float]) -> Callable[[Exact], Exact]:
    """A function of no exact value, to the 15 digits that a float holds."""

    def worked_out(x: Exact) -> Exact:
        try:
            made = function(float(x))
        except OverflowError:
            made = math.copysign(math.inf, float(x)) if function is math.sinh else math.inf
        return Fraction(f"{made:.15g}") if math.isfinite(made) else made

    return worked_out


def displayed(text: str) -> list[str]:
    """The numbers that stand in a side."""
    return NUMBER.findall(re.sub(r"\^\d", "", text))


def last_digit(number: str) -> Fraction:
    """What one in the last digit is worth: four digits, or as many as seven characters hold; zeros are not written."""
    _, _, exponent = number.partition("e")
    if exponent:
        return Fraction(10) ** (int(exponent) + 1 - min(3, max(1, 5 - len(exponent))))
    size = Fraction(number)
    first = next(power for power in range(-9, 25) if size < Fraction(10) ** (power + 1))
    return Fraction(10) ** (first + 1 - (3 if size < Fraction(1, 100) else 4))


def holds(before: Side, after: Side, dtype: torch.dtype, unseen: float = 0.0) -> bool:
    """Whether two neighbouring sides are what the sign between them says.

    What rounding does in the numbers that are not shown is bounded by `unseen`.
    """
    one, other = value(before.text), value(after.text)
    assert one is not None
    assert other is not None
    if isinstance(one, float) and not re.search("inf|nan", before.text):  # finite, and larger than any float
        return after.sign == dtype_name(dtype) and one == other
    if isinstance(one, float):  # arithmetic with inf and nan, as the floating-point standard has it
        same = (math.isnan(one) and math.isnan(other)) or math.isclose(one, float(other), rel_tol=1e-3)
        return after.sign == ("=" if same else dtype_name(dtype))
    if after.sign == "=":
        return one == other
    numbers = displayed(after.text)
    if after.sign == "≈":
        if isinstance(other, float):
            return False
        if len(numbers) == 1:
            return (one != other or abs(one) >= 2**52) and abs(one - other) <= last_digit(numbers[0])
        share = max(last_digit(number) / Fraction(number) for number in numbers if Fraction(number))
        return abs(one - other) <= share * abs(other)
    assert after.sign == dtype_name(dtype)
    return _rounded(before, one, other, dtype, unseen)


def _rounded(before: Side, one: Fraction, other: Exact, dtype: torch.dtype, unseen: float) -> bool:
    """Whether a result is what a dtype makes of a side, and not what pencil and paper would."""
    kind = torch.finfo(dtype)
    size = value(before.text.strip().replace("(-", "(").replace(" - ", " + ").removeprefix("-"))
    assert size is not None
    if isinstance(other, float):  # too large for the dtype, if only on the way
        return size > Fraction(kind.max) / 2
    rounded = len(displayed(before.text)) * Fraction(kind.eps) * Fraction(size)
    if re.search("cosh|sinh|log", before.text):  # which may cancel most of the number that it reads, as log does near 1
        read = NUMBER.sub(lambda found: f"({found[0]} * (1 + {kind.eps}))", before.text)
        rounded += abs(Fraction(value(read) or 0) - one)
    if before.gaps:
        rounded += Fraction(unseen)
    return one != other and abs(one - other) <= max(rounded, 4 * Fraction(kind.tiny))


def wrong(sides: Sequence[Side], dtype: torch.dtype, unseen: float = 0.0) -> list[str]:
    """Each pair of neighbours that does not hold."""
    pairs = pairwise(sides)
    return [f"{one.text} {two.sign} {two.text}" for one, two in pairs if not holds(one, two, dtype, unseen)]
