"""Where a card finds room: the free place of its size that is nearest to what it is about."""

from collections.abc import Iterator, Sequence

from ui.program.stage.drawing import Drawing
from ui.program.stage.plan import ACCUMULATE, CHIP, EDGE, HEAD, ROW, TITLE
from ui.walk.stage.tracks import Span

Box = tuple[Span, Span]
AROUND, TIGHT = 0.4, 0.05
"""How much stays free around a card, where there is room and where there is little."""
FAR = 24
"""How far off a card may stand, up or down, beyond its own height."""
HIDES = 100
"""How far a card would rather stand away than hide one unit of what is there."""


def taken(drawing: Drawing, at: int) -> list[Box]:
    """What stands right of the nodes at a step."""
    plan, found = drawing.plan, list[Box]()
    filled = drawing.steps[at].filled
    for row in plan.rows:
        total = plan.gradient(row.value)
        there = {f"g.{row.value}", f"a.{row.value}.0"} & filled
        if there and total is not None:
            wide = max(plan.grad_wide(row.grid, total) + (7 if row.arrivals > 1 else 0), plan.slope_name_wide(row))
            top = row.y.at if row.label else row.rows.at
            found.append((Span(plan.gradients, wide), Span(top, row.grads.end - top)))
        y = row.y.at
        for leaf in row.leaves:
            there = {f"g.{leaf.value}", f"a.{leaf.value}.0"} & filled
            wide, pill = plan.kept_wide(leaf), 0.0
            if there:
                pill = plan.pill_wide(leaf) + 0.8 + plan.slope_wide(row, leaf)
            chips = (ACCUMULATE if leaf.tall else ACCUMULATE + 0.8 + wide) + pill
            high = leaf.height - 0.45 if leaf.arrivals > 1 and there else CHIP
            found.append((Span(plan.right - chips, chips), Span(y, high)))
            if leaf.tall:
                found.append((Span(plan.right - wide, wide), Span(y, CHIP + TITLE + len(leaf.grid.rows) * ROW + 0.35)))
            y += leaf.height
    return found


def room(
    drawing: Drawing, size: tuple[float, float], near: tuple[float, float], boxes: Sequence[Box]
) -> tuple[float, float]:
    """The left and upper edge of the place that hides least, and of several the nearest to a point.

    Args:
        drawing: the stage.
        size: how wide and how high it is.
        near: where its left edge's middle should stand best.
        boxes: what it should not lie on.
    """
    plan, (wide, high) = drawing.plan, size
    boxes = [box for box in boxes if abs(box[1].middle - near[1]) < 2 * high + FAR]
    most, lowest = max(plan.gradients, plan.width - EDGE - wide), max(HEAD, plan.bottom - high)

    def within(x: float, y: float) -> tuple[float, float]:
        return min(max(x, plan.gradients), most), min(max(y, HEAD), lowest)

    def worse(place: tuple[float, float]) -> float:
        x, y = place
        away = abs(x - near[0]) + 1.5 * abs(y + high / 2 - near[1])
        return away + HIDES * hidden(place, size, boxes)

    places = {within(*each) for each in _edges(boxes, size, near)}
    return min((each for each in places if abs(each[1] + high / 2 - near[1]) <= high / 2 + FAR), key=worse)


def hidden(place: tuple[float, float], size: tuple[float, float], boxes: Sequence[Box]) -> float:
    """How much of what is there a card hides."""
    return sum(_hidden(place, size, box) for box in boxes)


def _edges(boxes: Sequence[Box], size: tuple[float, float], near: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Places at the edges of what is there."""
    wide, high = size
    xs = {near[0], *(x.end + AROUND for x, _ in boxes), *(x.at - AROUND - wide for x, _ in boxes)}
    ys = {near[1] - high / 2}
    for _, y in boxes:
        ys |= {y.end + AROUND, y.end + TIGHT, y.at - AROUND - high, y.at - TIGHT - high}
    return ((x, y) for x in xs for y in ys)


def _hidden(place: tuple[float, float], size: tuple[float, float], box: Box) -> float:
    """How much of a box a card would hide."""
    (left, top), (wide, high), (x, y) = place, size, box
    across, down = min(left + wide, x.end) - max(left, x.at), min(top + high, y.end) - max(top, y.at)
    return across * down if across > 0 and down > 0 else 0.0
