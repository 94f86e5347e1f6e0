"""A worked number as lines of pieces: symbols, below them numbers as in their cells, and of a bill the total."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from ui.walk.formula.digits import Line, Writer
from ui.walk.formula.sums import Term
from ui.walk.stage.equation import SIGNS

LETTER, DIGIT, PADDING, BESIDE = 0.36, 0.58, 0.75, 0.45
SYMBOLS, HIGH, TOTAL = 1.25, 1.36, 1.75
"""The width of a letter, of a digit, and of what stands round a number and beside a piece; the heights of the parts."""

Symbol = tuple[str, str]
"""A symbol as markup, and as it is read out."""


@dataclass(frozen=True)
class Sheet:
    """One equation of a card.

    Attributes:
        head: the symbols, as markup.
        lines: the numbers: lines of equally many pieces of markup.
        total: of a bill what stands before its result, the sign and the result, as markup; () for none.
        spoken: the same as one text.
        width: how wide the widest of its lines is.
        alone: which of several lines is the chosen entry's; -1 where they say something together alone.
    """

    head: str
    lines: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]
    spoken: str
    width: float
    alone: int = -1

    @property
    def chosen(self) -> "Sheet":
        """The chosen line alone, where there are several of which each says all; else the same."""
        return self if self.alone < 0 else replace(self, lines=(self.lines[self.alone],), alone=-1)

    @property
    def size(self) -> tuple[float, float]:
        """About how wide and how high it is."""
        high = SYMBOLS + len(self.lines) * HIGH + (TOTAL if self.total else 0)
        return self.width, high


def number(text: str, look: str, *, result: bool = False) -> str:
    """A number in the form of its cell."""
    return f'<b class="n {look}{" result" if result else ""}">{escape(text)}</b>'


def sign(text: str) -> str:
    """A sign between two pieces."""
    return f"<s>{escape(text)}</s>"


def relation(line: Line) -> str:
    """The sign that a line was found to hold with."""
    return said(line.sign)


def said(sign_: str) -> str:
    """A sign of `ui.walk.formula.digits` as text."""
    return SIGNS.get(sign_) or f"= ({sign_.partition('text{')[2].partition('}')[0]})"


def signed(write: Writer, x: float) -> str:
    """A gradient's number, with its sign."""
    text = write.words(x)
    return text if x <= 0 or text.startswith(("−", "nan")) else f"+{text}"


def lines(head: Symbol, rows: Sequence[Sequence[str]], spoken: str, alone: int = -1) -> Sheet:
    """An equation a line.

    Args:
        head: the symbols of all of them.
        rows: the pieces of each.
        spoken: the chosen one as text.
        alone: which of several is that.
    """
    widest = max(_wide(head[:1]), *map(_wide, rows))
    return Sheet(
        head[0], tuple(tuple(row) for row in rows), (), f"{head[1]}: {spoken}", widest, alone if len(rows) > 1 else -1
    )


def bill(
    head: Symbol,
    parts: Sequence[Term],
    looks: Sequence[str],
    line: Line,
    result: tuple[str, str],
    note: str,
) -> Sheet:
    """Contributions one under the other, a double rule, and their total.

    Args:
        head: the symbols.
        parts: the contributions, each a number or a product of two.
        looks: how the factors look.
        line: how the numbers are written.
        result: the total as text, and how it looks.
        note: what stands before the total.
    """
    rows, spoken = [], []
    for part in parts:
        texts = [
            signed(line.write, factor) if look == "gradient" else line.write.words(factor)
            for factor, look in zip(part.factors, looks, strict=False)
        ]
        if part.left_out:
            rows.append(_left_out(part, texts[0], len(looks)))
            spoken.append(f"{texts[0]} for {part.left_out:,} more")
            continue
        pieces = [number(text, look) for text, look in zip(texts, looks, strict=True)]
        rows.append(tuple(pieces) if len(pieces) == 1 else (pieces[0], sign("×"), pieces[1]))
        spoken.append(" × ".join(texts))
    total = (escape(note), sign(relation(line)), number(result[0], result[1], result=True))
    widest = max(
        _wide(head[:1]),
        *map(_wide, rows),
        _wide(total),
    )
    text = f"{head[1]}: {' + '.join(spoken)}, {note} {relation(line)} {result[0]}"
    return Sheet(head[0], tuple(rows), total, text, widest)


def _left_out(part: Term, text: str, factors: int) -> tuple[str, ...]:
    """What is left out of a bill, added up."""
    if factors == 1:
        return (number(f"{text} ({part.left_out:,} more)", "plain"),)
    return number(text, "plain"), "", sign(f"{part.left_out:,} more")


def drawn(sheet: Sheet) -> str:
    """An equation as markup."""
    columns = len(sheet.lines[0])
    head = f'<div class="symbols">{sheet.head}</div>' if sheet.head else ""
    body = "".join(f"<span>{piece}</span>" for line in sheet.lines for piece in line)
    total = ""
    if sheet.total:
        total = f'<div class="total">{"".join(f"<span>{piece}</span>" for piece in sheet.total)}</div>'
    return f'<div class="equation">{head}<div class="lines" style="--c:{columns}">{body}</div>{total}</div>'


def _wide(pieces: Sequence[str]) -> float:
    """How wide some pieces are that stand beside each other."""
    return sum(
        _seen(piece) * DIGIT + PADDING if 'class="n' in piece else _seen(piece) * LETTER for piece in pieces
    ) + BESIDE * (len(pieces) - 1)


def _seen(piece: str) -> int:
    """How many letters of a piece are seen."""
    return sum(len(part.partition(">")[2]) for part in f">{piece}".split("<"))
