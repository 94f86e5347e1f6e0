"""The line of light, open upward: down the left edge, round the turn under `loss`, and up the right edge.

It is lit as far as the walk has come. The stops of Forward stand on its left part, those of Backward on its right one,
each at the row that it is about; a stop leads to its step.
"""

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from ui.program.stage.drawing import Drawing
from ui.program.stage.plan import CHIP, HEAD, TURN
from ui.program.steps import running
from ui.walk.film.stops import stop, stops
from ui.walk.stage.tracks import Span

IN = 0.8
"""How far from the edge the line runs."""
APART = 1.5
"""The least distance between two stops."""
CALL = 10.5
"""The width of the call at the turn."""


def light(drawing: Drawing) -> Iterator[str]:
    """The line, and on it a dot a row where it has no stop."""
    plan, steps = drawing.plan, range(len(drawing.steps))
    forward = drawing.steps[0].direction == "forward"
    places = stops_at(drawing)
    everywhere = {"lit": steps}
    left, right, low, turn = IN, plan.width - IN, plan.bottom, plan.bottom + TURN - 0.9
    middle = plan.nodes.middle
    top = HEAD + 0.4
    if forward:
        for at, (start, end) in enumerate(pairwise(places), start=1):
            yield drawing.box(Span(left, 0), Span(start, end - start), "ray down", when=drawing.pen.since(at, "lit"))
        low_when = drawing.pen.since(len(steps) - 1, "lit")
        low = places[-1]
    else:
        yield drawing.box(Span(left, 0), Span(top, low - top), "ray down", when=everywhere)
        low_when = everywhere
    yield drawing.box(Span(left, middle - CALL / 2 - left), Span(low, turn - low), "ray down turn", when=low_when)
    first = plan.bottom - 0.6 if forward else places[0]
    lit = {} if forward else everywhere
    yield drawing.box(
        Span(middle + CALL / 2, right - middle - CALL / 2), Span(first, turn - first), "ray up turn", when=lit
    )
    if forward:
        yield drawing.box(Span(right, 0), Span(top, first - top), "ray up")
    else:
        for at, (near, far) in enumerate(pairwise(places), start=1):
            yield drawing.box(Span(right, 0), Span(far, near - far), "ray up", when=drawing.pen.since(at, "lit"))
        if places[-1] > top:
            yield drawing.box(Span(right, 0), Span(top, places[-1] - top), "ray up")
        yield from _dots(drawing, left)
    yield _call(drawing, middle, turn)


def half_lit(drawing: Drawing) -> Iterator[str]:
    """The line of a program that has run forward alone, with a dot a row."""
    plan, lit = drawing.plan, {"lit": range(len(drawing.steps))}
    left, right, low, turn = IN, plan.width - IN, plan.bottom, plan.bottom + TURN - 0.9
    middle, top = plan.nodes.middle, HEAD + 0.4
    yield drawing.box(Span(left, 0), Span(top, low - top), "ray down", when=lit)
    yield drawing.box(Span(left, middle - CALL / 2 - left), Span(low, turn - low), "ray down turn", when=lit)
    yield drawing.box(Span(middle + CALL / 2, right - middle - CALL / 2), Span(low, turn - low), "ray up turn")
    yield drawing.box(Span(right, 0), Span(top, low - top), "ray up")
    yield from _dots(drawing, left)
    yield _call(drawing, middle, turn)


def _dots(drawing: Drawing, left: float) -> Iterator[str]:
    return (drawing.box(Span(left, 0), Span(row.middle, 0), "dot") for row in drawing.plan.rows)


def _call(drawing: Drawing, middle: float, turn: float) -> str:
    return drawing.box(Span(middle - CALL / 2, CALL), Span(turn - 0.8, 1.6), "calls", "<code>loss.backward()</code>")


def line_stops(drawing: Drawing) -> str:
    """The stops, as buttons that lead to their steps; on a narrow screen they stand in the dock."""
    forward = drawing.steps[0].direction == "forward"
    x = IN if forward else drawing.plan.width - IN
    drawn = "".join(_stop(drawing, at, x, y) for at, y in enumerate(stops_at(drawing)))
    return stops("up" if forward else "down", drawn)


def _stop(drawing: Drawing, at: int, x: float, y: float) -> str:
    title = drawing.steps[at].title
    return stop(drawing.pen, at, title, title, f'title="{escape(title)}" style="--x:{x:.4g};--y:{y:.4g}"')


def stops_at(drawing: Drawing) -> list[float]:
    """Where the stops stand: at the row that a step is about, in their order, and apart."""
    plan, found = drawing.plan, list[float]()
    forward = drawing.steps[0].direction == "forward"
    for at, step in enumerate(drawing.steps):
        if forward:
            y = plan.row_of(step.value).middle if at else HEAD + 0.4
            if found and y - found[-1] < APART:
                y = found[-1] + APART
        else:
            y = _backward(drawing, at)
            if found and found[-1] - y < APART:
                y = found[-1] - APART
        found.append(y)
    return found


def _backward(drawing: Drawing, at: int) -> float:
    plan, step = drawing.plan, drawing.steps[at]
    node = running(drawing.story, step)
    if node is None:
        return plan.bottom + 0.2
    if node.held is not None and (leaf := plan.leaf_of(step.value)) is not None:
        return leaf[2] + CHIP / 2
    return plan.row_of(step.value).middle
