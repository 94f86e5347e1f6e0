"""The whole turned stage at one step: a pure function of core's results and the steps of a walk."""

from collections.abc import Sequence

from ui.program.stage.cards import cards
from ui.program.stage.drawing import Drawing
from ui.program.stage.lanes import gradients, heads, nodes, values
from ui.program.stage.light import light, line_stops
from ui.program.stage.plan import ROW, Plan
from ui.program.steps import ProgramStep
from ui.program.story import ProgramStory
from ui.walk.film.marks import Pen


def stage(story: ProgramStory, steps: Sequence[ProgramStep], at: int) -> str:
    """The picture as markup.

    Args:
        story: what is drawn.
        steps: of the walk, the start first.
        at: the step that is drawn.
    """
    plan = Plan(story)
    drawing = Drawing(plan, steps, Pen(len(steps), at))
    lanes = "".join(
        f'<div class="lane {name}" role="group" aria-label="{name.capitalize()}">{"".join(draw(drawing))}</div>'
        for name, draw in (("values", values), ("nodes", nodes), ("gradients", gradients))
    )
    still = "".join((*heads(drawing), *light(drawing)))
    drawn = f'<div class="light" aria-hidden="true">{still}</div>{lanes}{cards(drawing)}{line_stops(drawing)}'
    size = f"--W:{plan.width:.4g};--H:{plan.height:.4g};--row:{ROW:.4g}"
    return f'<div class="stage turned {steps[0].direction}" style="{size}">{drawn}</div>'
