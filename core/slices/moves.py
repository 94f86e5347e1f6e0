"""What a gradient predicts for a move of one entry, and what the loss really does."""

from dataclasses import dataclass

import torch

from core.engine import run_backward
from core.scenario.entries import Entry
from core.scenario.scenario import Scenario
from core.slices.along import Along

SAME = 1e-5
"""Relative: what float32 may take from a gradient without a word; four digits are shown."""


@dataclass(frozen=True)
class Move:
    """A move of one entry, and what it changes; float64.

    Attributes:
        by: the move.
        taken: what rounding left of it: entry + by - entry.
        before: the loss before any move.
        after: the loss after the move.
        slope: what autograd put into the entry of `.grad`, in the scenario's dtype.
        exact_slope: the same gradient by hand, in float64, in which both losses are computed.
        rounding: how far rounding in float64 can keep the change of the loss from its slope times the move.
    """

    by: float
    taken: float
    before: float
    after: float
    slope: float
    exact_slope: float
    rounding: float

    @property
    def predicted(self) -> float:
        """Gradient × move."""
        return self.slope * self.by

    @property
    def real(self) -> float:
        """How much the loss changed."""
        return self.after - self.before

    @property
    def misses(self) -> float:
        """How far the prediction lies from what the loss really does."""
        return abs(self.real - self.predicted)

    @property
    def bends(self) -> bool:
        """Whether the loss itself leaves its tangent within the move, by more than rounding explains."""
        return abs(self.real - self.exact_slope * self.by) > self.rounding

    @property
    def drowned(self) -> bool:
        """Whether the change is so small beside the loss that rounding in float64 keeps it visibly from its slope."""
        return not self.bends and not self.rounded and self.misses > SAME * max(abs(self.real), abs(self.predicted))

    @property
    def rounded(self) -> bool:
        """Whether the scenario's dtype rounds the gradient so much that the prediction suffers visibly."""
        lost = abs(self.slope - self.exact_slope) * abs(self.by)
        return lost > self.rounding and lost > SAME * max(abs(self.real), abs(self.predicted))


def move_entry(scenario: Scenario, entry: Entry, by: float, slope: float | None = None) -> Move:
    """Move one entry by some amount and compute the loss again; autograd's gradient times the move predicts it.

    Args:
        scenario: the problem.
        entry: which number is moved.
        by: how far.
        slope: what autograd put into its `.grad`, where the caller has run backward already.
    """
    along = Along(scenario, entry)
    before, after = along.at(0.0), along.at(by)
    taken = (torch.tensor(along.here, dtype=torch.float64) + by).item() - along.here
    return Move(
        by=by,
        taken=taken,
        before=before.loss,
        after=after.loss,
        slope=slope_of(scenario, entry) if slope is None else slope,
        exact_slope=before.slope,
        rounding=before.loss_rounding
        + after.loss_rounding
        + before.slope_rounding * abs(by)
        + 2 * abs(before.slope) * abs(taken - by),
    )


def slope_of(scenario: Scenario, entry: Entry) -> float:
    """What autograd puts into the entry of `.grad`; 0 where no way leads to the leaf, whose `.grad` is None."""
    grad = run_backward(scenario).grads[entry.leaf]
    return 0.0 if grad is None else entry.of(grad)
