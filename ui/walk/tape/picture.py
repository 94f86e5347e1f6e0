"""The whole tape: three lanes over alternating columns, as one piece of markup.

A pure function of core's results and one step of the walk. One markup serves both widths (tape.css): wide, a grid
with all cells; narrow, the strip of nodes and the cells of the current step, or all of it turned by 90 degrees.
"""

from ui.walk.tape.lanes import gradients, nodes, values
from ui.walk.tape.render import Renderer
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story
from ui.walk.tape.windows import COLUMNS_IN_FULL

COLUMNS_AT_EASE = 11
"""The leaf and five calls, as in the article: a tape of more columns is drawn closer together."""


def tape(story: Story, tape_step: TapeStep, *, turned: bool = False) -> str:
    """The markup of the tape at one step; `turned` shows all of it on a phone too, top to bottom."""
    renderer = Renderer(story, tape_step)
    lanes = "".join(
        f'<div class="lane {name.lower()}" role="group" aria-label="{name}">{"".join(draw(renderer))}</div>'
        for name, draw in (("Values", values), ("Nodes", nodes), ("Gradients", gradients))
    )
    wide, deep = len(story.view.columns) >= COLUMNS_IN_FULL, story.columns > COLUMNS_AT_EASE
    states = (("turned", turned), ("wide", wide), ("deep", deep))
    classes = " ".join(["tape", tape_step.direction, *(name for name, holds in states if holds)])
    return boxed(lanes, classes, len(story.view.rows), story.columns)


def boxed(lanes: str, classes: str, rows: int, columns: int) -> str:
    """Lanes in their box."""
    return f'<div class="tape-box"><div class="{classes}" style="--rows:{rows};--columns:{columns}">{lanes}</div></div>'
