"""The gradients of a program worked out by hand: a reverse pass over the hand rules, without autograd."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from core.hand.call_slopes import CallSlope, slope_of_call
from core.kinds import Call, Rule
from core.program import Operation, one_pull, reverse, way_back
from core.scenario.scenario import Scenario


@dataclass(frozen=True, eq=False)
class HandStep:
    """How one call's gradient passes to one of its operands.

    Attributes:
        operation: the call.
        operand: the operand's position.
        receiver: the operand's name.
        upstream: the gradient of the call's result, in its shape.
        local: the local derivative; None where the gradient is only copied or moved, or was found by a slope.
        unreduced: upstream × local, before it is added up to the operand's shape.
        downstream: what is handed on, in the operand's shape.
    """

    operation: Operation
    operand: int
    receiver: str
    upstream: Tensor
    local: Tensor | float | None
    unreduced: Tensor
    downstream: Tensor


@dataclass(frozen=True, eq=False)
class ByHand:
    """All gradients of one program, by hand.

    Attributes:
        scenario: the problem.
        values: every value of the program by its number, in the scenario's dtype.
        gradients: d loss / d value by the value's number, for all values that a gradient reaches.
        slopes: by call and operand, the float64 slopes of the calls that have no hand rule.
        grads: the gradient of each leaf, by its name; None where no way leads to it.
    """

    scenario: Scenario
    values: Sequence[Tensor]
    gradients: Mapping[int, Tensor]
    slopes: Mapping[tuple[int, int], CallSlope]
    grads: dict[str, Tensor | None]

    @property
    def coeffs_grad(self) -> Tensor:
        """The gradient of the leaf `coeffs`, in its shape.

        Raises:
            KeyError: for a program without it, or where no way leads to it.
        """
        grad = self.grads["coeffs"]
        if grad is None:
            raise KeyError("coeffs")
        return grad

    @property
    def without_rule(self) -> tuple[Operation, ...]:
        """The calls without a hand rule, whose gradients were found by a float64 slope."""
        makers = self.scenario.program.makers
        return tuple(makers[value] for value in dict.fromkeys(value for value, _ in self.slopes))

    @cached_property
    def steps(self) -> tuple[HandStep, ...]:
        """Every call and tracked operand, from the loss back; worked out when asked for."""
        with torch.no_grad():
            return tuple(
                self._step(operation, operand, rule)
                for operation, passes in way_back(self.scenario.program, self.scenario.leaves)
                if operation.result in self.gradients
                for operand, _, rule in passes
            )

    def _step(self, operation: Operation, operand: int, rule: Rule | None) -> HandStep:
        upstream, name = self.gradients[operation.result], self.scenario.program.names[operation.reads[operand] or 0]
        if rule is None:
            down = self.slopes[operation.result, operand].pull(upstream)
            return HandStep(operation, operand, name, upstream, None, down, down)
        call = operation.call(self.values)
        unreduced, down = one_pull(rule, call, operand, upstream)
        local = rule.local(call) if rule.local else None
        return HandStep(operation, operand, name, upstream, local, unreduced, down)


def by_hand(scenario: Scenario, values: Sequence[Tensor] | None = None) -> ByHand:
    """Work all gradients out by hand, in the scenario's dtype.

    From the loss back, call by call: each rule turns the gradient of a call's result into that of an operand, and where
    a tensor was read more than once its gradients are added. A call without a hand rule is moved a little, in float64,
    number by number (`core.hand.call_slopes`). A scenario's tensors are untracked, so no graph is built on the way.

    Args:
        scenario: the problem.
        values: the program's values, detached, where they are known already; they are computed otherwise.
    """
    program, leaves = scenario.program, scenario.leaves
    slopes: dict[tuple[int, int], CallSlope] = {}

    def moved(operation: Operation, operand: int, call: Call, upstream: Tensor) -> Tensor:
        spent = sum(slope.cost for slope in slopes.values())
        slope = slopes[operation.result, operand] = slope_of_call(operation, operand, call, spent)
        return slope.pull(upstream)

    if values is None:
        values = program.compute(scenario.tensors)
    assert not values[program.result].requires_grad  # or autograd would watch the hand
    gradients = reverse(program, leaves, values, torch.ones_like(values[program.result]), moved)
    numbers = program.numbers
    return ByHand(scenario, values, gradients, slopes, {leaf: gradients.get(numbers[leaf]) for leaf in leaves})
