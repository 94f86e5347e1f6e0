"""The cards of a step: its worked numbers, each at the free place nearest to what it is about."""

from html import escape

from ui.program.stage.drawing import Drawing
from ui.program.stage.room import hidden, room, taken
from ui.program.stage.sheets import Sheet, drawn
from ui.program.stage.working import worked
from ui.program.steps import running
from ui.walk.stage.tracks import Span

PADDING = 0.9
"""What a card has beside and above its lines."""
HIDES = 0.1
"""How much a card with all samples may hide; one that would hide more shows the chosen sample alone."""


def cards(drawing: Drawing) -> str:
    """A card for each number that a step works out; only those of the step are seen."""
    found = []
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
            body = f'<p class="spoken">{escape(sheet.spoken)}</p><div aria-hidden="true">{drawn(shown)}</div>'
            style = f'style="--x:{x:.4g};--y:{y:.4g};--w:{wide:.4g};--h:{high:.4g}"'
            found.append(drawing.pen.tag("div", "at card", drawing.pen.only(at), body, style))
    return f'<div class="cards">{"".join(found)}</div>'


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
    return plan.gradients + wide + 0.6, row.middle
