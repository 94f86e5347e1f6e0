"""An elementwise call for one entry: its formula and that of its local derivative, and what both give for a number.

The formulas are those of the call's kind; what they give is what the call and its hand rule themselves make of a
number, so a line of a formula is checked by the operation that ran.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from core import BackwardStep, Call, Operation, said
from ui.walk.tape.story import Story


class OfCall:
    """One elementwise call, for the chosen sample."""

    def __init__(self, story: Story, operation: Operation, i: int) -> None:
        """Take what the call read beside the one tensor that is tracked, at sample i."""
        self.operation = operation
        values = story.forward.values
        tracked = story.scenario.carrying
        self.operand = next(at for at, read in enumerate(operation.reads) if read in tracked)
        self.others = [
            number if read is None else values[read].reshape(-1)[i : i + 1].double()
            for read, number in zip(operation.reads, operation.numbers, strict=True)
        ]

    @property
    def formula(self) -> str:
        """What it computes of r, in LaTeX."""
        return said(self.operation.kind.formula, self.operation.options)

    @property
    def derivative_formula(self) -> str:
        """Its derivative at r, in LaTeX."""
        rule = self.operation.kind.rules[self.operand]
        assert rule is not None  # a gradient passes to it
        return said(rule.formula, self.operation.options)

    def forward(self, x: Tensor) -> Tensor:
        """(1,) -> (1,): what the call makes of a number."""
        return self.operation.bound(*self._given(x))

    @torch.no_grad()
    def derivative(self, x: Tensor) -> Tensor:
        """(1,) -> (1,): the local derivative by the call's hand rule."""
        rule = self.operation.kind.rules[self.operand]
        assert rule is not None  # a gradient passes to it
        call = Call(tuple(self._given(x)), self.operation.options, self.forward(x))
        local = rule.local(call) if rule.local else 1.0
        return local.to(x.dtype) if isinstance(local, Tensor) else torch.full_like(x, local)

    def _given(self, x: Tensor) -> Sequence[Tensor | float]:
        given = list(self.others)
        given[self.operand] = x
        return given  # type: ignore[return-value]  # a number stands where no value is read


def call_of(story: Story, step: BackwardStep) -> OfCall:
    """The call that recorded a node."""
    assert step.operation is not None  # AccumulateGrad belongs to a leaf
    return OfCall(story, step.operation, story.i)
