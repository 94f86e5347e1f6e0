"""The pieces of a formula as LaTeX: numbers, names with their indices, slopes, and the lines of an equation.

A number is written as on the tape (`core.numbers.short`), unless its line needs more digits to hold (`digits.py`).
"""

import math
import re
from collections.abc import Iterable

from core import short

TIMES = r" \cdot "
GAP = r"\\ \rule{0pt}{4pt}"
"""A short empty line: TeX's own row gap would be swallowed by the depth of the block above it."""
LINE = 43
"""How many characters of a line fit on a phone of 390 px, as `width` counts them."""

_LONE_R = re.compile(r"(?<![A-Za-z\\])r(?![A-Za-z])")
# The denominator is the wider part.
_FRACTION = re.compile(r"\\t?frac\{(?:[^{}]|\{[^{}]*\})*\}(\{(?:[^{}]|\{[^{}]*\})*\})")
_UNSEEN = re.compile(r"\\(?:underbrace|overset|text|operatorname|quad|begin\{cases\}|end\{cases\})")
_INDEX = re.compile(r"_\{([^{}]*)\}")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|_)")
_OPERATOR = re.compile(r"\\cdot|\\approx|[-+=]")


def number(x: float) -> str:
    """A number with at most four digits."""
    return upright(short(x).replace("−", "-"))


def upright(text: str) -> str:
    """A number's text with its letters (an exponent, inf) set upright, as code is."""
    return re.sub(r"([a-z]+)(-?\d*)", _upright, text)


def _upright(match: re.Match[str]) -> str:
    letters, exponent = match.groups()
    return rf"\text{{{letters}}}" + (f"{{{exponent}}}" if exponent else "")


def name(tensor: str, *index: int | str) -> str:
    """A tensor's entry: its name in upright letters and its indices, counted from 0 as in Python; the loss is L."""
    if tensor == "loss":
        return "L"
    upright = tensor.replace("_", r"\_")
    return rf"\text{{{upright}}}_{{{','.join(str(place) for place in index)}}}"


def slope(tensor: str, *index: int | str) -> str:
    """The derivative of the loss with respect to one entry."""
    return rf"\frac{{\partial L}}{{\partial {name(tensor, *index)}}}"


def put(formula: str, operand: str) -> str:
    """A formula of the registry with something in the place of its residual r, in parentheses where it needs them."""

    def placed(match: re.Match[str]) -> str:
        before = formula[: match.start()].rstrip()
        times = TIMES if before[-1:].isdigit() else ""
        if not operand.startswith("-") or before.endswith("("):
            return times + operand
        return f"{{{operand}}}" if before.endswith("|") else f"{times}({operand})"

    return _LONE_R.sub(placed, formula)


def width(text: str) -> int:
    """About how many characters wide a line is: an index is small, an operator stands between spaces.

    Of several cases the longest counts.
    """
    seen = _INDEX.sub(_small, _UNSEEN.sub("", _FRACTION.sub(r"\1", text)))
    flat = _COMMAND.sub("x", _OPERATOR.sub("xx", seen))
    return max(len(re.sub(r"[{}_^&\s]", "", row)) for row in flat.split(r"\\"))


def _small(match: re.Match[str]) -> str:
    return "x" * math.ceil(0.6 * len(match[1]))


def equation(left: str, lines: Iterable[str]) -> list[str]:
    """The lines of one equation: its left side beside the first line, or above it where both are too wide together."""
    lines = list(lines)
    if width(left) + max(map(width, lines)) <= LINE:
        return [f"{left} &{lines[0]}", *(f"&{line}" for line in lines[1:])]
    return [f"&{left}", *(rf"&\quad {line}" for line in lines)]


def aligned(lines: Iterable[str]) -> str:
    """Lines, each with its own `&`, as one block."""
    return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"


def stacked(blocks: Iterable[list[str]]) -> str:
    """Several equations, one under the other, each aligned for itself."""
    return "\\begin{aligned}\n&" + f" {GAP}\\\\\n&".join(map(aligned, blocks)) + "\n\\end{aligned}"
