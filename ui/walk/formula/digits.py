"""How a displayed line is made true: how many digits its numbers take, and which sign stands between its two sides.

A line is worked out from its own text, in exact arithmetic: what a reader gets with pencil and paper. Where four digits
do not give the displayed result to within one of its last digit, the line takes more; where none do, since the result
itself was rounded in the scenario's dtype, the sign says so.
"""

import ctypes
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import torch
from torch import Tensor

from core import decimal, dtype_name, exact, short
from ui.walk.formula.latex import upright

FEWEST = 4
"""As on the tape (`core.numbers.short`)."""
EVERY = 99
"""Stands for as many digits as read back as the same number."""
PRODUCT = (FEWEST, 6, 9)
"""Factors do not cancel: more digits of them tell nothing more."""
SUM = (FEWEST, 6, 9, 12, EVERY)

NEAR = 1e-4
"""How far apart a finite result of inf or nan, as a sign is, may lie in two precisions."""
HALVES_END = 2**52
"""From here on float64 holds whole numbers alone."""

LARGE = 1e12
"""A displayed number as large has no decimals; a smaller one has few enough digits for float64 to round them away."""

Number = Fraction | float
"""A float where it is inf or nan, or is worked out beside one."""

EQUAL, ABOUT = "=", r"\approx"


@dataclass(frozen=True)
class Writer:
    """Writes the numbers of one line.

    Attributes:
        digits: how many significant digits each takes at most.
        dtype: the scenario's.
    """

    digits: int
    dtype: torch.dtype

    def text(self, x: float) -> str:
        """A number in ASCII."""
        if self.digits == FEWEST or not math.isfinite(x):
            return short(x).replace("−", "-")
        whole = exact(x, self.dtype)
        rounded = re.sub(r"e([-+])0*(\d)", lambda e: f"e{e[1].removeprefix('+')}{e[2]}", f"{x:.{self.digits}g}")
        return whole if self.digits == EVERY or len(whole) <= len(rounded) else rounded

    def words(self, x: float) -> str:
        """A number for a sentence, with the real minus."""
        return self.text(x).replace("-", "−")

    def shown(self, x: float) -> Fraction:
        """The number that a reader sees."""
        return Fraction(self.text(x))

    def number(self, x: float) -> str:
        """A number as LaTeX."""
        return upright(self.text(x))

    def factor(self, x: float) -> str:
        """A number inside a product or after a sign: in parentheses when it is negative."""
        return f"({self.number(x)})" if x < 0 else self.number(x)

    def signed(self, x: float) -> str:
        """A term: its sign and its size."""
        return f"{'-' if x < 0 else '+'} {self.number(abs(x))}"

    def is_all(self, *numbers: float) -> bool:
        """Whether the texts read back as the very same numbers in the scenario's dtype."""
        return all(map(self._reads_back, numbers))

    def opening(self, *numbers: float) -> str:
        r"""The sign between symbols and the numbers in their place: `\approx` where any of them is rounded."""
        return EQUAL if self.is_all(*numbers) else ABOUT

    def _reads_back(self, x: float) -> bool:
        read = float(self.text(x))
        return not math.isfinite(x) or read == x or (self.dtype == torch.float32 and ctypes.c_float(read).value == x)


@dataclass(frozen=True)
class Line:
    """How one line is written.

    Attributes:
        write: writes its numbers.
        sign: the relation between them and the result, which is written with four digits.
    """

    write: Writer
    sign: str


def fit(
    numbers: Sequence[float],
    work_out: Callable[[Sequence[Number]], Number],
    result: float,
    dtype: torch.dtype,
    levels: Sequence[int] = SUM,
) -> Line:
    """The fewest digits with which a line holds.

    Args:
        numbers: those that are written.
        work_out: what they give, in exact arithmetic.
        result: what PyTorch made of them.
        dtype: in which it did.
        levels: how many digits may be tried, the fewest first.
    """
    if not all(map(math.isfinite, numbers)):  # arithmetic with inf and nan, as the floating-point standard has it
        computed = float(work_out(numbers))
        same = (math.isnan(computed) and math.isnan(result)) or math.isclose(computed, result, rel_tol=NEAR)
        return Line(Writer(FEWEST, dtype), EQUAL if same else rounded_in(dtype))
    if math.isfinite(result):
        for digits in levels:
            write = Writer(digits, dtype)
            sign = relation(work_out([write.shown(x) for x in numbers]), result)
            if sign:
                return Line(write, sign)
    finest = Writer(levels[-1] if levels[-1] == EVERY and math.isfinite(result) else FEWEST, dtype)
    return Line(finest, rounded_in(dtype))


def relation(computed: Number, result: float) -> str:
    r"""`=` where what a reader works out is the displayed result, `\approx` within one of its last digit, else ""."""
    off = abs(Fraction(computed) - Fraction(decimal(short(result))))
    return EQUAL if off == 0 else ABOUT if off <= last_digit(result) else ""


def between(computed: Number, shown: Fraction, sign: str) -> str:
    """The sign between two lines, from the one that `fit` found with perhaps fewer digits."""
    return EQUAL if computed == shown else ABOUT if sign == EQUAL else sign


def rounded_in(dtype: torch.dtype) -> str:
    """The sign of a result that is what the dtype makes of the left side, and not what pencil and paper would."""
    return rf"\overset{{\text{{{dtype_name(dtype)}}}}}{{=}}"


def in_two(
    first: tuple[float, Callable[[Number], Number], float],
    second: tuple[Sequence[float], Callable[[Sequence[Number]], Number], float],
    dtype: torch.dtype,
) -> tuple[Writer, str, str]:
    """How two lines are written of which the second puts a number in the place of a function.

    Args:
        first: the function's operand, the function, and what PyTorch made of it.
        second: the numbers of the second line, what they give, and what PyTorch made of them.
        dtype: in which it did.

    Returns:
        What writes the numbers of both lines, the sign between the lines, and the sign before the result.
    """
    (operand, function, value), (numbers, work_out, result) = first, second
    one = fit((operand,), lambda shown: function(shown[0]), value, dtype, PRODUCT)
    other = fit(numbers, work_out, result, dtype, PRODUCT)
    write = Writer(max(one.write.digits, other.write.digits), dtype)
    between_them, last = one.sign, other.sign
    if math.isfinite(operand) and math.isfinite(value):
        between_them = between(function(write.shown(operand)), write.shown(value), one.sign)
    if all(map(math.isfinite, (*numbers, result))):
        computed = work_out([write.shown(x) for x in numbers])
        last = relation(computed, result) or other.sign
    return write, between_them, last


def last_digit(x: float) -> Fraction:
    """What one in the last digit of a displayed number is worth; nothing for 0, which is displayed in full."""
    if x == 0:
        return Fraction(0)
    shown = float(decimal(short(x)))
    kept = next((digits for digits in range(FEWEST, 1, -1) if float(f"{x:.{digits}g}") == shown), 1)
    return Fraction(10) ** (int(f"{x:.{kept - 1}e}".partition("e")[2]) - kept + 1)


def at(function: Callable[[Tensor], Tensor], x: Number) -> Number:
    """What an elementwise function (N,) -> (N,) makes of one displayed number."""
    made = function(torch.tensor([float(x)], dtype=torch.float64)).item()
    if isinstance(x, float):
        return float(made)
    if abs(made) < LARGE:
        return Fraction(Decimal(f"{made:.15g}"))
    lost = Fraction(1, 2) if abs(made) >= HALVES_END else 0  # it may have dropped a term as small: nobody can tell
    return Fraction(made) + lost
