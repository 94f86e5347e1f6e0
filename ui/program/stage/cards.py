"""The cards of a step: its worked numbers, each at the free place nearest to what it is about."""

from html import escape

from ui.program.stage.drawing import Drawing
from ui.program.stage.room import room, taken
from ui.program.stage.sheets import drawn
from ui.program.stage.worked import worked
from ui.program.steps import running
from ui.walk.stage.tracks import Span

PADDING = 1.2
"""What a card has beside and above its lines."""


def cards(drawing: Drawing) -> str:
    """A card for each number that a step works out; only those of the step are seen."""
    found = []
    for at, step in enumerate(drawing.steps):
        boxes = taken(drawing, at)
        for sheet, value in worked(drawing.story, step):
            wide, high = (side + PADDING for side in sheet.size)
            x, y = room(drawing, (wide, high), _near(drawing, at, value), boxes)
            boxes.append((Span(x, wide), Span(y, high)))
            body = f'<p class="spoken">{escape(sheet.spoken)}</p><div aria-hidden="true">{drawn(sheet)}</div>'
            style = f'style="--x:{x:.4g};--y:{y:.4g};--w:{wide:.4g};--h:{high:.4g}"'
            found.append(drawing.pen.tag("div", "at card", drawing.pen.only(at), body, style))
    return f'<div class="cards">{"".join(found)}</div>'


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
