"""The ground that a path is drawn on: the loss over the plane as a picture in grey, a line where it passes a level."""

import base64
import io
from dataclasses import dataclass

import torch
from PIL import Image
from torch import Tensor
from torch.nn.functional import interpolate

from core import Surface
from ui.descent.plot import HIGH
from ui.descent.scales import LARGEST, rounds, step_of
from ui.frame.tokens import COLOURS

WIDE = 1200
"""How many dots the picture is wide."""

LEVELS = 14
"""About how many lines there are."""

GREY = bytes.fromhex(COLOURS["edge"].light.removeprefix("#"))
"""One that shows on both grounds: a picture knows no theme."""

FAINT, STRONG, LINE = 8, 110, 150
"""How much of the grey covers the page where the loss is least, where it is highest, and on a line; of 255."""


@dataclass(frozen=True)
class Ground:
    """The picture and what is read from it.

    Attributes:
        picture: a PNG, as an address that holds it.
        low: the least loss in it.
        high: the highest.
        step: from line to line.
    """

    picture: str
    low: float
    high: float
    step: float


def ground(surface: Surface) -> Ground | None:
    """The loss as a picture; None where it is the same everywhere, or nowhere a number."""
    losses, known = surface.losses, surface.losses.isfinite()
    if not known.any():
        return None
    low, high = losses[known].min().item(), losses[known].max().item()
    if not low < high < low + LARGEST:  # their difference would be inf
        return None
    step = step_of(low, high, LEVELS)
    fine = _finer(torch.where(known, losses, high).flip(0), "bilinear")
    holes = _finer((~known).double().flip(0), "nearest") > 0
    levels = [level for level in rounds(low, high, LEVELS) if low < level < high]
    bands = torch.bucketize(fine, torch.tensor(levels, dtype=torch.float64))
    return Ground(_png(bands, holes), low, high, step)


def _finer(numbers: Tensor, mode: str) -> Tensor:
    corners = True if mode == "bilinear" else None
    size = round(WIDE * HIGH / 100), WIDE
    return interpolate(numbers[None, None], size=size, mode=mode, align_corners=corners)[0, 0]


def _png(bands: Tensor, holes: Tensor) -> str:
    """Bands as a PNG of one colour that covers more or less; nothing covers a hole."""
    edge = torch.zeros_like(bands, dtype=torch.bool)
    for here, there in (((..., slice(1, None)), (..., slice(-1))), ((slice(1, None),), (slice(-1),))):
        differs = bands[here] != bands[there]
        edge[here] |= differs  # on both sides: a line is two dots wide
        edge[there] |= differs
    count = int(bands.max()) + 1
    drawn = bands.masked_fill(edge, count).masked_fill(holes, count + 1).to(torch.uint8)
    cover = [FAINT + round((STRONG - FAINT) * band / max(1, count - 1)) for band in range(count)] + [LINE, 0]
    image = Image.fromarray(drawn.numpy(), mode="P")
    image.putpalette(GREY * len(cover))
    held = io.BytesIO()
    image.save(held, "PNG", transparency=bytes(cover))
    return f"data:image/png;base64,{base64.b64encode(held.getvalue()).decode()}"
