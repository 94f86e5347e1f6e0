"""The whole stage at one step: a pure function of core's results and the steps of a walk."""

from collections.abc import Sequence

from ui.walk.film.marks import Pen
from ui.walk.stage.cards import cards
from ui.walk.stage.drawing import Drawing
from ui.walk.stage.lanes import gradients, nodes, values
from ui.walk.stage.line import line, stops
from ui.walk.stage.tracks import Tracks
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story


def drawing_of(story: Story, steps: Sequence[TapeStep], at: int) -> Drawing:
    """What draws a walk at one of its steps."""
    return Drawing(story, steps, Pen(len(steps), at), Tracks(story))


def stage(drawing: Drawing) -> str:
    """The picture as markup."""
    tracks = drawing.tracks
    lanes = "".join(
        f'<div class="lane {name}" role="group" aria-label="{name.capitalize()}">{"".join(draw(drawing))}</div>'
        for name, draw in (("values", values), ("nodes", nodes), ("gradients", gradients))
    )
    drawn = (
        f'<div class="light" aria-hidden="true">{"".join(line(drawing))}</div>{lanes}{cards(drawing)}{stops(drawing)}'
    )
    trace = " traced" if drawing.story.trace else ""
    size = f"--W:{tracks.width:.4g};--H:{tracks.height:.4g};--row:{drawing.row:.4g}"
    return f'<div class="stage {drawing.steps[0].direction}{trace}" style="{size}">{drawn}</div>'
