"""Thin lines lead from what a card works with into the card, and run between numbers, never through one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from core import LOSSES, PRESETS
from tests.ui.markup import classes, parse
from tests.ui.walk.film.films import marks
from tests.ui.walk.tape.cases import walks
from ui.walk.stage.drawing import Drawing
from ui.walk.stage.stage import drawing_of, stage
from ui.walk.tape.story import Story, tell

GAP, NEAR = 1.4, 0.1
PLACES = {"article-2x2": (1, 1), "mixed-4x2": (2, 0), "article-1000x10": (500, 5)}
SOURCES = {
    "forward": ["", "v.coeffs v.t_indep", "v.products", "v.preds v.t_dep", "v.residuals", "v.errors"],
    "backward": [
        "",
        "g.loss",
        "g.errors l.errors",
        "g.residuals",
        "g.preds",
        "g.products l.products",
        "g.contributions",
        "g.total",
    ],
}
"""By walk, what the card of each step is worked out from, where one call makes the errors."""


@dataclass(frozen=True)
class Box:
    """From where to where something reaches, at which steps."""

    element: Element
    left: float
    top: float
    right: float
    bottom: float
    steps: frozenset[int]


def boxes(tree: Element, name: str) -> list[Box]:
    """Those of a class, with the steps at which they are seen."""
    found = []
    for one in tree.iter():
        if name in classes(one):
            x, y, w, h = (float(re.findall(rf"--{axis}:(-?[\d.]+)", one.get("style", ""))[0]) for axis in "xywh")
            found.append(Box(one, x, y, x + w, y + h, frozenset(marks(one).get("on", ()))))
    return found


def drawn() -> Iterator[tuple[Story, Drawing, Element]]:
    """Both walks of small and large problems, with each loss."""
    for preset, (i, j) in PLACES.items():
        for loss in LOSSES:
            story = tell(PRESETS[preset].build().replace(loss=loss), i, j)
            for steps in walks(story):
                drawing = drawing_of(story, steps, 0)
                yield story, drawing, parse(stage(drawing))


def tables(tree: Element) -> dict[str, Box]:
    """By cells, the box of their group, down to the end of the last row."""
    return {box.element.get("data-cells", ""): box for box in boxes(tree, "group")}


def test_lines_run_from_each_table_that_the_card_works_with_into_the_card() -> None:
    for story, drawing, tree in drawn():
        groups, hairs = tables(tree), boxes(tree, "hair")
        beneath = {"g.loss": boxes(tree, "call"), "g.contributions": boxes(tree, "rule")}  # what stands right under it
        cards = {step: card for card in boxes(tree, "card") for step in card.steps}
        direction = drawing.steps[0].direction
        known = SOURCES[direction] if story.scenario.loss in ("mae", "mse", "huber") else []
        for at, step in enumerate(drawing.steps):
            lines = [each for each in hairs if at in each.steps]
            assert bool(lines) == (at > 0), step.title  # at the start nothing is read
            for key in known[at].split() if known else []:
                from_here = [groups[key], *beneath.get(key, ())]
                starts = [line for line in lines if any(_touches(line, each) for each in from_here)]
                assert starts, (story.scenario.name, step.title, key)
            if lines:
                card = cards[at]
                assert [line for line in lines if _touches(line, card)], (story.scenario.name, step.title)


def _touches(line: Box, other: Box) -> bool:
    across = min(line.right, other.right) - max(line.left, other.left)
    down = min(line.bottom, other.bottom) - max(line.top, other.top)
    return across >= -0.3 and down >= -0.3


def test_no_line_runs_through_a_number() -> None:
    """Upright they run beside a table or between two of its columns."""
    for story, drawing, tree in drawn():
        columns = [(key, box, _edges(story, box)) for key, box in tables(tree).items()]
        for line in boxes(tree, "hair"):
            if line.bottom - line.top < NEAR:
                continue
            side = {"left": line.left, "right": line.right}
            (x,) = (side[name] for name in ("left", "right") if name in classes(line.element))
            for key, box, edges in columns:
                there = any(key in drawing.steps[at].filled for at in line.steps)
                if there and min(line.bottom, box.bottom) - max(line.top, box.top) > NEAR and edges[0] < x < edges[-1]:
                    assert min(abs(x - edge) for edge in edges) < NEAR, (story.scenario.name, key, line)


def _edges(story: Story, box: Box) -> list[float]:
    """Where the columns of a table begin, and where the last one ends."""
    axes = box.element.get("data-axes", "")
    slots = story.view.columns if "j" in axes else (0,)
    width = (box.right - box.left - GAP * slots.count(None)) / (len(slots) - slots.count(None))
    edges = [box.left]
    for slot in slots:
        edges.append(edges[-1] + (GAP if slot is None else width))
    return edges
