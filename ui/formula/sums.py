"""A sum written out: every term of a short one, the ends and the chosen term of a long one, over lines of one width."""

from collections.abc import Sequence

from torch import Tensor

from ui.formula.latex import number, relation, shown, width
from ui.tape.elide import Slot

ROOM = 24
"""How many characters of a sum fit into a line, beside the left side of its equation."""


def counted(slots: Sequence[Slot]) -> list[tuple[Slot, int]]:
    """Each slot with the number of entries it stands for: 1 for an index, what is left out for a gap.

    A gap is never the last slot (`ui.tape.elide`).
    """
    before = [-1, *(index for index in slots if index is not None)]
    found: list[tuple[Slot, int]] = []
    for position, slot in enumerate(slots):
        if slot is not None:
            found.append((slot, 1))
        else:
            following = slots[position + 1]
            assert following is not None
            done = max(index for index in before if index < following)
            found.append((None, following - done - 1))
    return found


def addition(values: Tensor, slots: Sequence[Slot], before: str = "", after: str = "") -> list[str]:
    """The lines of a sum of values, (N,), of which those in `slots` are written, between two texts.

    A gap says how many terms are left out.
    """
    terms = [_term(values, slot, count) for slot, count in counted(slots)]
    terms[0] = f"= {before}{terms[0].removeprefix('+ ').replace('- ', '-', 1)}"
    terms[-1] += after
    lines: list[str] = []
    for term in terms:
        if lines and width(lines[-1]) + width(term) + 1 <= ROOM:
            lines[-1] += f" {term}"
        else:
            lines.append(rf"\quad {{}} {term}" if lines else term)
    return lines


def _term(values: Tensor, slot: Slot, count: int) -> str:
    if slot is None:
        return rf"+ \underbrace{{\cdots}}_{{\text{{{count} more}}}}"
    value = values[slot].item()
    return f"{'-' if value < 0 else '+'} {number(abs(value))}"


def comes_to(values: Tensor, slots: Sequence[Slot], total: float, parts: int = 1) -> str:
    r"""The relation between a written sum, divided by `parts`, and its total.

    Where terms are left out nobody can add up what is displayed: then `=` says that the total is displayed in full.
    """
    if None in slots:
        return relation(total, total)
    numbers = [shown(value) for value in values.tolist()]
    return relation(sum(numbers) / parts, total, size=max(map(abs, numbers)))
