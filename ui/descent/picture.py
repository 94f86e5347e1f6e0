"""The path of a descent over the loss, and what is said of it at each step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from core import DEFAULT_MODEL, Box, Descent, Entry, Scenario, contours, curve, losses_at
from ui.descent import path, plane, words
from ui.descent.ground import ground
from ui.walk.film.marks import Pen
from ui.words import count, markup

POINTS = 201
"""How many points a curve has."""


@dataclass(frozen=True)
class Picture:
    """What is drawn, and what is said of it.

    Attributes:
        draw: the chart at a pen's step, as markup.
        notes: what holds at every step, code between backticks; "" for nothing.
        captions: what holds at each step, code between backticks.
    """

    draw: Callable[[Pen], str]
    notes: str
    captions: list[str]

    def said(self, step: int) -> str:
        """What is said of it at a step, as markup; "" for nothing."""
        texts = [self.captions[step] if self.captions else "", self.notes]
        return "".join(f"<p>{markup(text)}</p>" for text in texts if text)


def picture(done: Descent, pair: tuple[Entry, Entry]) -> Picture:
    """The path; both entries are the same one where the leaves hold a single number."""
    box = plane.box_of(done, *pair)
    if box is None:
        what = "coefficients" if done.scenario.model == DEFAULT_MODEL else "numbers"
        return Picture(lambda _: "", f"The {what} are too large for a picture of the path.", [])
    if pair[0] != pair[1]:
        return _plane(done, pair, box)
    values, losses = _along(done.scenario, pair[0], box)
    return Picture(lambda pen: path.on_curve(done, pen, pair[0], values, losses), "", [])


def _plane(done: Descent, pair: tuple[Entry, Entry], box: Box) -> Picture:
    """The path over the loss; the entries that are not drawn are held where the loss is least."""
    best = int(done.losses.nan_to_num(torch.inf).argmin())
    here = done.at(best)
    surface = contours(here, *pair, box)
    drawn = ground(surface) if surface else None
    kinks = surface.lines if surface else ()
    pointing = path.arrows(done, box, pair)
    notes = []
    held = sum(kept[0].numel() for kept in done.leaves.values()) - 2
    if held and surface:
        what = count(held, "coefficient" if here.model == DEFAULT_MODEL else "number")
        where = f"held as they are after {'the start' if not best else f'step {best:,}'}, where the loss is least"
        notes.append(f"The loss is drawn with the other {what} {where}.")
    if surface is None:
        notes.append("The loss of so many numbers would take too long to draw, so the path stands alone.")
    elif surface.left_out:
        notes.append(f"{count(surface.left_out, 'line')} of residual 0 left out, the farthest.")
    if surface and drawn is None and surface.losses.isfinite().all():
        notes.append("The loss is the same all over the picture, so it has no contours.")
    if surface and not surface.losses.isfinite().all():
        notes.append("Where no contours are, the loss is too large for float64.")
    within = plane.inside(done, box, *pair)
    captions = [" ".join(_caption(done, step, pair, pointing[step], within)) for step in range(done.taken + 1)]

    def draw(pen: Pen) -> str:
        return path.in_plane(done, pen, box, pair, drawn, kinks, pointing)

    return Picture(draw, " ".join(notes), captions)


def _caption(done: Descent, step: int, pair: tuple[Entry, Entry], arrow: path.Arrow, within: Tensor) -> Iterator[str]:
    """What the arrow of a step is, and what of the path lies outside."""
    if within[step]:
        yield from words.arrow_notes(done, step, pair, arrow.both, drawn=arrow.ends is not None)
    if beyond := int((~within[: step + 1]).sum()):
        here = "" if within[step] else ", this one among them"
        yield f"{count(beyond, 'step')} so far outside of the picture{here}."


def _along(scenario: Scenario, entry: Entry, box: Box) -> tuple[Tensor, Tensor]:
    """Values of a single number across a box, and the loss at each; of the article's model with its kinks."""
    if scenario.model == DEFAULT_MODEL:
        middle = (box.left + box.right) / 2
        along = curve(scenario.replace(coeffs=[middle], dtype=torch.float64), 0, box.width / 2)
        return middle + along.moves, along.losses
    values = torch.linspace(box.left, box.right, POINTS, dtype=torch.float64)
    return values, losses_at(scenario, (entry,), values[:, None])
