"""Writes numbers: exactly, for links, files and cells, and shortly, for pictures."""

import ctypes
import math
from functools import lru_cache

import numpy as np
import torch

WIDTH = 7
"""How many characters a short number takes at most, without its sign."""


def exact(x: float, dtype: torch.dtype = torch.float32) -> str:
    """The fewest digits that read back as the same number in that dtype, in ASCII, as `0.1`, `-0` or `1.5e-7`.

    For float64 the digits are Python's own (https://docs.python.org/3/tutorial/floatingpoint.html), for float32
    NumPy's (https://numpy.org/doc/stable/reference/generated/numpy.format_float_positional.html, `unique`).
    """
    text = f"{x!r}" if dtype == torch.float64 else _float32_text(x)
    if not math.isfinite(x) or x == 0 or 1e-3 <= abs(x) < 1e6:  # most numbers are done here, and files hold many
        return text.removesuffix(".0")
    sign, digits, exponent = _parts(text)
    positional, scientific = _positional(digits, exponent), _scientific(digits, exponent)
    # An exponent is harder to read, so it has to earn its place: 10000 and 0.0001, but 1e7 and 1e-6.
    return sign + (positional if len(positional) <= len(scientific) + 3 else scientific)


@lru_cache(maxsize=4096)  # a picture writes each number two or three times: the widest sets the width of its cells
def short(x: float, signed: bool = False) -> str:
    """At most 4 significant digits for a picture, with the real minus: `2`, `−0.25`, `1.23e12`; signed: `+0.25`.

    Integers up to 9999 are in full; zero has no sign. The width does not depend on the sign.
    """
    if x == 0 or math.isnan(x):
        return "0" if x == 0 else "nan"
    sign = "−" if x < 0 else "+" if signed else ""
    return sign + _magnitude(abs(x)).replace("-", "−")


def _magnitude(x: float) -> str:
    if math.isinf(x):
        return "inf"
    if 1e-3 <= float(f"{x:.4g}") < 1e4:
        text = f"{x:.4g}"
        return text if len(text) <= WIDTH else f"{x:.3g}"
    texts = (_scientific(*_parts(f"{x:.{decimals}e}")[1:]) for decimals in (2, 1, 0))
    return next(text for text in texts if len(text) <= WIDTH)


def _float32_text(x: float) -> str:
    """The shortest text, unless rounding it to double and then to single, as torch does, gives a neighbour."""
    held = ctypes.c_float(x).value  # what torch.tensor(x, dtype=torch.float32) holds, ten times faster
    if not math.isfinite(held):
        return f"{held!r}"
    texts = (str(np.float32(held)), f"{held!r}")
    return next(text for text in texts if ctypes.c_float(float(text)).value == held)


def _parts(text: str) -> tuple[str, str, int]:
    """A number's text as its sign, its digits d1d2d3… without zeros at either end, and the exponent of d1."""
    sign = "-" if text.startswith("-") else ""
    mantissa, _, exponent = text.removeprefix("-").partition("e")
    whole, _, decimals = mantissa.partition(".")
    digits = (whole + decimals).lstrip("0")
    leading_zeros = len(whole + decimals) - len(digits)
    return sign, digits.rstrip("0") or "0", int(exponent or 0) + len(whole) - 1 - leading_zeros


def _scientific(digits: str, exponent: int) -> str:
    return f"{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}e{exponent}"


def _positional(digits: str, exponent: int) -> str:
    if digits == "0":
        return "0"
    if exponent < 0:
        return f"0.{'0' * (-exponent - 1)}{digits}"
    whole, decimals = digits[: exponent + 1].ljust(exponent + 1, "0"), digits[exponent + 1 :]
    return f"{whole}.{decimals}" if decimals else whole
