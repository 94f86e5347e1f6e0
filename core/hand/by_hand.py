"""The gradients of a program worked out by hand: a reverse pass over the hand rules, without autograd."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import torch
from torch import Tensor

from core.hand.slope_of_call import CallSlope, slope_of_call
from core.kinds import Rule
from core.kinds.pulls import shape_of, sum_to
from core.program import Operation, Program
from core.scenario import Scenario, carrying


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
    """

    scenario: Scenario
    values: Sequence[Tensor]
    gradients: Mapping[int, Tensor]
    slopes: Mapping[tuple[int, int], CallSlope]

    @cached_property
    def grads(self) -> dict[str, Tensor | None]:
        """The gradient of each leaf, by its name; None where no way leads to it."""
        numbers = self.scenario.program.numbers
        return {leaf: self.gradients.get(numbers[leaf]) for leaf in self.scenario.leaves}

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
        local = rule.local(call) if rule.local else None
        unreduced = rule.pull(upstream, local, call, operand)
        down = sum_to(unreduced, shape_of(call.operands[operand]))
        return HandStep(operation, operand, name, upstream, local, unreduced, down)


def by_hand(scenario: Scenario, values: Sequence[Tensor] | None = None) -> ByHand:
    """Work all gradients out by hand, in the scenario's dtype.

    From the loss back, call by call: each rule turns the gradient of a call's result into that of an operand, and where
    a tensor was read more than once its gradients are added. A call without a hand rule is moved a little, in float64,
    number by number (`core.hand.slope_of_call`).

    Args:
        scenario: the problem.
        values: the program's values where they are known already; they are computed otherwise, without a graph.
    """
    program = scenario.program
    with torch.no_grad():
        if values is None:
            values = program.compute(scenario.tensors)
        gradients: dict[int, Tensor] = {}
        slopes: dict[tuple[int, int], CallSlope] = {}
        if program.result in scenario.carrying:
            gradients[program.result] = torch.ones_like(values[program.result])
        for operation, passes in way_back(program, scenario.leaves):
            upstream = gradients.get(operation.result)
            if upstream is None:
                continue
            call = operation.call(values)
            for operand, read, rule in passes:
                if rule is None:
                    spent = sum(slope.cost for slope in slopes.values())
                    slope = slopes[operation.result, operand] = slope_of_call(operation, operand, call, spent)
                    down = slope.pull(upstream)
                else:
                    local = rule.local(call) if rule.local else None
                    down = sum_to(rule.pull(upstream, local, call, operand), values[read].shape)
                gradients[read] = gradients[read] + down if read in gradients else down
    return ByHand(scenario, values, gradients, slopes)


Passes = tuple[tuple[int, int, Rule | None], ...]
"""The operands of a call that a gradient passes back to: position, number of the value, hand rule."""


@lru_cache(maxsize=256)
def way_back(program: Program, leaves: tuple[str, ...]) -> tuple[tuple[Operation, Passes], ...]:
    """The calls that a gradient passes back through, from the last one on; worked out once a program."""
    reached = carrying(program, leaves)
    return tuple(
        (
            operation,
            tuple((at, read, _rule(operation, at)) for at, read in enumerate(operation.reads) if read in reached),
        )
        for operation in reversed(program.operations)
        if operation.result in reached
    )


def _rule(operation: Operation, operand: int) -> Rule | None:
    """The hand rule for an operand that a gradient passes to; None for a kind without hand rules."""
    if not operation.kind.rules:
        return None
    rule = operation.kind.rules[operand]
    assert rule is not None, f"{operation.kind.name} has no rule for {operation.kind.operands[operand]}"
    return rule
