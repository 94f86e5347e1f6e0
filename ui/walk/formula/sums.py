"""A sum written out: every term of a short one, the ends and the chosen term of a long one, over lines of one width.

What is left out of a long one stands in its place as one number, so that the sum can be worked out from what is shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import torch
from torch import Tensor

from ui.walk.formula.digits import SUM, Line, Number, Writer, fit
from ui.walk.formula.latex import LINE, width
from ui.walk.tape.windows import Slot


@dataclass(frozen=True)
class Term:
    """One term of a written sum.

    Attributes:
        number: its value, or the sum of those left out.
        left_out: how many terms it stands for; 0 for a term of its own.
    """

    number: float
    left_out: int = 0

    def text(self, write: Writer) -> str:
        """As LaTeX, with its sign before it."""
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


def terms(slots: Sequence[Slot], values: Tensor) -> list[Term]:
    """The terms in `slots` of a sum of values, (N,); a gap holds the sum of its own, added in float64."""
    return [
        Term(values[slot].item())
        if slot is not None
        else Term(values[places.start : places.stop].double().sum().item(), len(places))
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
        return sum(numbers, start=Fraction(0)) / Fraction(divided_by)

    return fit(_numbers(parts), work_out, result, dtype, SUM)


def _opening(write: Writer, parts: Sequence[Term]) -> str:
    """The sign between the symbols of a sum and its terms."""
    return write.opening(*_numbers(parts))


def addition(left: str, parts: Sequence[Term], write: Writer) -> list[str]:
    """The lines of a sum, which stand beside the left side of their equation."""
    first, *others = [part.text(write) for part in parts]
    lines = [f"{_opening(write, parts)} {first.removeprefix('+ ').replace('- ', '-', 1)}"]
    for term in others:
        if width(f"{left} {lines[-1]} {term}") <= LINE:
            lines[-1] += f" {term}"
        else:
            lines.append(rf"\quad {{}} {term}")
    return lines


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


def _numbers(parts: Sequence[Term]) -> list[float]:
    return [part.number for part in parts]
