"""One number in a cell of a walk through any program: which it is, and how the engine came to it."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import torch
from torch import Tensor

from core.engine.backward import BackwardStep, Edge
from core.engine.whole_run import Replay
from core.kinds import Call, Rule
from core.kinds.kind import Operand
from core.kinds.pulls import sum_to
from core.program import Operation


@dataclass(frozen=True)
class AskedCell:
    """A number of a run.

    Attributes:
        lane: a value, one of several gradients that meet at a value, all that a value receives, or what a leaf's
            `.grad` holds.
        value: the number of the value in the program.
        index: which entry of it.
        arrival: of several gradients, which, in the engine's order.
    """

    lane: Literal["value", "arrival", "gradient", "kept"]
    value: int
    index: tuple[int, ...]
    arrival: int = 0


def cell_number(run: Replay, asked: AskedCell) -> float:
    """The right number, as PyTorch computed it.

    Raises:
        KeyError: for a gradient that does not come, and for truth values, which are no numbers.
        IndexError: for a value or an entry that there is not.
    """
    tensor = _cells(run, asked)
    if tensor.dtype == torch.bool:
        raise KeyError(asked.value)
    return tensor[asked.index].item()


def _cells(run: Replay, asked: AskedCell) -> Tensor:
    if asked.lane == "value":
        return run.forward.values[asked.value]
    if asked.lane == "kept":
        grad = run.backward.grads[run.scenario.program.names[asked.value]]
        if grad is None:
            raise KeyError(asked.value)
        return grad
    came = arrived(run, asked.value)
    if not came:
        raise KeyError(asked.value)
    if asked.lane == "arrival":
        return came[asked.arrival].edge.grad
    total = came[0].edge.grad
    for each in came[1:]:
        total = total + each.edge.grad
    return total


class Handed(NamedTuple):
    """What a node handed on along one edge."""

    step: BackwardStep
    edge: Edge

    @property
    def rule(self) -> Rule | None:
        """By which rule; None where there is none."""
        return self.step.rule_for(self.edge)

    @property
    def operation(self) -> Operation:
        """The call that recorded the node."""
        operation = self.step.operation
        assert operation is not None  # an AccumulateGrad hands nothing on
        return operation

    @property
    def unreduced(self) -> Tensor:
        """Before it was added up for a receiver that was read several times."""
        return self.step.unreduced_for(self.edge)

    def call(self, run: Replay) -> Call:
        """What the call read and made."""
        return self.operation.call(run.forward.values)

    def local(self, run: Replay) -> Operand | None:
        """The local derivative; of a matrix product the other factor."""
        rule = self.rule
        return None if rule is None or rule.local is None else rule.local(self.call(run))

    def again(self, run: Replay, arrives: Tensor | None = None, local: Operand | None = None) -> Tensor:
        """What it would hand on if something else arrived, or with another local derivative; it has a rule."""
        rule = self.rule
        assert rule is not None
        factor = self.local(run) if local is None else local
        up = self.step.grad_in if arrives is None else arrives
        with torch.no_grad():
            made = rule.pull(up, factor, self.call(run), self.edge.operand)
        return sum_to(made, tuple(self.edge.grad.shape))


def arrived(run: Replay, value: int) -> list[Handed]:
    """What was handed to a value, in the engine's order; nothing for the loss, which starts with 1."""
    return [
        Handed(step, edge)
        for step in run.backward.steps
        for edge in step.edges
        if not edge.inside and edge.value == value
    ]


def way_of(run: Replay, asked: AskedCell) -> Handed | None:
    """The one edge that carried a number; None for a value, and where several meet."""
    if asked.lane == "value":
        return None
    came = arrived(run, asked.value)
    if asked.lane == "arrival":
        return came[asked.arrival]
    return came[0] if len(came) == 1 else None
