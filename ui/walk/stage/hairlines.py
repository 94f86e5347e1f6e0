"""Thin lines from what a step reads to the card that works with it: from the ringed cell, or from all that is added."""

from collections.abc import Iterator
from dataclasses import dataclass

from core import BackwardStep
from ui.walk.stage.drawing import Drawing
from ui.walk.stage.lanes import DOUBLE
from ui.walk.stage.tracks import CALL, CALLED, ROW, RULE, TOTAL, Span, operand_of
from ui.walk.tape.cells import axes_of
from ui.walk.tape.steps import TapeStep

ASIDE, UNDER, INSIDE = 0.46, 0.22, 1.4
"""How far a line runs beside a table and over the card, and how far from the card's edge it enters it."""
GAP, EDGE = 1.4, 0.05
"""How wide a gap between columns is, and what is no distance."""


@dataclass(frozen=True)
class _Table:
    """Where a tensor's numbers stand, and along which axes."""

    x: Span
    y: Span
    axes: str


def hairlines(drawing: Drawing, at: int, card: Span) -> Iterator[str]:
    """Those of one step.

    Args:
        drawing: the stage.
        at: the step.
        card: from where to where its card reaches.
    """
    tables, step = _tables(drawing), drawing.steps[at]
    made = [tables[key] for key in step.made if key in tables and key[:2] != "l."]
    for key in sorted(_sources(step) & tables.keys()):
        adds = bool(made) and not set(tables[key].axes) <= set("".join(table.axes for table in made))
        for x, y, classes in _lines(drawing, tables[key], card, adds=adds):
            yield drawing.box(x, y, f"hair {classes}", when=drawing.pen.only(at))


def _sources(step: TapeStep) -> set[str]:
    """What the card of a step is worked out from."""
    if step.direction == "forward":
        return {key for key in step.now - step.made if key.startswith("v.")}
    read = {key for key in step.now if key.startswith("g.")} - step.made
    return read | {key for key in step.made if key.startswith("l.")}


def _lines(drawing: Drawing, table: _Table, card: Span, *, adds: bool) -> Iterator[tuple[Span, Span, str]]:
    """From a table down to the card, behind which they end."""
    tracks = drawing.tracks
    turn, top = tracks.card_top - UNDER, tracks.card_top + 0.1
    if table.x == tracks.leaf and table.y.end > tracks.band:  # the card stands beside these
        yield from _beside(drawing, table, card)
        return
    whole = adds or not table.axes
    cell = table.x if whole else _column(drawing, table)
    left = _leaves_left(table.x, cell, card)
    x = cell.middle if whole else (cell.at if left else cell.end) + _aside(table.x, cell, left=left)
    start = table.y.end if whole else _row(drawing, table).middle
    if start < tracks.call < turn and x > tracks.width - CALL:
        start = tracks.call + CALLED  # below the words of the call
    if not whole:
        edge = cell.at if left else cell.end
        yield Span(min(edge, x), abs(x - edge)), Span(start, 0), "along"
    into = max(card.at + INSIDE, min(x, card.end - INSIDE))
    if abs(into - x) < 0.05:
        yield Span(x, 0), Span(start, top - start), "left"
        return
    yield Span(x, 0), Span(start, turn - start), "left"
    side = "left" if into < x else "right"
    yield Span(min(x, into), abs(into - x)), Span(turn, top - turn), f"along {side}"


def _beside(drawing: Drawing, table: _Table, card: Span) -> Iterator[tuple[Span, Span, str]]:
    """From a table at the left of the card, straight or over its edge."""
    tracks, start, y = drawing.tracks, table.x.end, table.y.middle
    if table.y.end < tracks.card_top + 1:  # from the double rule, under which all are added
        y, rule = tracks.card_top + 1, tracks.rule + DOUBLE
        yield Span(start, 2 * ASIDE), Span(rule, y - rule), "along right"
        start += 2 * ASIDE
    yield Span(start, card.middle - start), Span(y, 0), "along"


def _leaves_left(table: Span, cell: Span, card: Span) -> bool:
    """On which side of a cell its line goes down: outside of the table where it stands at an edge."""
    first, last = cell.at - table.at < EDGE, table.end - cell.end < EDGE
    return first if first != last else card.middle < cell.middle


def _aside(table: Span, cell: Span, *, left: bool) -> float:
    """Beside the table at its edges, between two columns else."""
    if left:
        return -ASIDE if cell.at - table.at < EDGE else 0.0
    return ASIDE if table.end - cell.end < EDGE else 0.0


def _column(drawing: Drawing, table: _Table) -> Span:
    """From where to where the chosen column reaches."""
    view = drawing.story.view
    columns = view.columns if "j" in table.axes else (0,)
    width = (table.x.size - GAP * columns.count(None)) / (len(columns) - columns.count(None))
    at = table.x.at
    for column in columns:
        if column == (view.j if "j" in table.axes else 0):
            break
        at += GAP if column is None else width
    return Span(at, width)


def _row(drawing: Drawing, table: _Table) -> Span:
    """From where to where the chosen row reaches."""
    view = drawing.story.view
    return Span(table.y.at + view.rows.index(view.i) * drawing.row, drawing.row) if "i" in table.axes else table.y


def _tables(drawing: Drawing) -> dict[str, _Table]:
    """By key, the tables of the stage."""
    tracks, scenario = drawing.tracks, drawing.story.scenario
    rows = Span(tracks.values, tracks.rows)
    found = {"v.coeffs": _Table(tracks.leaf, Span(tracks.values - ROW, ROW), "j")}
    for column in tracks.columns:
        step, axes = column.step, axes_of(column.step.value)
        found[f"v.{step.name}"] = _Table(column.made, rows if axes else Span(tracks.values, ROW), axes)
        if name := operand_of(step):
            found[f"v.{name}"] = _Table(column.inner, rows, axes_of(getattr(scenario, name)))
        found |= _gradients(drawing, column.back, column.made, column.inner)
    found["g.contributions"] = _Table(tracks.leaf, Span(tracks.gradients, tracks.rows), "ij")
    found["g.total"] = _Table(tracks.leaf, Span(tracks.rule + RULE, TOTAL), "j")
    return found


def _gradients(drawing: Drawing, back: BackwardStep, made: Span, inner: Span) -> dict[str, _Table]:
    tracks, axes = drawing.tracks, axes_of(back.grad_in)
    rows = Span(tracks.gradients, tracks.rows)
    found = {f"g.{back.tensor}": _Table(made, rows if axes else Span(tracks.gradients, ROW), axes)}
    if back.local is not None and back.local.ndim:
        found[f"l.{back.tensor}"] = _Table(inner, rows, axes_of(back.local))
    return found
