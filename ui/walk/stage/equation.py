"""One equation in rows, the result first and then what it is made of: symbols above, numbers below."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from latex2mathml.converter import convert

from ui.walk.formula.digits import ABOUT, EQUAL

_NEGATIVE = re.compile(r"(?<=[({|,])\s*-(\d[\d.]*)")
"""The sign of a number; one between two numbers takes more room."""
SIGNS = {EQUAL: "=", ABOUT: "≈"}


@dataclass(frozen=True)
class Worked:
    """One equation in rows of equally many pieces.

    Attributes:
        rows: the pieces as markup, the symbols first; "" for an empty place.
        spoken: the same in one line of text, for a screen reader.
    """

    rows: tuple[tuple[str, ...], ...]
    spoken: str


class Line:
    """Collects the pieces of an equation, a column at a time."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.columns: list[tuple[str, ...]] = []
        self.symbols: list[str] = []
        self.numbers: list[str] = []

    def sign(self, symbols: str, *below: str) -> None:
        """A sign between two pieces, in each row."""
        self.columns.append(tuple(f"<s>{escape(text)}</s>" if text else "" for text in (symbols, *below)))
        self._speak(symbols, below[-1] if below else symbols)

    def piece(self, symbol: str, spoken: str, *below: str, said: str) -> None:
        """A piece: its symbol as markup and as text, and its numbers as markup and as text."""
        self.columns.append((symbol, *below))
        self._speak(spoken, said)

    def done(self) -> Worked:
        """The equation; a column without a second row of numbers has its number in the last one."""
        depth = max(map(len, self.columns))
        padded = [(first, *[""] * (depth - 1 - len(rest)), *rest) for first, *rest in self.columns]
        said = (" ".join(filter(None, pieces)) for pieces in (self.symbols, self.numbers))
        return Worked(tuple(zip(*padded, strict=True)), ": ".join(said))

    def _speak(self, symbol: str, number: str) -> None:
        self.symbols.append(symbol)
        self.numbers.append(number)


def entry(tensor: str, *index: int | str) -> tuple[str, str]:
    """An entry as markup, and as Python writes it."""
    places = [str(place) for place in index]
    return f"{escape(tensor)}<sub>{','.join(places)}</sub>", f"{tensor}[{', '.join(places)}]"


def slope(tensor: str, *index: int | str) -> tuple[str, str]:
    """The derivative of the loss with respect to one entry, as markup and as text."""
    if not index:
        return f"∂L/∂{escape(tensor)}", f"∂L/∂{tensor}"
    markup, text = entry(tensor, *index)
    return f"∂L/∂{markup}", f"∂L/∂{text}"


@lru_cache(maxsize=4096)
def maths(latex: str) -> str:
    """A formula as MathML."""
    made: str = convert(_NEGATIVE.sub(r"\\text{−\1}", latex))
    return made
