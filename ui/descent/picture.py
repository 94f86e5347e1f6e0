"""The path over the contours of the loss in the plane of two entries; of a single number the steps on its curve."""

import streamlit as st
import torch
from torch import Tensor

from core import DEFAULT_MODEL, Box, Descent, Entry, Scenario, contours, curve, gradients, losses_at
from ui import charts
from ui.descent import figures, plane, words
from ui.runtime.remember import remembered
from ui.words import count, markup

POINTS = 201
"""How many points a curve has."""


def picture(done: Descent, step: int, pair: tuple[Entry, Entry]) -> None:
    """The path up to a step; both entries are the same one where the leaves hold a single number."""
    box = plane.box_of(done, *pair)
    if box is None:
        what = "coefficients" if done.scenario.model == DEFAULT_MODEL else "numbers"
        st.html(f'<p class="note-line">The {what} are too large for a picture of the path.</p>')
    elif pair[0] != pair[1]:
        _plane(done, step, pair, box)
    else:
        _valley(done, step, pair[0], box)


def _plane(done: Descent, step: int, pair: tuple[Entry, Entry], box: Box) -> None:
    """The path over the contours; the entries that are not drawn are held at those of the step."""
    here = done.at(step)
    ground = remembered("surface", (here, pair, box), lambda: contours(here, *pair, box))
    within, grads = plane.inside(done, box, *pair), gradients(here)
    both = torch.stack([grads[each.leaf][each.place] for each in pair])
    arrow = plane.arrow(done, step, both, box, pair) if within[step] else None
    figure = figures.path(ground, done, step, box, pair, within, arrow)
    alt = f"The path over the contours of the loss, {pair[0].text} and {pair[1].text}"
    charts.show(figure, "descent-path", alt)
    held = sum(grad.numel() for grad in grads.values()) - 2
    what = "coefficient" if here.model == DEFAULT_MODEL else "number"
    notes = [f"The other {count(held, what)}: held at this step's values." if held else ""]
    if ground is None:
        notes.append("The contours of so many numbers would take too long, so the path stands alone.")
    else:
        if ground.left_out:
            notes.append(f"{count(ground.left_out, 'line')} of residual 0 left out, farther from this step.")
        if not ground.losses.isfinite().all():
            notes.append("Where no contours are, the loss is too large for float64.")
    if beyond := int((~within[: step + 1]).sum()):
        notes.append(f"{count(beyond, 'step')} so far outside of the picture.")
    if within[step]:
        notes += words.arrow_notes(here, pair, both, drawn=arrow is not None)
    else:
        notes.append("This step is one of them.")
    if any(notes):
        st.html(f'<p class="note-line">{markup(" ".join(note for note in notes if note))}</p>')


def _valley(done: Descent, step: int, entry: Entry, box: Box) -> None:
    """With a single number the loss is a curve, and the steps lie on it."""
    scenario = done.scenario
    values, losses = remembered("valley", (scenario, box), lambda: _along(scenario, entry, box))
    charts.show(figures.valley(values, losses, entry, done, step), "descent-path", "The steps on the curve of the loss")


def _along(scenario: Scenario, entry: Entry, box: Box) -> tuple[Tensor, Tensor]:
    """Values of a single number across a box, and the loss at each; of the article's model with its kinks."""
    if scenario.model == DEFAULT_MODEL:
        middle = (box.left + box.right) / 2
        along = curve(scenario.replace(coeffs=[middle], dtype=torch.float64), 0, box.width / 2)
        return middle + along.moves, along.losses
    values = torch.linspace(box.left, box.right, POINTS, dtype=torch.float64)
    return values, losses_at(scenario, (entry,), values[:, None])
