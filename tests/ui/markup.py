"""Reads markup back: what a test says about the picture is read from the text that goes to the browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder, tostring

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
    """The markup as one tree, its attributes as they are read."""
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


def groups(tree: Element) -> dict[str, Table]:
    """The tables of a walk's stage by the data-cells of the box that holds each; each is there once."""
    found = [element for element in tree.iter() if element.get("data-cells") and element.tag != "table"]
    held = [(element, element.find("table")) for element in found]
    by_key = {
        box.get("data-cells", ""): replace(_table(table), classes=classes(box), spoken=box.get("aria-label", ""))
        for box, table in held
        if table is not None
    }
    assert len(by_key) == len([table for _, table in held if table is not None])
    return by_key


def seen(markup: str) -> str:
    """Of a walk's markup what its step shows: nothing of other steps, nothing absent, nothing for paper alone."""
    tree = parse(markup)
    _leave_out(tree)
    return "".join(tostring(child, "unicode", method="html") for child in tree)


def _leave_out(element: Element) -> None:
    for child in list(element):
        of_other_steps = child.get("data-when", "").startswith("on ") and "on" not in classes(child)
        if of_other_steps or classes(child) & {"absent", "paper"}:
            element.remove(child)
        else:
            _leave_out(child)


def standing(element: Element) -> Iterator[Element]:
    """The elements of a walk that are there at its step: neither absent nor in something that is."""
    if "absent" not in classes(element):
        yield element
        for child in element:
            yield from standing(child)


def nodes(markup: str) -> dict[str, Element]:
    """The nodes of a tape by the tensor they belong to."""
    found = (element for element in parse(markup).iter() if "node" in classes(element))
    return {element.get("data-cells", "").removeprefix("n."): element for element in found}


def kept(markup: str | Element) -> list[str]:
    """What the frame of coeffs.grad holds: ["None"] or the numbers."""
    tree = parse(markup) if isinstance(markup, str) else markup
    (frame,) = (element for element in tree.iter() if element.get("data-cells") == "coeffs.grad")
    return [text(one) for one in standing(frame) if one.tag == "td" or "none" in classes(one)]


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
