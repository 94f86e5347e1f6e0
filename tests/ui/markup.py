"""Reads markup back: what a test says about the picture is read from the text that goes to the browser."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = {"br", "col", "hr", "img", "input", "link", "meta"}


class _Reader(HTMLParser):
    """Builds a tree; a tag that is not closed, or closed twice, is an error."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


@dataclass(frozen=True)
class Cell:
    """One cell of a table."""

    text: str
    classes: frozenset[str]


@dataclass(frozen=True)
class Table:
    """One tensor as it is drawn; bars beside its cells are left out."""

    classes: frozenset[str]
    spoken: str
    width: str
    headers: list[str]
    rows: list[list[Cell]]

    @property
    def texts(self) -> list[list[str]]:
        return [[cell.text for cell in row] for row in self.rows]


def parse(markup: str) -> Element:
    """The markup as one tree."""
    reader = _Reader()
    reader.feed(f"<root>{markup}</root>")
    reader.close()
    assert reader.open == []
    return reader.builder.close()


def classes(element: Element) -> frozenset[str]:
    return frozenset(element.get("class", "").split())


def text(element: Element) -> str:
    """All text in an element, spaces as a browser would show them."""
    return " ".join("".join(element.itertext()).split())


def texts(markup: str, name: str) -> list[str]:
    """The text of every element of a class."""
    return [text(element) for element in parse(markup).iter() if name in classes(element)]


def tables(markup: str) -> dict[str, Table]:
    """The tables of a tape by their data-cells; each is there once."""
    found = [element for element in parse(markup).iter("table") if element.get("data-cells")]
    by_key = {element.get("data-cells", ""): _table(element) for element in found}
    assert len(by_key) == len(found)
    return by_key


def nodes(markup: str) -> dict[str, Element]:
    """The nodes of a tape by the tensor they belong to."""
    found = (element for element in parse(markup).iter() if "node" in classes(element))
    return {element.get("data-cells", "").removeprefix("n."): element for element in found}


def kept(markup: str) -> list[str]:
    """What the frame of coeffs.grad holds: ["None"] or the numbers."""
    (frame,) = (element for element in parse(markup).iter() if element.get("data-cells") == "coeffs.grad")
    inside = [text(cell) for cell in frame.iter("td")]
    return inside or [text(element) for element in frame.iter() if "none" in classes(element)]


def _table(element: Element) -> Table:
    width = re.search(r"--w:\s*(\d+ch)", element.get("style", ""))
    cells = [[cell for cell in row.iter("td") if "bar" not in classes(cell)] for row in element.iter("tr")]
    return Table(
        classes(element),
        element.get("aria-label", ""),
        width[1] if width else "",
        [text(header) for header in element.iter("th")],
        [[Cell(text(cell), classes(cell)) for cell in row] for row in cells],
    )
