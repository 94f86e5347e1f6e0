"""A sum written out: every term of a short one, the ends and the chosen term of a long one, over lines of one width.

What is left out of a long one stands in its place as one number, so that the sum can be worked out from what is shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import torch
from torch import Tensor

from ui.walk.formula.digits import EQUAL, SUM, Line, Number, Writer, fit
from ui.walk.formula.latex import LINE, width
from ui.walk.tape.windows import Slot


@dataclass(frozen=True)
class Term:
    """One term of a written sum.

    Attributes:
        factors: the numbers that are multiplied in it; one for a plain term, and for the sum of those left out.
        left_out: how many terms it stands for; 0 for a term of its own.
    """

    factors: tuple[float, ...]
    left_out: int = 0

    @property
    def number(self) -> float:
        """The value of a plain term, or the sum of those left out."""
        return self.factors[0]

    def text(self, write: Writer) -> str:
        """A plain term as LaTeX, with its sign before it."""
        signed = write.signed(self.number)
        if self.left_out:
            sign, size = signed.split(" ", 1)
            return rf"{sign} \underbrace{{{size}}}_{{\text{{{self.left_out:,} more}}}}"
        return signed


def counted(slots: Sequence[Slot]) -> list[tuple[Slot, int]]:
    """Each slot with the number of entries it stands for: 1 for an index, what is left out for a gap.

    A gap is never the last slot (`ui.walk.tape.windows`).
    """
    return [(slot, len(places)) for slot, places in _places(slots)]


def terms(slots: Sequence[Slot], *factors: Tensor) -> list[Term]:
    """The terms in `slots` of a sum of values, (N,), or of products of several; a gap holds the sum of its own."""
    return [
        Term(tuple(each[slot].item() for each in factors))
        if slot is not None
        else Term((_added(factors, places),), len(places))
        for slot, places in _places(slots)
    ]


def line_of(parts: Sequence[Term], result: float, dtype: torch.dtype, divided_by: int = 1) -> Line:
    """How many digits the terms of a sum take.

    Args:
        parts: its terms.
        result: what it comes to.
        dtype: in which it was added.
        divided_by: what the sum is divided by.
    """

    def work_out(numbers: Sequence[Number]) -> Number:
        following = iter(numbers)
        return sum(prod(next(following) for _ in part.factors) for part in parts) / Fraction(divided_by)

    return fit(_numbers(parts), work_out, result, dtype, SUM)


def opening(write: Writer, parts: Sequence[Term]) -> str:
    """The sign between the symbols of a sum and its terms."""
    return write.opening(*_numbers(parts))


def addition(
    left: str, parts: Sequence[Term], write: Writer, before: str = "", after: str = "", sign: str = EQUAL
) -> list[str]:
    """The lines of a sum, which stand beside the left side of their equation.

    Args:
        left: the left side.
        parts: the terms.
        write: writes their numbers.
        before: what stands before the first term.
        after: what stands after the last one.
        sign: the relation that the first line begins with.
    """
    first, *others = [part.text(write) for part in parts]
    lines = [f"{sign} {before}{first.removeprefix('+ ').replace('- ', '-', 1)}"]
    for term in others:
        if width(f"{left} {lines[-1]} {term}{after}") <= LINE:
            lines[-1] += f" {term}"
        else:
            lines.append(rf"\quad {{}} {term}")
    return [*lines[:-1], lines[-1] + after]


def _places(slots: Sequence[Slot]) -> Iterator[tuple[Slot, range]]:
    """Each slot with the indices that it stands for."""
    done = 0
    for slot, following in zip(slots, [*slots[1:], None], strict=True):
        if slot is None:
            assert following is not None
            yield None, range(done, following)
        else:
            yield slot, range(slot, slot + 1)
            done = slot + 1


def _added(factors: Sequence[Tensor], places: range) -> float:
    """The terms that are left out, added in float64."""
    each = [tensor[places.start : places.stop].double() for tensor in factors]
    return prod(each[1:], start=each[0]).sum().item()


def _numbers(parts: Sequence[Term]) -> list[float]:
    return [number for part in parts for number in part.factors]
