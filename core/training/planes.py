"""The loss over two entries of any leaves, all others held: a bounded grid, run through the program point by point.

Of the article's model it is `core.linear.surfaces`, whose residuals are a plane and which needs no program.
"""

from math import prod

import torch
from torch import Tensor

from core.linear.surfaces import Box, Surface, surface
from core.program import ProgramError
from core.scenario.entries import Entry
from core.scenario.models import DEFAULT_MODEL
from core.scenario.scenario import Scenario

FINEST, COARSEST = 31, 9
"""How many points the grid has along each side, for few numbers and for very many."""

MOST_WORK = 20_000_000
"""How many numbers the values of all points may have together; of the coarsest grid `TOO_MUCH` times as many."""

TOO_MUCH = 5


def contours(scenario: Scenario, across: Entry, up: Entry, box: Box) -> Surface | None:
    """The loss over two entries, float64, all other numbers held at the scenario's.

    None where the program makes so many numbers that even the coarsest grid would take too long.
    """
    if scenario.model == DEFAULT_MODEL:
        return surface(scenario, across.place[0], up.place[0], box)
    numbers = _numbers(scenario)
    side = min(FINEST, max(COARSEST, int((MOST_WORK / numbers) ** 0.5)))
    if side**2 * numbers > TOO_MUCH * MOST_WORK:
        return None
    x = torch.linspace(box.left, box.right, side, dtype=torch.float64)
    y = torch.linspace(box.bottom, box.top, side, dtype=torch.float64)
    losses = losses_at(scenario, (across, up), torch.stack([x.repeat(side), y.repeat_interleave(side)], dim=1))
    return Surface(x, y, losses.reshape(side, side), (), 0)


@torch.no_grad()
def losses_at(scenario: Scenario, entries: tuple[Entry, ...], points: Tensor) -> Tensor:
    """The loss with some entries at each of some points (P, entries), float64, (P,); nan where it cannot be computed.

    `torch.vmap` over the same 961 points of the deep net takes twice the time.
    """
    program = scenario.program
    tensors = {name: tensor.double() for name, tensor in scenario.tensors.items()}
    moved = {each.leaf: tensors[each.leaf].clone() for each in entries}
    found = []
    for point in points.double():
        for each, value in zip(entries, point, strict=True):
            moved[each.leaf][each.place] = value
        try:
            found.append(program.compute({**tensors, **moved})[program.result].clone())
        except ProgramError:  # what depends on the numbers, such as a probability beyond 1
            found.append(torch.tensor(torch.nan, dtype=torch.float64))
    return torch.stack(found)


def _numbers(scenario: Scenario) -> int:
    """How many numbers one run of the program makes."""
    return sum(prod(shape) for shape in scenario.shapes)
