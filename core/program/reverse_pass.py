"""The reverse pass over the hand rules of a program: from the gradient of its result to those of its values.

Autograd takes no part in it. Where a value was read more than once, its gradients are added.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

from torch import Tensor

from core.kinds import Call, Rule
from core.kinds.pulls import shape_of, sum_to
from core.program.program import Operation, Program

Passes = tuple[tuple[int, int, Rule | None], ...]
"""The operands of a call that a gradient passes back to: position, number of the value, hand rule."""

WithoutRule = Callable[[Operation, int, Call, Tensor], Tensor]
"""The gradient of an operand of a call that has no hand rule, from the call and the gradient of its result."""


def reverse(
    program: Program,
    leaves: tuple[str, ...],
    values: Sequence[Tensor],
    upstream: Tensor,
    without_rule: WithoutRule | None = None,
) -> dict[int, Tensor]:
    """The gradients of all values that lie between the result and the leaves, by the values' numbers.

    Args:
        program: what ran.
        leaves: to which of its inputs gradients pass.
        values: every value, by its number.
        upstream: the gradient of the result, in its shape.
        without_rule: what to do for a kind without hand rules; None where the program has none.
    """
    gradients = {program.result: upstream} if program.result in carrying(program, leaves) else {}
    for operation, passes in way_back(program, leaves):
        arrived = gradients.get(operation.result)
        if arrived is None:
            continue
        call = operation.call(values)
        for operand, read, rule in passes:
            if rule is None:
                assert without_rule is not None
                down = without_rule(operation, operand, call, arrived)
            else:
                down = rule.down(arrived, call, operand)
                shape = values[read].shape
                if down.shape != shape:  # copied going forward, so added up coming back
                    down = down.sum_to_size(tuple(shape))
            gradients[read] = gradients[read] + down if read in gradients else down
    return gradients


def one_pull(rule: Rule, call: Call, operand: int, upstream: Tensor) -> tuple[Tensor, Tensor]:
    """Upstream × local before it is added up to the operand's shape, and after."""
    unreduced = rule.down(upstream, call, operand)
    return unreduced, sum_to(unreduced, shape_of(call.operands[operand]))


@lru_cache(maxsize=256)
def carrying(program: Program, leaves: tuple[str, ...]) -> frozenset[int]:
    """The values that a gradient can pass back through to one of the leaves, by their numbers."""
    found = {number for number, name in enumerate(program.inputs) if name in leaves}
    for operation in program.operations:
        passes = not operation.kind.cut and not operation.guarded
        if passes and found.intersection(operation.values):
            found.add(operation.result)
    return frozenset(found)


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
