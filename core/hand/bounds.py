"""How far rounding can move a gradient by hand: from the same rules, applied to sizes.

A rule is linear in the gradient, so of |gradient| and |local derivative| it makes the size of everything that is added
up on the way, with nothing cancelled; rounding is a small multiple of that.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from core.hand.call_slopes import rounding_of_call
from core.hand.gradients import ByHand
from core.kinds import Call, Operand, Rule
from core.kinds.pulls import shape_of, sum_to
from core.program import way_back

ROUNDING_STEPS = 16
"""How many rounding errors of that size two gradients may lie apart (measured over generated programs, see
tests/core/hand/test_generated.py)."""


@dataclass(frozen=True, eq=False)
class ErrorBounds:
    """What two right gradients may differ by, by the leaf's name; float64, in the leaf's shape.

    Attributes:
        rounding: what rounding in the scenario's dtype explains: 16 · eps · size.
        slopes: what the float64 slopes of calls without a hand rule may be off by.
        bends: by leaf, the code of a call on its way whose slopes cannot be trusted, and why, as a sentence.
    """

    rounding: Mapping[str, Tensor]
    slopes: Mapping[str, Tensor]
    bends: Mapping[str, str]


def error_bounds(hand: ByHand) -> ErrorBounds:
    """Bound the rounding of every leaf's gradient."""
    scenario, program = hand.scenario, hand.scenario.program
    sizes: dict[int, Tensor] = {}
    errors: dict[int, Tensor] = {}
    bends: dict[int, str] = {}
    with torch.no_grad():
        if program.result in hand.gradients:
            sizes[program.result] = torch.ones_like(hand.values[program.result])
        for operation, passes in way_back(program, scenario.leaves):
            arrived = sizes.get(operation.result)
            if arrived is None:
                continue
            off = errors.get(operation.result)
            call = operation.call(hand.values)
            for operand, read, rule in passes:
                if rule is not None:
                    size = size_of(rule, call, operand, arrived)
                    error = None if off is None else size_of(rule, call, operand, off)
                else:
                    slope = hand.slopes[operation.result, operand]
                    size = slope.pull_size(arrived.double()).to(arrived.dtype)
                    error = slope.pull_error(arrived.double()).to(arrived.dtype)
                    error = error + rounding_of_call(operation, operand, call, hand.gradients[operation.result])
                    error = error if off is None else error + slope.pull_size(off.double()).to(arrived.dtype)
                    if slope.bends:
                        bends.setdefault(read, f"`{operation.code}` has no hand rule here and {slope.bends}.")
                if operation.result in bends:
                    bends.setdefault(read, bends[operation.result])
                sizes[read] = sizes[read] + size if read in sizes else size
                if error is not None:
                    errors[read] = errors[read] + error if read in errors else error
    step = ROUNDING_STEPS * torch.finfo(scenario.dtype).eps
    numbers = program.numbers
    found = {leaf: numbers[leaf] for leaf in scenario.leaves if numbers[leaf] in sizes}
    return ErrorBounds(
        rounding={leaf: step * sizes[number].double() for leaf, number in found.items()},
        slopes={leaf: errors[number].double() for leaf, number in found.items() if number in errors},
        bends={leaf: bends[number] for leaf, number in found.items() if number in bends},
    )


def least_size(hand: ByHand, leaf: str) -> Tensor | None:
    """A size that is never above a leaf's own, in a fraction of its time; None where a call without a rule reads it.

    What the rules of the calls that read the leaf make of the gradients that arrive there: a gradient is never larger
    than the size of what was added up in it.
    """
    scenario, number = hand.scenario, hand.scenario.program.numbers[leaf]
    found: Tensor | None = None
    with torch.no_grad():
        for operation, passes in way_back(scenario.program, scenario.leaves):
            arrived = hand.gradients.get(operation.result)
            for operand, read, rule in passes if arrived is not None else ():
                if read != number:
                    continue
                if rule is None:
                    return None
                assert arrived is not None  # or nothing would be passed back
                size = size_of(rule, operation.call(hand.values), operand, arrived.abs())
                found = size if found is None else found + size
    return found


def size_of(rule: Rule, call: Call, operand: int, arrived: Tensor) -> Tensor:
    """What a rule makes of sizes: the size of all that is added up into one operand's gradient."""
    measure = rule.size or rule.local
    local = measure(call) if measure else None
    pulled = rule.pull(arrived, _absolute(local), call, operand)
    if rule.local is not None:  # below the smallest normal number rounding is no share of the product any more
        pulled = pulled + torch.finfo(pulled.dtype).tiny
    return sum_to(pulled, shape_of(call.operands[operand]))


def _absolute(local: Operand | None) -> Operand | None:
    if isinstance(local, Tensor):
        return local if local.dtype == torch.bool else local.abs()
    return None if local is None else abs(local)
