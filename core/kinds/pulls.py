"""The linear maps by which a gradient passes back, shared by the rules of all kinds."""

from math import isfinite

import torch
from torch import Tensor

from core.kinds.kind import Call, Operand, Rule, Shape
from core.kinds.shapes import reduced_dims

ZERO, ONE = torch.zeros(()), torch.ones(())
"""As tensors, which torch takes in half the time of a number of Python's; without dimensions they change no dtype."""


def sum_to(gradient: Tensor, shape: Shape) -> Tensor:
    """A gradient added up to an operand's shape: what was copied going forward is added coming back."""
    return gradient if gradient.shape == shape else gradient.sum_to_size(shape)


def shape_of(operand: Operand) -> Shape:
    """An operand's shape; a number has that of a single one."""
    return tuple(operand.shape) if isinstance(operand, Tensor) else ()


def multiply(gradient: Tensor, local: Operand | None, _: Call, __: int) -> Tensor:
    """Upstream × local, number by number."""
    assert local is not None
    return gradient * local


def gate(gradient: Tensor, local: Operand | None, _: Call, __: int) -> Tensor:
    """Upstream × local, where a local derivative of 0 lets nothing through, not even inf or nan.

    Of finite numbers the product does that, and in a fraction of the time that picking number by number takes. It is
    added to 0, so that no −0 is left. A local derivative that is 1 or 0 may come as True or False.
    """
    assert isinstance(local, Tensor)
    if local.dtype == torch.bool:
        return gradient.masked_fill(~local, 0)
    product = torch.addcmul(ZERO, gradient, local)
    return product if isfinite(product.sum().item()) else product.masked_fill(local == 0, 0)


def passed(gradient: Tensor, _: Operand | None, __: Call, ___: int) -> Tensor:
    """As it is: the local derivative is 1."""
    return gradient


def copied(gradient: Tensor, _: Operand | None, call: Call, at: int) -> Tensor:
    """To each number that was added up: what was added going forward is copied coming back."""
    operand, dim = call.operands[at], call.options.get("dim")
    assert isinstance(operand, Tensor)
    if gradient.ndim and not call.options.get("keepdim"):
        for each in (dim,) if isinstance(dim, int) else sorted(reduced_dims(operand.shape, call.options)):
            gradient = gradient.unsqueeze(each)
    return gradient.expand_as(operand)


def shared(gradient: Tensor, local: Operand | None, call: Call, at: int) -> Tensor:
    """Copied, and then multiplied by 1/N: in this order, as torch does it, since rounding depends on it."""
    assert local is not None
    return copied(gradient, None, call, at) * local


def reshaped(gradient: Tensor, _: Operand | None, call: Call, at: int) -> Tensor:
    """Each number back to its place."""
    return gradient.reshape(shape_of(call.operands[at]))


def swapped(gradient: Tensor, _: Operand | None, call: Call, __: int) -> Tensor:
    """The same two dimensions exchanged again."""
    return gradient.transpose(call.options.get("dim0", 0), call.options.get("dim1", 1))


def times_right(gradient: Tensor, right: Operand | None, call: Call, _: int) -> Tensor:
    """For the first factor of a matrix product: upstream @ second.T.

    Of vectors as torch does it (derivatives.yaml: `mv`, `dot`; `matmul` of a vector and a matrix is an `mm`).
    """
    left = call.operands[0]
    assert isinstance(left, Tensor)
    assert isinstance(right, Tensor)
    if left.ndim == 1 and right.ndim == 2:
        return (gradient[None] @ right.T)[0]
    if right.ndim == 1:
        return torch.outer(gradient, right) if left.ndim == 2 else gradient * right
    return gradient @ right.T


def times_left(gradient: Tensor, left: Operand | None, call: Call, _: int) -> Tensor:
    """For the second factor of a matrix product: first.T @ upstream."""
    right = call.operands[1]
    assert isinstance(right, Tensor)
    assert isinstance(left, Tensor)
    if left.ndim == 1:
        return gradient * left if right.ndim == 1 else left[:, None] @ gradient[None]
    return left.T @ gradient


def other(at: int) -> Rule:
    """Of a product of two: the local derivative is the other factor."""
    return Rule(multiply, lambda call: call.operands[1 - at], reads=(1 - at,), formula="ba"[at])


def one_over(call: Call) -> float:
    """1/N of a mean: N numbers went into each one that came out."""
    (reduced,) = call.operands
    assert isinstance(reduced, Tensor)
    return 1 / max(1, reduced.numel() // max(1, call.out.numel()))


PASSES = Rule(passed, lambda _: 1.0, name="1", formula="1")
"""The operand is added: its local derivative is 1."""

TURNS = Rule(multiply, lambda _: -1.0, name="−1", formula="-1")
"""The operand is subtracted."""
