"""The whole stage at one step: a pure function of core's results and the steps of a walk."""

from collections.abc import Iterable, Sequence

from ui.walk.film.marks import Pen
from ui.walk.stage.cards import cards, deepest, leading_to
from ui.walk.stage.drawing import Drawing
from ui.walk.stage.lanes import gradients, nodes, not_yet, values
from ui.walk.stage.line import line, line_stops
from ui.walk.stage.tracks import BackwardTracks, ForwardTracks
from ui.walk.stage.worked import worked
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story


def drawing_of(story: Story, steps: Sequence[TapeStep], at: int) -> Drawing:
    """What draws a walk at one of its steps."""
    forward, made = steps[0].direction == "forward", [worked(story, step) for step in steps]
    tracks = ForwardTracks(story, deepest(made)) if forward else BackwardTracks(story)
    return Drawing(story, steps, Pen(len(steps), at), tracks, ahead=not forward, worked=made, asks=True)


def stage(drawing: Drawing) -> str:
    """The picture as markup."""
    forward = drawing.steps[0].direction == "forward"
    last = not_yet(drawing) if forward else gradients(drawing)
    drawn = lanes(values=values(drawing), nodes=nodes(drawing), gradients=last)
    drawn = f"{light(line(drawing))}{drawn}{light(leading_to(drawing))}{cards(drawing)}{line_stops(drawing)}"
    trace = " traced" if drawing.story.trace else ""
    return framed(drawing, f"{drawing.steps[0].direction}{trace}", drawn)


def light(drawn: Iterable[str]) -> str:
    """What guides the eye alone, and is not read out."""
    return f'<div class="light" aria-hidden="true">{"".join(drawn)}</div>'


def lanes(**drawn: Iterable[str]) -> str:
    """Lanes one under the other, by name."""
    return "".join(
        f'<div class="lane {name}" role="group" aria-label="{name.capitalize()}">{"".join(lane)}</div>'
        for name, lane in drawn.items()
    )


def framed(drawing: Drawing, kind: str, drawn: str, height: float = 0) -> str:
    """A stage around what is drawn on it.

    Args:
        drawing: what drew it.
        kind: the stage's classes.
        drawn: all of it, as markup.
        height: how high it is; 0 for that of the tracks.
    """
    tracks = drawing.tracks
    size = f"{tracks.style};--H:{height or tracks.height:.4g};--row:{drawing.row:.4g}"
    return f'<div class="stage {kind}" style="{size}">{drawn}</div>'


def still(picture: str) -> str:
    """A stage that shows one step alone, without a walk around it.

    Where it is too narrow for the whole, what the step is about stands alone (walk.css); no script says where that is,
    so the markup holds both.

    Args:
        picture: the stage (`framed`).
    """
    view = f'<div class="view" tabindex="0" role="group" aria-label="Picture">{picture}</div>'
    return f'<div class="walk still">{view}</div><div class="walk still narrow">{picture}</div>'
