"""The whole tape: three lanes over alternating columns, as one piece of markup.

A pure function of core's results and one moment of the walk. One markup serves both widths (tape.css): wide, a grid
with all cells; narrow, the strip of nodes and the cells of the current step, or all of it turned by 90 degrees.
"""

from ui.tape.elide import COLUMNS_IN_FULL
from ui.tape.lanes import gradients, nodes, values
from ui.tape.moments import Moment
from ui.tape.pen import Pen
from ui.tape.story import Story


def tape(story: Story, moment: Moment, *, turned: bool = False) -> str:
    """The markup of the tape at one moment; `turned` shows all of it on a phone too, top to bottom."""
    pen = Pen(story, moment)
    lanes = "".join(
        f'<div class="lane {name.lower()}" role="group" aria-label="{name}">{"".join(draw(pen))}</div>'
        for name, draw in (("Values", values), ("Nodes", nodes), ("Gradients", gradients))
    )
    wide = len(story.view.columns) >= COLUMNS_IN_FULL
    classes = " ".join(["tape", moment.direction, *(["turned"] if turned else []), *(["wide"] if wide else [])])
    rows, columns = len(story.view.rows), story.columns
    return f'<div class="tape-box"><div class="{classes}" style="--rows:{rows};--columns:{columns}">{lanes}</div></div>'
