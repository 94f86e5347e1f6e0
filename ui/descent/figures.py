"""The charts of Descent, as functions of core's results."""

import math
import sys
from typing import Any

import torch
from plotly.basedatatypes import BaseTraceType
from plotly.graph_objects import Contour, Figure, Scatter
from torch import Tensor

from core import Box, Descent, Entry, Surface, short
from ui.charts import GRADIENT, KINK, LARGEST, MUTED, VALUE, Level, framed

HEIGHT = 340
MARKED = 120
"""Up to how many steps each has its own mark."""

STEEP = 1_000
"""From what ratio of the largest to the smallest loss on the axis is logarithmic."""

FILL = [[0.0, "rgba(123, 133, 152, 0.03)"], [1.0, "rgba(123, 133, 152, 0.6)"]]
CURRENT = {"size": 15, "color": GRADIENT, "symbol": "circle-open", "line": {"width": 3}}


def losses(descent: Descent, step: int | None, least: float | None, height: int = HEIGHT) -> Figure:
    """The loss over the steps.

    Args:
        descent: the descent.
        step: the current one, marked; None for none.
        least: the least loss that any coefficients have, as a line; None where it is not known.
        height: in pixels.
    """
    traces: list[BaseTraceType] = [
        Scatter(
            x=list(range(len(descent.losses))),
            y=descent.losses.double().numpy(),
            mode="lines+markers" if descent.taken <= MARKED else "lines",
            line={"color": VALUE, "width": 2},
            marker={"size": 6},
            name="loss",
            showlegend=False,
            hovertemplate="step %{x}<br>loss %{y:.6g}<extra></extra>",
        )
    ]
    if step is not None:
        traces.append(_current(step, descent.losses[step].item()))
    levels = []
    if least is not None and not (least == 0 and steep(descent)):  # a logarithmic axis has no 0
        levels.append(Level(least, text=f"the least possible: {short(least)}", dash="dot"))
    return framed(traces, height, "step", descent.scenario.loss, y=_losses_axis(descent), levels=levels)


def _losses_axis(descent: Descent) -> dict[str, Any]:
    if not steep(descent):
        return {"rangemode": "tozero"}
    axis = {"type": "log", "exponentformat": "e", "nticks": 6}
    if descent.losses.max().item() > LARGEST:  # plotly's own range would end beyond float64
        low = math.log10(descent.losses.min().item())
        return axis | {"range": [low - 0.05 * (sys.float_info.max_10_exp - low) - 1.2, math.log10(sys.float_info.max)]}
    return axis


def steep(descent: Descent) -> bool:
    """Whether the losses need a logarithmic axis."""
    low, high = descent.losses.min().item(), descent.losses.max().item()
    return low > 0 and (high / STEEP > low or high > LARGEST)


def path(
    ground: Surface | None,
    descent: Descent,
    step: int,
    box: Box,
    pair: tuple[Entry, Entry],
    within: Tensor,
    arrow: tuple[Tensor, Tensor] | None,
) -> Figure:
    """The path up to a step over the contours of the loss, with the lines on which a residual is 0 and −gradient.

    Args:
        ground: the loss over the box; None where it is not drawn.
        descent: the descent.
        step: the current one, marked; what comes after it is not drawn yet.
        box: the part of the plane that is drawn.
        pair: the entries across and up.
        within: which steps lie in the box, (steps + 1,); of the others only those are drawn that join one of them.
        arrow: from where to where it goes, each (2,).
    """
    traces: list[BaseTraceType] = [] if ground is None else [_contours(ground)]
    if ground is not None and ground.lines:
        traces.append(
            Scatter(
                x=[x for line in ground.lines for x in (line.x0, line.x1, None)],
                y=[y for line in ground.lines for y in (line.y0, line.y1, None)],
                mode="lines",
                line={"color": KINK, "width": 1.5, "dash": "dash"},
                name="a residual is 0",
                hoverinfo="skip",
            )
        )
    joined = within.clone()
    joined[1:] |= within[:-1]
    joined[:-1] |= within[1:]
    x, y = (torch.where(joined, descent.path(entry).double(), torch.nan) for entry in pair)
    traces += _walk(x, y, descent, step)
    if arrow:
        start, end = arrow
        traces.append(
            Scatter(
                x=[start[0].item(), end[0].item()],
                y=[start[1].item(), end[1].item()],
                mode="lines+markers",
                line={"color": GRADIENT, "width": 3},
                marker={"symbol": "arrow", "size": [0, 15], "angleref": "previous", "color": GRADIENT, "opacity": 1},
                name="−gradient",
                hoverinfo="skip",
            )
        )
    x_axis = {"range": [box.left, box.right], "showgrid": False}
    y_axis = {"range": [box.bottom, box.top], "showgrid": False}
    return framed(traces, HEIGHT, pair[0].text, pair[1].text, x=x_axis, y=y_axis)


def _contours(ground: Surface) -> BaseTraceType:
    return Contour(
        x=ground.across.numpy(),
        y=ground.up.numpy(),
        z=ground.losses.numpy(),
        colorscale=FILL,
        ncontours=16,
        line={"width": 1, "color": "rgba(123, 133, 152, 0.6)"},
        showscale=False,
        hovertemplate="loss %{z:.4g}<extra></extra>",
    )


def valley(values: Tensor, losses: Tensor, entry: Entry, descent: Descent, step: int) -> Figure:
    """The same for a single number: the steps up to the current one on the curve of the loss.

    Args:
        values: of the number, in order, (P,).
        losses: the loss at each of them, (P,).
        entry: the number.
        descent: the descent.
        step: the current one, marked.
    """
    curve = Scatter(
        x=values.numpy(),
        y=losses.numpy(),
        mode="lines",
        line={"color": MUTED, "width": 2},
        name="loss",
        hoverinfo="skip",
    )
    traces = [curve, *_walk(descent.path(entry), descent.losses, descent, step)]
    return framed(traces, HEIGHT, entry.text, "loss", x={"range": [values[0].item(), values[-1].item()]})


def _walk(x: Tensor, y: Tensor, descent: Descent, step: int) -> list[BaseTraceType]:
    """The steps up to the current one, joined, and its mark."""
    joined = Scatter(
        x=x[: step + 1].double().numpy(),
        y=y[: step + 1].double().numpy(),
        mode="lines+markers" if descent.taken <= MARKED else "lines",
        line={"color": VALUE, "width": 2},
        marker={"size": 5},
        customdata=descent.losses[: step + 1].double().numpy(),
        name="path",
        hovertemplate="step %{pointNumber}<br>loss %{customdata:.4g}<extra></extra>",
    )
    return [joined, _current(x[step].item(), y[step].item())]


def _current(x: float, y: float) -> BaseTraceType:
    """The mark of the current step."""
    return Scatter(x=[x], y=[y], mode="markers", marker=CURRENT, name="this step", showlegend=False, hoverinfo="skip")
