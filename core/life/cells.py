"""The calls of the life of `.grad`, each a cell of a notebook: the code that runs is the code that a page shows.

A cell reads and writes the notebook's own names, so it is a function without parameters, and `cell_in` runs its code
with the notebook in the place of this module. A name that no cell has made yet is then missing as it would be in a
notebook, and Python says so itself. A cell's docstring is what the page says of it.

Three names stand for those of a problem, and a page shows these in their place (`actions.written`): `leaf` is the
chosen leaf, `*leaves` are all leaves, and `*data` are the other tensors that the program reads.
"""
# ruff: noqa: F821, PLW0603  # the names below are the notebook's: declared here, and made there

from collections.abc import Callable
from types import FunctionType
from typing import Any

import torch
from torch import Tensor

Cell = Callable[[], None]

calc_loss: Callable[..., Tensor]
leaf: Tensor
leaves: tuple[Tensor, ...]
data: tuple[Tensor, ...]
t_indep: Tensor
t_dep: Tensor
loss: Tensor
optimizer: torch.optim.Optimizer
lr: float
half: int
weights: tuple[float, float]


def cell_in(cell: Cell, names: dict[str, Any]) -> Cell:
    """A cell whose global names are a notebook's."""
    return FunctionType(cell.__code__, names)


def track() -> None:
    """Asks autograd to record what leaf goes into."""
    leaf.requires_grad_()


def track_each() -> None:
    """Asks autograd to record what any of the leaves goes into."""
    for each in [*leaves]:
        each.requires_grad_()


def make_optimizer() -> None:
    """Makes an optimizer that knows the tensors that have these names at this step."""
    global optimizer
    optimizer = torch.optim.SGD([*leaves], lr=0.1)


def halve_for_mean() -> None:
    """Splits the samples in two; in a mean each half counts by its share of them."""
    global half, weights
    half = len(t_dep) // 2
    weights = half / len(t_dep), (len(t_dep) - half) / len(t_dep)


def halve_for_sum() -> None:
    """Splits the samples in two; in a sum each half counts in full."""
    global half, weights
    half = len(t_dep) // 2
    weights = 1, 1


def forward() -> None:
    """Computes the loss; the operations on what is tracked leave a new graph."""
    global loss
    loss = calc_loss(*leaves, *data)


def first_half() -> None:
    """Computes the loss of the first half of the samples alone, times its weight."""
    global loss
    loss = weights[0] * calc_loss(*leaves, t_indep[:half], t_dep[:half])


def second_half() -> None:
    """Computes the loss of the other half of the samples, times its weight."""
    global loss
    loss = weights[1] * calc_loss(*leaves, t_indep[half:], t_dep[half:])


def backward() -> None:
    """Adds the gradient of the loss to leaf.grad, and frees what the graph had saved."""
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped


def backward_retained() -> None:
    """Adds the gradient of the loss to leaf.grad, and keeps the graph for another time."""
    loss.backward(retain_graph=True)  # type: ignore[no-untyped-call]  # torch leaves it untyped


def zero() -> None:
    """Sets every number in leaf.grad to 0."""
    leaf.grad.zero_()  # type: ignore[union-attr]  # where it is None, Python says so


def set_to_none() -> None:
    """Drops the gradient: leaf.grad is None again."""
    leaf.grad = None


def optimizer_zero() -> None:
    """Sets .grad to None on each tensor that the optimizer was made with."""
    optimizer.zero_grad()


def optimizer_step() -> None:
    """Subtracts learning rate × .grad from each tensor that the optimizer was made with, if its .grad is not None."""
    optimizer.step()


def step() -> None:
    """Subtracts learning rate × leaf.grad from leaf, while autograd does not record."""
    with torch.no_grad():
        leaf.sub_(lr * leaf.grad)  # type: ignore[operator]  # where it is None, Python says so


def step_tracked() -> None:
    """Tries the same step while autograd records."""
    leaf.sub_(lr * leaf.grad)  # type: ignore[operator]  # where it is None, Python says so


def detach() -> None:
    """Gives the name leaf to a new tensor, not tracked, which shares its numbers with the old one."""
    global leaf
    leaf = leaf.detach()
