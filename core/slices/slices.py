"""The curve of the loss along one entry, over a range in which something happens."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from core.scenario.entries import Entry
from core.scenario.scenario import Scenario
from core.slices.along import Along
from core.slices.kinks import Search, find_kinks
from core.slices.notches import round_reach

POINTS, FEWEST = 201, 41
"""How many points a curve has besides its kinks, for few numbers and for very many."""

MOST_WORK = 400_000_000
"""How many numbers a curve may take, where its fewest points do not already take more."""

NEAREST, FARTHEST, OF_ZERO = 1e-6, 10, 5.0
"""One looks for another range from a millionth of the usual one up to ten times as far, and as far as 5, which is the
usual one for a leaf of 0s."""

TRIED, FEWEST_TRIED = 60, 12
"""How many ranges are tried, for few numbers and for very many."""

STEEP = 5
"""A tangent that rises or falls so many times as much as the loss itself leaves the picture at once."""

LEAVES = 0.5
"""Something happens where the loss lies so far from its tangent, as a part of what the tangent rises or falls."""


@dataclass(frozen=True, eq=False)
class Slice:
    """The loss against moves of one entry, all numbers float64.

    Attributes:
        reach: the largest move, either way.
        moves: how far the entry was moved, in order, with 0 and the kinks among them, (P,).
        losses: the loss there, (P,); inf or nan where it is beyond float64.
        search: the kinks, and how they were looked for.
    """

    reach: float
    moves: Tensor
    losses: Tensor
    search: Search


def reach_along(scenario: Scenario, entry: Entry, at_least: float = 0.0) -> float:
    """A range of moves of the size of the leaf's numbers; nearer or farther where only there something can be seen.

    It is 50 times 1, 2 or 5 times a power of ten. Twice the largest number of the leaf is too far where the loss is
    through with its changes long before, and too near, as for a constant near 0, where it hardly leaves its tangent.

    Args:
        scenario: the problem.
        entry: which number is moved.
        at_least: a move that has to lie within.
    """
    along = Along(scenario, entry)
    here, usual = along.at(0.0), round_reach(2 * along.leaf.abs().max().item() or OF_ZERO)
    most = max(FARTHEST * usual, OF_ZERO)
    tried = min(TRIED, max(FEWEST_TRIED, MOST_WORK // (8 * along.work)))
    away = torch.logspace(math.log10(NEAREST * usual), math.log10(most), tried, dtype=torch.float64)
    there = torch.stack([along.losses(-away), along.losses(away)])
    finite = there.isfinite().all(0)
    seen = finite & (abs(here.slope) * away <= STEEP * (there - here.loss).abs().amax(0))
    tangent = here.loss + here.slope * torch.stack([-away, away])
    off = (there - tangent).abs()
    happens = (off > FARTHEST * here.loss_rounding) & (off > LEAVES * abs(here.slope) * away)
    near, far = seen & (away <= usual), finite & happens.any(0) & (away >= usual)
    wanted = usual
    if near.any() and not near[away <= usual][-1]:
        wanted = away[near][-1].item()
    elif far.any():
        wanted = away[far][0].item()
    return round_reach(max(wanted, at_least))


def slice_of(scenario: Scenario, entry: Entry, reach: float) -> Slice:
    """The loss for moves of one entry from -reach to reach, and its kinks, found numerically.

    Raises:
        ValueError: for a reach that is not positive and finite.
    """
    if not 0 < reach < math.inf:
        raise ValueError(f"reach is {reach}: give a positive finite number.")
    along = Along(scenario, entry)
    half = min(POINTS, max(FEWEST, MOST_WORK // along.work)) // 2
    even = torch.arange(-half, half + 1, dtype=torch.float64) / half * reach  # with 0 exactly in the middle
    losses = along.losses(even)
    search = find_kinks(along, even, losses, along.at(0.0).loss_rounding)
    moves = torch.cat([even, torch.tensor([kink.move for kink in search.kinks], dtype=torch.float64)])
    losses = torch.cat([losses, torch.tensor([kink.loss for kink in search.kinks], dtype=torch.float64)])
    order = moves.argsort(stable=True)
    return Slice(reach, moves[order], losses[order], search)
