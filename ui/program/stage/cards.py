"""The cards of a step: its worked numbers, each at the free place nearest to what it is about."""

from collections.abc import Iterator
from html import escape

from ui.program.stage.drawing import Drawing
from ui.program.stage.room import Box, hidden, room, taken
from ui.program.stage.sheets import Sheet, drawn
from ui.program.stage.working import worked
from ui.program.steps import running
from ui.walk.stage.tracks import Span

PADDING, BESIDE = 0.9, 0.6
"""What a card has beside and above its lines, and how far beside a table it stands best."""
HIDES = 0.1
"""How much a card with all samples may hide; one that would hide more shows the chosen sample alone."""
AWAY, INSIDE = 8, 1
"""How far up or down a card stands from what it is about before a thin line leads there, and how far in it ends."""


def cards(drawing: Drawing) -> str:
    """A card for each number that a step works out; only those of the step are seen."""
    found = list[str]()
    for at, step in enumerate(drawing.steps):
        boxes = taken(drawing, at)
        for sheet, value in worked(drawing.story, step):
            shown, near = sheet, _near(drawing, at, value)
            wide, high = _size(shown)
            x, y = room(drawing, (wide, high), near, boxes)
            if hidden((x, y), (wide, high), boxes) > HIDES and sheet.chosen is not sheet:
                shown = sheet.chosen
                wide, high = _size(shown)
                x, y = room(drawing, (wide, high), near, boxes)
            boxes.append((Span(x, wide), Span(y, high)))
            if abs(y + high / 2 - near[1]) > AWAY:
                found += _lines(drawing, at, near, boxes[-1])
            body = f'<p class="spoken">{escape(sheet.spoken)}</p><div aria-hidden="true">{drawn(shown)}</div>'
            style = f'style="--x:{x:.4g};--y:{y:.4g};--w:{wide:.4g};--h:{high:.4g}"'
            found.append(drawing.pen.tag("div", "at card", drawing.pen.only(at), body, style))
    return f'<div class="cards">{"".join(found)}</div>'


def _lines(drawing: Drawing, at: int, near: tuple[float, float], card: Box) -> Iterator[str]:
    """From what a card is about to the card, behind the tables on its way."""
    x, y = card
    across = min(max(near[0], x.at + INSIDE), x.end - INSIDE)
    start, end = (near[1], y.at) if y.at > near[1] else (y.end, near[1])
    only, hidden_ = drawing.pen.only(at), ' aria-hidden="true"'
    yield drawing.box(Span(across, 0), Span(start, end - start), "hair left", when=only, extra=hidden_)
    left, right = sorted((near[0] - BESIDE, across))
    yield drawing.box(Span(left, right - left), Span(near[1], 0), "hair along", when=only, extra=hidden_)


def _size(sheet: Sheet) -> tuple[float, float]:
    wide, high = sheet.size
    return wide + PADDING, high + PADDING


def _near(drawing: Drawing, at: int, value: int) -> tuple[float, float]:
    """Beside the node in the forward walk, beside what is made in the backward one; of a leaf, beside what arrives."""
    plan, step = drawing.plan, drawing.steps[at]
    node = running(drawing.story, step)
    if node is not None and node.held is not None and (leaf := plan.leaf_of(step.value)) is not None:
        return plan.right - plan.kept_wide(leaf[1]) - 10, leaf[2] + 1
    row = plan.row_of(step.value if plan.leaf_of(value) else value)
    total = plan.gradient(row.value)
    wide = plan.grad_wide(row.grid, total) if step.direction == "backward" and total is not None else 0
    return plan.gradients + wide + BESIDE, row.middle
