"""A sum of numbers or products as a bill, and a single number."""

from collections.abc import Sequence

from torch import Tensor

from core import short
from ui.program.stage.sheets import Sheet, Symbol, bill, lines, number, relation, sign, signed
from ui.program.story import ProgramStory
from ui.walk.formula.sums import line_of, terms
from ui.walk.tape.windows import Slot, slots

IN_FULL, ENDS = 5, 2
"""Up to how many contributions are all written out, and how many at each end of more."""


def shown_terms(size: int, chosen: int) -> tuple[Slot, ...]:
    """Which terms of a sum are written, the chosen one among them."""
    return slots(size, IN_FULL, ENDS, chosen)


def added_sheet(  # noqa: PLR0913, PLR0917  # an equation has as many parts
    story: ProgramStory,
    head: tuple[Symbol, ...],
    factors: Sequence[Tensor],
    shown: tuple[int | None, ...],
    looks: tuple[str, ...],
    out: float,
    look: str,
    letter: str,
    divided: int = 1,
) -> Sheet:
    """A bill of numbers or products; of a single one an equation."""
    left, *right = head
    size = len(factors[0])
    parts = terms(shown, *factors)
    line = line_of(parts, out, story.scenario.dtype, divided)
    result = short(out, signed=look == "gradient")
    by = " × ".join(each[0] for each in right), " × ".join(each[1] for each in right)
    if size == 1:
        texts = [
            signed(line.write, f) if g == "gradient" else line.write.words(f)
            for f, g in zip(parts[0].factors, looks, strict=True)
        ]
        pieces = [number(text, g) for text, g in zip(texts, looks, strict=True)]
        row = [
            number(result, look, result=True),
            sign(relation(line)),
            *(pieces if len(pieces) == 1 else (pieces[0], sign("×"), pieces[1])),
        ]
        return lines(
            (f"{left[0]} = {by[0]}", f"{left[1]} = {by[1]}"), [row], f"{result} {relation(line)} {' × '.join(texts)}"
        )
    mean = "1/N " if divided > 1 else ""
    symbols = f"{left[0]} = {mean}Σ<sub>{letter}</sub> {by[0]}", f"{left[1]} = {mean}sum over {letter} of {by[1]}"
    note = f"{size:,} added" if divided == 1 else f"{size:,} added, × 1/{divided:,}"
    return bill(symbols, parts, looks, line, (result, look), note)


def only_sheet(symbol: Symbol, text: str, look: str) -> Sheet:
    """A number that is not worked out here."""
    return lines((f"{symbol[0]} =", f"{symbol[1]} ="), [(number(text, look, result=True),)], text)
