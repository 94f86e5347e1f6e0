"""A sum written out: every term of a short one, the ends and the chosen term of a long one, over lines of one width."""

from collections.abc import Callable, Sequence

from torch import Tensor

from ui.formula.latex import LINE, number, relation, shown, width
from ui.tape.elide import Slot


def counted(slots: Sequence[Slot]) -> list[tuple[Slot, int]]:
    """Each slot with the number of entries it stands for: 1 for an index, what is left out for a gap.

    A gap is never the last slot (`ui.tape.elide`).
    """
    found: list[tuple[Slot, int]] = []
    done = 0
    for slot, following in zip(slots, [*slots[1:], None], strict=True):
        if slot is not None:
            found.append((slot, 1))
            done = slot + 1
        else:
            assert following is not None
            found.append((None, following - done))
    return found


def signed(value: float, rest: str = "") -> str:
    """A term: its sign, its size, and what it is multiplied by."""
    return f"{'-' if value < 0 else '+'} {number(abs(value))}{rest}"


def values_of(values: Tensor, slots: Sequence[Slot]) -> list[str]:
    """The terms of a sum of values, (N,)."""
    return terms(slots, lambda index: signed(values[index].item()))


def terms(slots: Sequence[Slot], write: Callable[[int], str]) -> list[str]:
    """The terms in `slots`; a gap says how many are left out."""
    return [
        rf"+ \underbrace{{\cdots}}_{{\text{{{count:,} more}}}}" if slot is None else write(slot)
        for slot, count in counted(slots)
    ]


def addition(left: str, written: Sequence[str], before: str = "", after: str = "", sign: str = "=") -> list[str]:
    """The lines of a sum, which stand beside the left side of their equation.

    Args:
        left: the left side.
        written: the terms.
        before: what stands before the first term.
        after: what stands after the last one.
        sign: the relation that the first line begins with.
    """
    first, *others = written
    lines = [f"{sign} {before}{first.removeprefix('+ ').replace('- ', '-', 1)}"]
    for term in others:
        if width(f"{left} {lines[-1]} {term}{after}") <= LINE:
            lines[-1] += f" {term}"
        else:
            lines.append(rf"\quad {{}} {term}")
    return [*lines[:-1], lines[-1] + after]


def comes_to(numbers: Sequence[float], slots: Sequence[Slot], total: float, parts: int = 1) -> str:
    r"""The relation between a written sum, divided by `parts`, and its total.

    Where terms are left out nobody can add up what is displayed: then `=` says that the total is displayed in full.

    Args:
        numbers: the displayed terms.
        slots: those that are written.
        total: the sum.
        parts: what the sum is divided by.
    """
    if None in slots:
        return relation(total, total)
    return relation(sum(numbers) / parts, total, size=max(map(abs, numbers)))


def displayed(values: Tensor, slots: Sequence[Slot]) -> list[float]:
    """The written ones of some values, (N,), as a reader sees them."""
    return [shown(values[slot].item()) for slot in slots if slot is not None]
