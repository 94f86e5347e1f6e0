"""The path of a descent, drawn up to the current step: in the plane of two entries, or on the curve of a single one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from core import Box, Descent, Entry, Line, gradients, short
from ui.descent import plane
from ui.descent.curve import MARKED
from ui.descent.ground import Ground
from ui.descent.plot import HIGH, Plot, Point, key
from ui.descent.scales import Scale
from ui.walk.film.marks import Pen


@dataclass(frozen=True)
class Arrow:
    """Where −.grad points at a step: what the next step goes along.

    Attributes:
        both: `.grad` along the entries across and up, (2,).
        ends: from where to where it is drawn; None where it is not.
    """

    both: Tensor
    ends: tuple[Tensor, Tensor] | None


def arrows(descent: Descent, box: Box, pair: tuple[Entry, Entry]) -> list[Arrow]:
    """The arrow at each step, of what `.grad` holds when the next step uses it.

    After the last step that is worked out here, since no step has used it.
    """
    last = gradients(descent.at(descent.taken))
    found = []
    for entry in pair:
        index: tuple[slice | int, ...] = (slice(None), *entry.place)
        used = descent.leaf_grads[entry.leaf][index]
        following = last[entry.leaf][entry.place]
        if not descent.zero_grad and descent.taken:
            following = following + used[-1]
        found.append(torch.cat([used, following[None]]))
    within = plane.inside(descent, box, *pair)
    return [
        Arrow(both, plane.arrow(descent, step, both, box, pair) if within[step] else None)
        for step, both in enumerate(torch.stack(found, dim=1))
    ]


def in_plane(
    descent: Descent,
    pen: Pen,
    box: Box,
    pair: tuple[Entry, Entry],
    ground: Ground | None,
    kinks: Sequence[Line],
    pointing: Sequence[Arrow],
) -> str:
    """The path over the loss, with the lines on which a residual is 0 and −.grad at each step.

    Args:
        descent: the descent.
        pen: draws the current step.
        box: the part of the plane that is drawn.
        pair: the entries across and up.
        ground: the loss over the box; None where it is not drawn.
        kinks: where a residual is 0.
        pointing: an arrow a step.
    """
    titles = pair[0].text, pair[1].text
    plot = Plot(Scale(box.left, box.right), Scale(box.bottom, box.top), titles, grid=ground is None)
    x, y = (descent.path(entry).double().tolist() for entry in pair)
    points = list(zip(x, y, strict=True))
    lines: list[str] = []
    legend = key("descent-path", "path") + key("descent-path descent-now", "this step")
    legend += key("descent-arrow", f"−{_grad(descent)}")
    if ground:
        place = f'x="0" y="0" width="100" height="{HIGH:g}" preserveAspectRatio="none"'
        lines.append(f'<image href="{ground.picture}" {place}></image>')
        ends = f"{short(ground.low)}<i class=descent-shade></i>{short(ground.high)}"
        legend += f'<span class="descent-key">loss {ends}, a line every {short(ground.step)}</span>'
    lines += [plot.line((line.x0, line.y0), (line.x1, line.y1), "descent-kink") for line in kinks]
    legend += key("descent-kink", "a residual is 0") if kinks else ""
    within = plane.inside(descent, box, *pair).tolist()
    lines += _segments(plot, pen, points, within)
    for step, arrow in enumerate(pointing):
        if arrow.ends:
            start, end = ((each[0].item(), each[1].item()) for each in arrow.ends)
            lines.append(plot.arrow(start, end, pen, pen.only(step)))
    said = f"The path over the loss, {pair[0].text} across and {pair[1].text} up"
    return _drawn(plot, descent, pen, said, legend, lines, points, within)


def on_curve(descent: Descent, pen: Pen, entry: Entry, values: Tensor, losses: Tensor) -> str:
    """The same for a single number: the steps up to the current one on the curve of the loss.

    Args:
        descent: the descent.
        pen: draws the current step.
        entry: the number.
        values: of the number, in order, (P,).
        losses: the loss at each of them, (P,).
    """
    known = losses.isfinite()
    low, high = (losses[known].min().item(), losses[known].max().item()) if known.any() else (0.0, 1.0)
    air = 0.08 * (high - low) or 0.5
    across = Scale(values[0].item(), values[-1].item())
    plot = Plot(across, Scale(low - air, high + air), (entry.text, "loss"))
    ground = zip(values[known].tolist(), losses[known].tolist(), strict=True)
    points = " ".join("{:.5g} {:.5g}".format(*plot.place(point)) for point in ground)
    lines = [f'<polyline class="descent-valley" points="{points}"></polyline>']
    walked = list(zip(descent.path(entry).double().tolist(), descent.losses.double().tolist(), strict=True))
    within = [across.low <= x <= across.high for x, _ in walked]
    lines += _segments(plot, pen, walked, within)
    legend = key("descent-path", "path") + key("descent-valley", "loss")
    return _drawn(plot, descent, pen, "The steps on the curve of the loss", legend, lines, walked, within)


def _segments(plot: Plot, pen: Pen, points: Sequence[Point], within: Sequence[bool]) -> Iterator[str]:
    """From step to step; of what lies outside only what leads in or out."""
    for step in range(1, len(points)):
        if within[step - 1] or within[step]:
            when = {"absent": range(step), "descent-now": (step,)}
            yield plot.line(points[step - 1], points[step], "descent-path", pen, when)


def _drawn(
    plot: Plot,
    descent: Descent,
    pen: Pen,
    said: str,
    legend: str,
    lines: Sequence[str],
    points: Sequence[Point],
    within: Sequence[bool],
) -> str:
    losses = descent.losses.tolist()
    marks = [
        plot.stop(pen, step, point, f"step {step:,}: loss {short(losses[step])}", ahead="absent")
        for step, point in enumerate(points)
        if within[step]
    ]
    kind = "descent-many" if descent.taken > MARKED else ""
    return plot.drawn(kind, said, legend, lines, marks)


def _grad(descent: Descent) -> str:
    (only, *others) = descent.leaves
    return ".grad" if others else f"{only}.grad"
