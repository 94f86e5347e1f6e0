"""Where inf and nan came from: the first operation that made one, the entry, and why, asked of the numbers of a run."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import torch
from torch import Tensor

from core.engine.backward import Backward, BackwardStep
from core.engine.forward import Forward, ForwardStep
from core.engine.whole_run import Replay, replay
from core.kinds import said
from core.kinds.shapes import reduced_dims
from core.numbers import cell_name, dtype_name, short
from core.program import Operation
from core.scenario.scenario import Scenario

Direction = Literal["forward", "backward"]


@dataclass(frozen=True)
class Cause:
    """The first inf, or the first nan, of a run.

    Attributes:
        direction: the run that made it.
        tensor: forward the tensor that holds it; backward the one whose gradient does, or "contributions".
        sentence: where it came from, code between backticks.
    """

    direction: Direction
    tensor: str
    sentence: str


@dataclass(frozen=True)
class _Made:
    """A tensor of a run, and what explains one of its entries.

    Attributes:
        direction: the run that made it.
        tensor: its name, as in `Cause`.
        by: what made it: a line of code, or a node.
        values: its numbers.
        parts: for an entry, the numbers that were multiplied, subtracted or added in it; of a matrix product, "@", the
            two rows of numbers that were multiplied in pairs and added up, (2, k).
        sign: what was done with them.
    """

    direction: Direction
    tensor: str
    by: str
    values: Tensor
    parts: Callable[[tuple[int, ...]], Tensor]
    sign: "Sign"


Sign = Literal["×", "−", "+", "@", "of"]
MATRIX = ("matmul", "mm")


def causes(run: Replay) -> tuple[Cause, ...]:
    """Where the first inf and the first nan of a run came from, in the order in which they were made; () for neither.

    A scenario's own numbers are finite, so it is a number that its dtype cannot hold, or what came of one.
    """
    forward, backward = run.forward, run.backward
    made = [*_forward(forward), *_backward(backward)]
    found = {
        place: is_so
        for is_so in (torch.isinf, torch.isnan)
        for place in [next((place for place, each in enumerate(made) if is_so(each.values).any()), None)]
        if place is not None
    }
    told = [_cause(made[place], found[place], run.scenario.dtype) for place in sorted(found)]
    return (*told, *_dropped(forward, backward))


def remedy(scenario: Scenario) -> str:
    """A sentence where float64 would keep every number finite; "" where it would not, or is in use."""
    if scenario.dtype == torch.float64:
        return ""
    run = replay(scenario.replace(dtype=torch.float64))
    numbers = [step.value for step in run.forward.steps] + [step.unreduced for step in run.backward.steps]
    grads = [grad for grad in run.backward.grads.values() if grad is not None]
    finite = all(each.isfinite().all() for each in (*numbers, *grads))
    return "In float64 every number of this run is finite." if finite else ""


def beyond(dtype: torch.dtype) -> str:
    """What a number is that the dtype cannot hold."""
    return f"beyond what {dtype_name(dtype)} holds, about {short(torch.finfo(dtype).max)}"


SIGNS: dict[str, Sign] = {"mul": "×", "sub": "−", "add": "+", "sum": "+", "mean": "+"}
"""What a kind of operation does with the numbers of one entry; any other is a function of one number."""


def _forward(forward: Forward) -> Iterator[_Made]:
    for step in forward.steps:
        sign = SIGNS.get(step.operation.kind.name, "of")
        if step.operation.kind.name in MATRIX:
            first, second = (each for each in step.operation.given(forward.values) if isinstance(each, Tensor))
            yield _Made("forward", step.name, step.operation.code, step.value, partial(_pairs, first, second), "@")
            continue
        yield _Made("forward", step.name, step.operation.code, step.value, partial(_read, step, forward), sign)


def _read(step: ForwardStep, forward: Forward, place: tuple[int, ...]) -> Tensor:
    """The numbers that went into one entry of what a call made."""
    operation, given = step.operation, step.operation.given(forward.values)
    if operation.kind.name in ("sum", "mean"):
        return _added_up(operation, given[0], place)  # type: ignore[arg-type]  # a reduction reads a tensor
    reads = [each if isinstance(each, Tensor) else torch.tensor(each, dtype=step.value.dtype) for each in given]
    if operation.kind.name in SIGNS:
        return torch.stack([each.expand(step.value.shape)[place].to(step.value.dtype) for each in reads])
    first = reads[0]
    return (first.expand(step.value.shape)[place] if first.shape == step.value.shape else first.abs().max())[None]


def _pairs(first: Tensor, second: Tensor, place: tuple[int, ...]) -> Tensor:
    """What a product of matrices, or of a matrix and a vector, multiplied in pairs for one entry, (2, k)."""
    row = first[place[0]] if first.ndim == 2 else first
    column = second[:, place[-1]] if second.ndim == 2 else second
    return torch.stack([row, column])


def _added_up(operation: Operation, given: Tensor, place: tuple[int, ...]) -> Tensor:
    """The numbers that a reduction added up for one entry."""
    dims, kept = reduced_dims(tuple(given.shape), operation.options), iter(place)
    index = []
    for dim in range(given.ndim):
        if dim in dims:
            index.append(slice(None))
            if operation.options["keepdim"]:
                next(kept)
        else:
            index.append(next(kept))  # type: ignore[arg-type]  # an index, beside slices
    return given[tuple(index)].flatten()


def _backward(backward: Backward) -> Iterator[_Made]:
    for step in backward.steps:
        if step.rule == "accumulate":
            continue
        yield from _of_several(step)
        contributed = step.rule == "multiply then sum"
        tensor = "contributions" if contributed and len(step.edges) == 1 else step.receiver
        if step.rule in ("scale", "multiply", "broadcast", "multiply then sum"):
            yield _Made("backward", tensor, step.node, step.unreduced, _factors(step), "×")
        if contributed:
            yield _Made("backward", step.receiver, step.node, step.grad_out, partial(_column, step.unreduced), "+")


def _of_several(step: BackwardStep) -> Iterator[_Made]:
    """What a node hands on by a matrix product, along each edge, and along those behind the first by a product."""
    for edge in step.edges:
        rule, local, grad = step.rule_for(edge), step.local_for(edge), step.grad_in
        if rule is None or local is None:
            continue
        made = partial(_Made, "backward", edge.receiver, step.node)
        if rule.does == "matrix" and grad.ndim == local.ndim == 2:
            pair = (local.T, grad) if edge.operand else (grad, local.T)
            yield made(edge.grad, partial(_pairs, *pair), "@")
        elif rule.does in ("multiply", "gate") and edge is not step.edges[0]:
            yield made(step.unreduced_for(edge), partial(_times, grad, local), "×")


def _column(unreduced: Tensor, place: tuple[int, ...]) -> Tensor:
    return unreduced[:, place[0]]


def _factors(step: BackwardStep) -> Callable[[tuple[int, ...]], Tensor]:
    return partial(_times, step.grad_in, torch.ones_like(step.grad_in) if step.local is None else step.local)


def _times(grad: Tensor, local: Tensor, place: tuple[int, ...]) -> Tensor:
    return torch.stack([each[place[: each.ndim]] for each in (grad, local)])


def _cause(made: _Made, is_so: Callable[[Tensor], Tensor], dtype: torch.dtype) -> Cause:
    place = tuple(is_so(made.values).nonzero()[0].tolist())
    value, parts = made.values[place].item(), made.parts(place)
    name = _named(made, place)
    return Cause(
        made.direction,
        made.tensor,
        f"{short(value)} first appears in {name}: `{made.by}` {_why(made.sign, parts, value, dtype)}.",
    )


def _named(made: _Made, place: Sequence[int]) -> str:
    if made.direction == "forward":
        name = f"({made.tensor})" if " " in made.tensor and place else made.tensor
        return f"`{cell_name(name, place)}`"
    if made.tensor == "contributions":
        return f"contribution {cell_name('', place)}"
    name = f"({made.tensor})" if " " in made.tensor and place else made.tensor
    return f"the gradient of `{cell_name(name, place)}`"


def _why(sign: str, parts: Tensor, value: float, dtype: torch.dtype) -> str:
    """What the operation did with these numbers, after its name."""
    if sign == "@":
        return _why_product(parts, value, dtype)
    numbers = [short(part) for part in parts.tolist()]
    if sign in ("×", "−"):
        one, other = numbers
        other = f"({other})" if other.startswith("−") else other
        verb = "multiplies" if sign == "×" else "subtracts"
        outcome = "has no value" if math.isnan(value) else f"is {beyond(dtype)}"
        return f"{verb}, and {one} {sign} {other} {outcome}"
    if sign == "of":
        return f"of {numbers[0]} {'has no value' if math.isnan(value) else f'is {beyond(dtype)}'}"
    if bool((parts == torch.inf).any() and (parts == -torch.inf).any()):
        return "adds inf and −inf, which has no value"
    return f"adds {len(numbers):,} numbers, and the sum is {beyond(dtype)}, if only on the way"


def _why_product(parts: Tensor, value: float, dtype: torch.dtype) -> str:
    """The same of a matrix product: the first pair that gives no finite number, or else their sum."""
    products = parts[0] * parts[1]
    odd = products.isnan() if products.isnan().any() else products.isinf()
    if odd.any() and not (math.isnan(value) and not products.isnan().any()):
        at = int(odd.nonzero()[0].item())
        return _why("×", parts[:, at], products[at].item(), dtype)
    return _why("+", products, value, dtype)


def _dropped(forward: Forward, backward: Backward) -> Iterator[Cause]:
    """A residual of nan whose local derivative PyTorch takes as a number."""
    for step in backward.steps:
        if step.receiver != "residuals" or step.local is None or step.hand_rule is None or step.operation is None:
            continue
        residuals = forward["residuals"].value
        lost = (residuals.isnan() & step.local.isfinite()).nonzero()
        if len(lost):
            place = tuple(lost[0].tolist())
            name = said(step.hand_rule.name, step.operation.options, "residual")
            taken_as = f"its local derivative ({name}) at nan as {short(step.local.expand_as(residuals)[place].item())}"
            which = ", ".join(map(str, place))
            sentence = f"{step.node} takes {taken_as}: residual {which} adds nothing to the gradient."
            yield Cause("backward", "residuals", sentence)
