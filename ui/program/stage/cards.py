"""The card of a step: its worked numbers, at the free place nearest to what they are about."""

from html import escape

from ui.program.stage.drawing import Drawing
from ui.program.stage.room import room, taken
from ui.program.stage.sheets import BESIDE, Sheet, drawn
from ui.program.stage.worked import worked
from ui.program.steps import running

PADDING = 1.4
"""What a card has beside and above its lines."""


def cards(drawing: Drawing) -> str:
    """One card a step that computes something; only that of the step is seen."""
    boxes, found = taken(drawing), []
    for at, step in enumerate(drawing.steps):
        if sheets := worked(drawing.story, step):
            size = _size(sheets)
            x, y = room(drawing, size, _near(drawing, at), boxes)
            spoken = escape("; ".join(sheet.spoken for sheet in sheets))
            body = f'<p class="spoken">{spoken}</p><div class="worked" aria-hidden="true">{"".join(map(drawn, sheets))}</div>'
            style = f'style="--x:{x:.4g};--y:{y:.4g};--w:{size[0]:.4g};--h:{size[1]:.4g}"'
            found.append(drawing.pen.tag("div", "at card", drawing.pen.only(at), body, style))
    return f'<div class="cards">{"".join(found)}</div>'


def _size(sheets: tuple[Sheet, ...]) -> tuple[float, float]:
    sizes = [sheet.size for sheet in sheets]
    wide = max(wide for wide, _ in sizes) + BESIDE + PADDING
    return wide, sum(high for _, high in sizes) + 0.6 * (len(sizes) - 1) + PADDING


def _near(drawing: Drawing, at: int) -> tuple[float, float]:
    """Beside what a step reads: the node in the forward walk, what arrives in the backward one."""
    plan, step = drawing.plan, drawing.steps[at]
    node = running(drawing.story, step)
    if node is not None and node.held is not None and (leaf := plan.leaf_of(step.value)) is not None:
        return plan.right - plan.kept_wide(leaf[1]) - 10, leaf[2] + 1
    row = plan.row_of(step.value)
    total = plan.gradient(row.value)
    wide = plan.grad_wide(row.grid, total) if step.direction == "backward" and total is not None else 0
    return plan.gradients + wide + 0.6, row.middle
