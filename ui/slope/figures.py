"""The two charts of Slope, as functions of core's results."""

import math
from dataclasses import dataclass

import torch
from plotly.graph_objects import Figure, Scatter
from torch import Tensor

from core import Curve, Differences, Move, Slice, short
from ui.charts import GRADIENT, KINK, LARGEST, MUTED, NOW, VALUE, Level, framed

HEIGHT = 380


@dataclass(frozen=True, eq=False)
class Marks:
    """The kinks on a curve.

    Attributes:
        moves: where they are, (K,).
        losses: the loss there, (K,).
        texts: what is 0 at each, for a pointer that rests on it.
    """

    moves: Tensor
    losses: Tensor
    texts: list[str]


def loss_curve(along: Curve, moved: Move, at: float, j: int) -> Figure:
    """The loss against coeffs[j], its tangent, its kinks, and where the move leads: predicted and real.

    Args:
        along: the curve.
        moved: the move; its gradient is the tangent's slope.
        at: the present coeffs[j].
        j: which coefficient.
    """
    at_kinks = along.losses[torch.searchsorted(along.moves, along.kinks)]
    marks = Marks(along.kinks, at_kinks, [f"residuals[{sample}] is 0" for sample in along.samples])
    return curve_chart(along, moved, at, f"coeffs[{j}]", marks)


def curve_chart(along: Curve | Slice, moved: Move, at: float, name: str, marks: Marks) -> Figure:
    """The same against any entry.

    Args:
        along: the curve.
        moved: the move; its gradient is the tangent's slope.
        at: the present number.
        name: of the entry.
        marks: the kinks.
    """
    ends = torch.tensor([-along.reach, along.reach], dtype=torch.float64)
    traces = [
        Scatter(
            x=(at + along.moves).numpy(),
            y=along.losses.numpy(),
            mode="lines",
            name="loss",
            line={"color": VALUE, "width": 2.5},
        ),
        Scatter(
            x=(at + ends).numpy(),
            y=(moved.before + moved.slope * ends).numpy(),
            mode="lines",
            name="tangent",
            line={"color": GRADIENT, "width": 2, "dash": "dash"},
            hoverinfo="skip",
        ),
        Scatter(
            x=(at + marks.moves).numpy(),
            y=marks.losses.numpy(),
            mode="markers",
            name="kink",
            visible=bool(marks.texts),
            marker={"symbol": "diamond-open", "size": 9, "color": KINK, "line": {"width": 2}},
            text=marks.texts,
            hovertemplate="%{text}<br>loss %{y:.4g}<extra></extra>",
        ),
        Scatter(
            x=[at + moved.by] * 2,
            y=[moved.before + moved.predicted, moved.after],
            mode="lines",
            line={"color": MUTED, "width": 2, "dash": "dot"},
            showlegend=False,
            hoverinfo="skip",
        ),
        _point(at + moved.by, moved.before + moved.predicted, "predicted", GRADIENT, "circle-open", name),
        _point(at + moved.by, moved.after, "real", VALUE, "circle", name),
        _point(at, moved.before, "now", NOW, "circle-open", name),
    ]
    return framed(traces, HEIGHT, name, "loss", y={"range": _range(along, moved)})


def drawable(along: Curve | Slice, moved: Move, at: float) -> bool:
    """Whether plotly can draw the curve: there are finite losses, and no number is too large for its axes."""
    losses = along.losses[along.losses.isfinite()]
    seen = [abs(at) + along.reach, abs(moved.before + moved.predicted), *losses.abs().tolist()]
    return len(losses) > 0 and max(each for each in seen if math.isfinite(each)) <= LARGEST


def _point(x: float, y: float, name: str, colour: str, symbol: str, entry: str) -> Scatter:
    return Scatter(
        x=[x],
        y=[y],
        mode="markers",
        name=name,
        marker={"symbol": symbol, "size": 12, "color": colour, "line": {"width": 2.5}},
        hovertemplate=f"{name}<br>{entry} %{{x:.4g}}<br>loss %{{y:.4g}}<extra></extra>",
    )


def _range(along: Curve | Slice, moved: Move) -> list[float] | None:
    """The curve's own range and the predicted point; the tangent may leave it."""
    seen = torch.cat([along.losses, torch.tensor([moved.before + moved.predicted], dtype=torch.float64)])
    seen = seen[seen.isfinite()]
    if not len(seen):
        return None
    low, high = seen.min().item(), seen.max().item()
    air = 0.06 * (high - low) or 0.06 * abs(high) or 0.5
    edges = [low - air, high + air]
    return edges if all(map(math.isfinite, edges)) and edges[0] < edges[1] else None  # else plotly finds its own


def errors(found: Differences, eps: float) -> Figure:
    """How far the finite difference lies from the gradient, over its step, both on logarithmic axes.

    An error of exactly 0 has no place there: it is left out.
    """
    rows = [("float64", found.float64, VALUE, "solid")]
    if found.float32 is not None:
        rows.insert(0, ("float32", found.float32, GRADIENT, "dash"))
    traces = [
        Scatter(
            x=found.eps.numpy(),
            y=torch.where((off := (slope - found.exact).abs()) > 0, off, torch.nan).numpy(),
            mode="lines+markers",
            name=name,
            line={"color": colour, "width": 2, "dash": dash},
            marker={"size": 7},
            customdata=slope.numpy(),
            hovertemplate=name + " with eps %{x:.0e}: %{customdata:.6g}<br>off by %{y:.2g}<extra></extra>",
        )
        for name, slope, colour, dash in rows
    ]
    levels = [Level(eps, "x")]
    if 0 < (size := abs(found.exact)) < math.inf:
        levels.insert(0, Level(size, text=f"size of the gradient, {short(size)}", dash="dot"))
    x_axis = {"type": "log", "autorange": "reversed", "exponentformat": "e", "dtick": 2}
    return framed(
        traces, 300, "eps", "error", x=x_axis, y={"type": "log", "exponentformat": "e", "dtick": 3}, levels=levels
    )
