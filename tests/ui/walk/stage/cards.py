"""Reads a card's equation back from its markup, as a reader would from the screen."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.ui.markup import classes, parse, text
from tests.ui.walk.holding import Side, value
from ui.walk.stage.equation import Worked

DTYPE = re.compile(r"= \((float\d\d)\)")
MORE = re.compile(r" ?\([\d,]+ more\)")
WRITTEN = {"−": "-", "×": "*", "·": "*", "\N{LEFT CURLY BRACKET}": ""}


def equations(made: Worked) -> Iterator[list[Side]]:
    """The equation in the last row, its result last, and each that is worked out above a number of it."""
    _, *numbers = made.rows
    result, *rest = (parse(piece) for piece in numbers[-1])
    if not rest:
        yield [Side("", ascii_of(result))]
        return
    equals, *pieces = rest
    gaps = any(MORE.search(text(piece)) for piece in pieces)
    written = " ".join(ascii_of(piece) for piece in pieces)
    yield [Side("", written, gaps), Side(_sign(text(equals)), ascii_of(result))]
    for row in numbers[:-1]:
        for above, below in zip(row, numbers[-1], strict=True):
            tree = parse(above)
            for formula in tree.iter("math"):
                (sign,) = tree.iter("i")
                yield [Side("", ascii_of(formula)), Side(_sign(text(sign)), ascii_of(parse(below)))]


def _sign(said: str) -> str:
    found = DTYPE.fullmatch(said)
    return found[1] if found else said


def ascii_of(cell: Element) -> str:
    """A piece as plain text: a number, a sign, or a formula."""
    formula = next(cell.iter("math"), None)
    if formula is not None:
        return _plain(_formula(formula))
    said = _plain(MORE.sub("", text(cell)))
    negative = any("n" in classes(one) for one in cell.iter()) and said.startswith("-")
    return f"({said})" if negative else said.removeprefix("+") if len(said) > 1 else said


def _plain(said: str) -> str:
    for sign, plain in WRITTEN.items():
        said = said.replace(sign, plain)
    return said


def _formula(element: Element) -> str:
    parts = [_formula(child) for child in element]
    if element.tag == "mfrac":
        return f"(({parts[0]})/({parts[1]}))"
    if element.tag == "msup":
        return f"{parts[0]}^{parts[1]}"
    if element.tag == "mtable":
        return _case(element)
    if parts:
        return _absolute("".join(parts))
    return element.text or ""


def _absolute(written: str) -> str:
    """Bars in pairs."""
    return re.sub(r"\|([^|]*)\|", r"abs(\1)", written)


def _case(table: Element) -> str:
    """The formula of the case that holds; of two, the second is what remains."""
    (formula, condition), (other, _) = ([_formula(cell) for cell in row] for row in table)
    size, _, bound = _plain(condition).partition("≤")
    known, limit = value(size), value(bound)
    if known is None or limit is None:
        return formula + condition
    return formula if known <= limit else other
