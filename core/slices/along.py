"""The loss as a function of how far one entry of one leaf is moved, in float64, many moves at a time."""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from core.hand.bounds import ROUNDING_STEPS, error_bounds
from core.hand.gradients import by_hand
from core.program import ProgramError
from core.scenario.entries import Entry
from core.scenario.scenario import Scenario

EPS = torch.finfo(torch.float64).eps
CHUNK = 4_000_000
"""How many numbers are held at once, where one run alone does not hold more."""


class At(NamedTuple):
    """What is known of the loss at one value of the entry, from the hand rules in float64.

    Attributes:
        loss: the loss.
        slope: its gradient with respect to the entry; 0 where no way leads to it.
        loss_rounding: how far rounding can keep this loss from the exact one.
        slope_rounding: the same of the slope.
    """

    loss: float
    slope: float
    loss_rounding: float
    slope_rounding: float


class Along:
    """The loss along one entry, all else held."""

    def __init__(self, scenario: Scenario, entry: Entry) -> None:
        """Hold the problem in float64.

        Raises:
            KeyError: for what is no leaf of the scenario.
            IndexError: for a place that the leaf does not have.
        """
        self.entry = entry
        self.exact = scenario.replace(dtype=torch.float64)
        if entry.leaf not in scenario.leaves:
            raise KeyError(entry.leaf)
        shape = tuple(self.leaf.shape)
        if len(entry.place) != len(shape) or not all(
            0 <= at < size for at, size in zip(entry.place, shape, strict=True)
        ):
            raise IndexError(f"{entry.text} is no entry of {entry.leaf}, whose shape is {shape}.")
        self._flat = entry.flat(shape)
        self._place = self.exact.program.inputs.index(entry.leaf)
        self._given = [self.exact.tensors[name] for name in self.exact.program.inputs]

    @property
    def leaf(self) -> Tensor:
        """The leaf, before any move."""
        return self.exact.tensors[self.entry.leaf]

    @property
    def here(self) -> float:
        """The entry, before any move."""
        return self.entry.of(self.leaf)

    @property
    def work(self) -> int:
        """How many numbers one run makes."""
        return sum(math.prod(shape) for shape in self.exact.shapes)

    @torch.no_grad()
    def losses(self, moves: Tensor) -> Tensor:
        """The loss after each move, (P,) -> (P,), float64; nan where the program cannot run there.

        As many moves at once as `CHUNK` allows (`torch.vmap`, https://docs.pytorch.org/docs/stable/generated/torch.vmap.html);
        what cannot be run so is run move by move.
        """
        if not len(moves):
            return moves.double()
        return torch.cat([self._together(some) for some in torch.split(moves.double(), max(1, CHUNK // self.work))])

    def moved(self, by: float) -> Scenario:
        """The problem after a move, float64.

        Raises:
            ScenarioError: where the entry is no finite number any more.
        """
        return self.exact.replace(**{self.entry.leaf: self._leaves(torch.tensor([by], dtype=torch.float64))[0]})

    def values(self, by: float) -> list[Tensor]:
        """Every value of the program after a move, by its number."""
        return self._run(self._leaves(torch.tensor([by], dtype=torch.float64))[0])

    def at(self, by: float) -> At:
        """The loss and its slope after a move, and what rounding can do to both.

        To first order: each value of the program is rounded by a few parts of its own size, which moves the loss by its
        gradient times as much (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.1); what is
        added up in a product is at most leaf × size of its gradient.

        Raises:
            ScenarioError: where the entry is no finite number any more.
            ProgramError: where the program cannot run.
        """
        hand = by_hand(self.moved(by))
        bounds = error_bounds(hand)
        total = sum(
            (hand.values[number].abs() * gradient.abs()).sum().item() for number, gradient in hand.gradients.items()
        )
        rounding = ROUNDING_STEPS * EPS * total + sum(
            (bounds.rounding[leaf] * hand.scenario.tensors[leaf].abs()).sum().item() for leaf in bounds.rounding
        )
        loss = hand.values[hand.scenario.program.result].item()
        grad, bound = hand.grads[self.entry.leaf], bounds.rounding.get(self.entry.leaf)
        if grad is None or bound is None:
            return At(loss, 0.0, rounding, 0.0)
        return At(loss, self.entry.of(grad), rounding, self.entry.of(bound))

    def _together(self, moves: Tensor) -> Tensor:
        leaves = self._leaves(moves)
        if len(moves) > 1:
            try:
                losses: Tensor = torch.vmap(lambda leaf: self._run(leaf)[-1])(leaves)
            except (ProgramError, RuntimeError):  # a call that torch cannot run for all at once
                pass
            else:
                return losses
        return torch.stack([self._alone(leaf) for leaf in leaves])

    def _alone(self, leaf: Tensor) -> Tensor:
        try:
            return self._run(leaf)[-1]
        except ProgramError:
            return torch.tensor(torch.nan, dtype=torch.float64)

    def _run(self, leaf: Tensor) -> list[Tensor]:
        """All values, the loss last."""
        program, values = self.exact.program, list(self._given)
        values[self._place] = leaf
        for operation in program.operations:
            values.append(operation(values))
        return [*values, values[program.result]]

    def _leaves(self, moves: Tensor) -> Tensor:
        """The leaf after each move, (P, *shape)."""
        leaves = self.leaf.flatten().repeat(len(moves), 1)
        leaves[:, self._flat] += moves
        return leaves.reshape(len(moves), *self.leaf.shape)
