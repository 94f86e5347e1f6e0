"""Reads the timeline back from its markup: what a reader sees after each call."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tests.ui.markup import classes, parse, text


@dataclass(frozen=True)
class Told:
    """One call as it is drawn.

    Attributes:
        code: its code.
        grad: the numbers of the chosen leaf's .grad that are drawn, or ["None"].
        coeffs: the numbers of the leaf that are drawn.
        loss: the number of the loss, or "not yet".
        graph: the state of the graph.
        same: which of the parts it left as they were.
        said: what torch said.
        voice: the page's own line; "" for none.
        looked: whether it is the call that is looked at.
        ahead: whether it comes after that one.
    """

    code: str
    grad: list[str]
    coeffs: list[str]
    loss: str
    graph: str
    same: set[str]
    said: list[str]
    voice: str
    looked: bool
    ahead: bool


def runs(markup: str) -> list[list[Told]]:
    """The runs that stand on a page, each from its start to its newest call."""
    return [[_call(item) for item in _of(run, "life-call")] for run in _of(parse(markup), "life-timeline")]


def run(markup: str) -> list[Told]:
    """The one run of a page."""
    (only,) = runs(markup)
    return only


def lanes(markup: str) -> list[tuple[str, bool, list[str]]]:
    """Of each graph that is drawn: the sentence about it, whether it is dimmed, and its nodes."""
    return [
        (
            text(next(_of(graph, "life-truth"))),
            any(True for _ in _of(graph, "life-freed")),
            [text(node) for way in _of(graph, "life-way") for node in way.iter("span")],
        )
        for graph in _of(parse(markup), "life-graph")
    ]


def _of(element: Element, name: str) -> Iterator[Element]:
    return (inside for inside in element.iter() if name in classes(inside))


def _call(item: Element) -> Told:
    parts = {text(next(_of(part, "life-name"))): part for part in _of(item, "life-part")}
    (code,) = item.iter("pre")
    grad, leaf = list(parts)[:2]  # named for the chosen leaf
    return Told(
        text(code),
        _numbers(parts[grad]) or [text(next(_of(parts[grad], "life-none")))],
        _numbers(parts[leaf]),
        "".join(_numbers(parts["loss"])) or text(next(_of(parts["loss"], "life-yet"))),
        text(next(_of(parts["graph"], "life-state"))),
        {name for name, part in parts.items() if "life-same" in classes(part)},
        [text(said) for said in _of(item, "life-said")],
        "".join(text(voice) for voice in _of(item, "life-voice")),
        "life-now" in classes(item),
        "life-ahead" in classes(item),
    )


def _numbers(part: Element) -> list[str]:
    return [text(cell) for cell in part.iter("td")]
