"""The loss over the steps, as a chart whose marks lead to their steps."""

import math

from core import Descent, short
from ui.descent import words
from ui.descent.plot import Plot, key
from ui.descent.scales import LARGEST, SMALLEST, Scale
from ui.walk.film.marks import Pen
from ui.words import count

MARKED = 120
"""Up to how many steps each has its own mark."""

STEEP = 1_000
"""From what ratio of the largest to the smallest loss on the axis is logarithmic."""

HUGE = 1e300
"""Above it no axis but a logarithmic one is long enough."""

LEAST_AIR = 0.1
"""What is left free of a logarithmic axis at least, in powers of ten."""

AIR = 0.08
"""What is left free above the highest loss, as a part of the axis."""


def curve(descent: Descent, pen: Pen | None, least: float | None) -> str:
    """The loss over the steps.

    Args:
        descent: the descent.
        pen: draws the current step and leads to the others; None for the curve alone.
        least: the least loss that any coefficients have, as a line; None where it is not known.
    """
    losses = descent.losses.double().tolist()
    drawn = [(float(step), loss) for step, loss in enumerate(losses) if math.isfinite(loss)]
    shown = least if least is not None and not (least == 0 and steep(descent)) else None
    plot = Plot(Scale(0, max(1, descent.taken)), axis_of(descent, shown), ("step", descent.scenario.loss))
    points = " ".join("{:.5g} {:.5g}".format(*plot.place(point)) for point in drawn)
    lines = [f'<polyline class="descent-curve" points="{points}"></polyline>']
    legend = ""
    if steep(descent):
        legend += "<span>logarithmic axis</span>"
    if shown is not None:  # a logarithmic axis has no 0
        lines.append(plot.line((0, shown), (plot.across.high, shown), "descent-least"))
        legend += key("descent-least", f"the least possible: {short(shown)}")
    marks = []
    if pen:
        marks = [
            plot.stop(pen, int(step), (step, loss), f"step {int(step):,}: loss {short(loss)}", ahead="descent-ahead")
            for step, loss in drawn
        ]
    kind = "descent-many" if descent.taken > MARKED else ""
    return plot.drawn(kind, spoken(descent), legend, lines, marks, along=pen is not None)


def steep(descent: Descent) -> bool:
    """Whether the losses need a logarithmic axis."""
    low, high = descent.losses.min().item(), descent.losses.max().item()
    return low > 0 and (high / STEEP > low or high > HUGE)


def axis_of(descent: Descent, least: float | None) -> Scale:
    """The axis of the losses, from 0 where it is not logarithmic."""
    losses = [each for each in [*descent.losses.double().tolist(), least] if each is not None and math.isfinite(each)]
    if not losses:
        return Scale(0, 1)
    low, high = min(losses), max(losses)
    if steep(descent) and low > 0:
        air = max((math.log10(high) - math.log10(low)) * AIR, LEAST_AIR)
        top = min(math.log10(LARGEST), math.log10(high) + air)
        bottom = max(10 ** (math.log10(low) - air), SMALLEST)
        return Scale(bottom, LARGEST if top == math.log10(LARGEST) else 10**top, logarithmic=True)
    return Scale(min(0, low), high + AIR * (high - min(0, low)) if high > min(0, low) else 1)


def spoken(descent: Descent) -> str:
    """What the chart is to somebody who cannot see it."""
    return f"The {descent.scenario.loss} over {count(descent.taken, 'step')}, {words.ends(descent)}"
