"""The slope of one call in float64, number by number: for operations without a hand rule."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from core.kinds import Call
from core.program import Operation

STEP = 2.0**-17
"""How far a number is moved, relative to its size, at least this far: about the cube root of float64's rounding, where
bend and rounding of a central difference are equally small (Nocedal and Wright, Numerical Optimization, 8.1)."""

UNSETTLED = "has a slope that does not settle at these numbers"

MAX_NUMBERS = 2_000
"""How many numbers an operand may have to be moved one by one."""

ROUNDED = 4.0
"""How many times the rounding that was measured at one gradient it may be at another, a few bits away."""

MAX_SLOPES = 2_000_000
"""How many slopes all calls of a program together may give: numbers of the operand times numbers of the result."""

LEAST_SLOPES = 50
"""How many slopes moving one number counts for at least, since a call costs its time however little it makes."""


@dataclass(frozen=True, eq=False)
class CallSlope:
    """The slopes of every number of a call's result with respect to every number of one operand.

    Attributes:
        shape: the operand's shape.
        jacobian: (numbers of the result, numbers of the operand), float64; None where there are too many.
        error: how far each slope may be off, in the same shape: what halving the step changes, and rounding.
        bends: why the slopes cannot be trusted, as the end of a sentence: a difference did not settle when the step was
            halved, as at a kink, or there are too many of them; "" where they can.
    """

    shape: tuple[int, ...]
    jacobian: Tensor | None
    error: Tensor
    bends: str

    @property
    def cost(self) -> int:
        """How many slopes it counts for."""
        return 0 if self.jacobian is None else max(LEAST_SLOPES, len(self.jacobian)) * self.jacobian.shape[1]

    def pull(self, upstream: Tensor) -> Tensor:
        """The operand's gradient: upstream times the slopes; nan where they are too many to be found."""
        if self.jacobian is None:
            return torch.full(self.shape, torch.nan, dtype=upstream.dtype)
        return (upstream.double().flatten() @ self.jacobian).reshape(self.shape).to(upstream.dtype)

    def pull_size(self, upstream: Tensor) -> Tensor:
        """The same of sizes, for the bound of rounding; float64."""
        if self.jacobian is None:
            return torch.full(self.shape, torch.inf, dtype=torch.float64)
        return (upstream.flatten() @ self.jacobian.abs()).reshape(self.shape)

    def pull_error(self, upstream: Tensor) -> Tensor:
        """What the error of the slopes makes of sizes that arrive; float64."""
        if self.jacobian is None:
            return torch.full(self.shape, torch.inf, dtype=torch.float64)
        return (upstream.flatten() @ self.error).reshape(self.shape)


def slope_of_call(operation: Operation, operand: int, call: Call, spent: int = 0) -> CallSlope:
    """Move each number of one operand down and up, alone, in float64, at two step sizes, and run the call again.

    Args:
        operation: the call.
        operand: the position of the operand that is moved.
        call: what it read and made.
        spent: how many slopes the same program has cost already.
    """
    exact = [each.double() if isinstance(each, Tensor) and each.is_floating_point() else each for each in call.operands]
    moved = exact[operand]
    assert isinstance(moved, Tensor)
    shape, count = tuple(moved.shape), moved.numel()
    if count > MAX_NUMBERS or spent + count * max(LEAST_SLOPES, call.out.numel()) > MAX_SLOPES:
        many = f"is not moved number by number for more than {MAX_NUMBERS:,} numbers or {MAX_SLOPES:,} slopes"
        return CallSlope(shape, None, torch.zeros(0, dtype=torch.float64), many)
    if count == 0:
        empty = torch.zeros(call.out.numel(), 0, dtype=torch.float64)
        return CallSlope(shape, empty, empty, "")
    flat = moved.flatten()

    def run(at: Tensor) -> Tensor:
        given = [at.reshape(shape) if index == operand else each for index, each in enumerate(exact)]
        return operation.bound(*given).flatten()

    here = run(flat)
    (wide, wide_gap), (narrow, gap) = (_slopes(run, flat, here, scale) for scale in (1.0, 0.5))
    change = (wide - narrow).abs()
    # What each result may be off by: its own rounding, and that of all it is made of: a spread of large numbers, or
    # what cancels inside (gelu of -3 is -3 times 1 - 0.997).
    made = here.abs() + narrow.abs() @ flat.abs()
    rounding = torch.finfo(torch.float64).eps * (made[:, None] + _size(flat)) / (STEP * _size(flat))
    # The slopes on both sides come nearer when the step is halved; at a kink they do not, and the central one is still.
    slack = 1e-6 * narrow.abs().amax() + 16 * rounding
    settled = (change <= slack) & (gap <= 0.75 * wide_gap + 4 * slack)
    return CallSlope(shape, narrow, change + 4 * rounding, "" if settled.all() else UNSETTLED)


def rounding_of_call(operation: Operation, operand: int, call: Call, upstream: Tensor) -> float:
    """How far torch's own rounding can move the gradient that a call without a hand rule hands back.

    No rule says what is added up inside, so it is measured: the call's gradient in the scenario's precision beside the
    same in float64. A gradient that is wrong is wrong in both, and is not excused by it.
    """
    found = []
    for dtype in (upstream.dtype, torch.float64):
        given = [each.to(dtype) if isinstance(each, Tensor) else each for each in call.operands]
        with torch.enable_grad():
            moved = given[operand] = call.operands[operand].detach().to(dtype).requires_grad_()  # type: ignore[union-attr]  # a gradient passes to it, so it is a tensor
            made = operation.bound(*given)
            found.append(torch.autograd.grad(made, moved, upstream.to(dtype))[0].double())
    return ROUNDED * (found[0] - found[1]).abs().max().item() if found[0].numel() else 0.0


def _size(flat: Tensor) -> Tensor:
    return flat.abs().clamp(min=1.0)


def _slopes(run: Callable[[Tensor], Tensor], flat: Tensor, here: Tensor, scale: float) -> tuple[Tensor, Tensor]:
    """The central slopes, and how far apart those on both sides are."""
    columns, gaps = [], []
    for at in range(len(flat)):
        step = STEP * scale * _size(flat[at])
        up, down = flat.clone(), flat.clone()
        up[at] += step
        down[at] -= step
        above, below, both = run(up), run(down), up[at] - down[at]
        columns.append((above - below) / both)
        gaps.append((above - 2 * here + below).abs() / (both / 2))
    return torch.stack(columns, dim=1), torch.stack(gaps, dim=1)
