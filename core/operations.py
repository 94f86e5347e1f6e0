"""The forward program, one operation at a time: what runs, the line of code it is, and its derivative by hand.

Forward and backward rule of an operation stand side by side, as in micrograd. The code that a page shows is read from
the function that runs (`code_of`), and the names of the tensors are the parameters' names: torch itself keeps none.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

import torch
from torch import Tensor

from core.losses import LOSSES, REDUCTIONS, Loss, Reduction

Rule = Literal["scale", "multiply", "broadcast", "multiply then sum", "accumulate"]


@dataclass(frozen=True)
class Operation:
    """One line of the forward program and the rule by which a gradient passes back through it.

    Attributes:
        name: the tensor that the line makes.
        forward: the function that makes it; its parameters are the names of the tensors it reads.
        tracked: the one of these that the gradient passes back to.
        rule: what the node does with the gradient that arrives.
        local: the local derivative by hand, from the same named tensors; None where the gradient is only copied.
    """

    name: str
    forward: Callable[..., Tensor]
    tracked: str
    rule: Rule
    local: Callable[..., Tensor] | None

    @cached_property  # a program is built once and asked in every run
    def inputs(self) -> tuple[str, ...]:
        """The names of the tensors that the operation reads."""
        return parameters_of(self.forward)

    @cached_property
    def code(self) -> str:
        """The operation as a line of Python."""
        return f"{self.name} = {code_of(self.forward)}"


@cache
def parameters_of(function: Callable[..., Tensor]) -> tuple[str, ...]:
    """The names of a function's parameters."""
    return tuple(inspect.signature(function).parameters)


@cache
def code_of(function: Callable[..., Tensor]) -> str:
    """The expression that a one-line function returns, as written in its source."""
    source = textwrap.dedent(inspect.getsource(function))
    (returned,) = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Return))
    return ast.get_source_segment(source, returned.value) or ""  # type: ignore[arg-type]  # each one returns a value


def call(function: Callable[..., Tensor], values: Mapping[str, Tensor]) -> Tensor:
    """Call a function with the tensors that its parameters name."""
    return function(*[values[name] for name in parameters_of(function)])


def products(t_indep: Tensor, coeffs: Tensor) -> Tensor:
    """(N, n): `coeffs`, one row, is broadcast over the N rows of `t_indep`."""
    return t_indep * coeffs


def d_products(t_indep: Tensor) -> Tensor:
    """(N, n): the derivative of each product with respect to its coefficient is its input."""
    return t_indep


def preds(products: Tensor) -> Tensor:
    """(N,): each row added up."""
    return products.sum(axis=1)  # type: ignore[call-overload, no-any-return]  # torch's stubs know `dim` only


def residuals(preds: Tensor, t_dep: Tensor) -> Tensor:
    """(N,): how far each prediction is above its target, negative when below."""
    return preds - t_dep


def d_residuals(preds: Tensor) -> Tensor:
    """(): a residual moves with its prediction, one to one."""
    return torch.ones((), dtype=preds.dtype)


def program(loss: str, reduction: str) -> tuple[Operation, ...]:
    """The forward program for one loss and one reduction, in the order in which it runs.

    Args:
        loss: a key of `LOSSES`.
        reduction: a key of `REDUCTIONS`.
    """
    return _program(LOSSES[loss], REDUCTIONS[reduction])


@cache  # by the entries and not by their names, so that a changed registry gives a changed program
def _program(error: Loss, reduce: Reduction) -> tuple[Operation, ...]:
    return (
        Operation("products", products, "coeffs", "multiply then sum", d_products),
        Operation("preds", preds, "products", "broadcast", None),
        Operation("residuals", residuals, "preds", "scale", d_residuals),
        Operation("errors", error.forward, "residuals", "multiply", error.derivative),
        Operation("loss", reduce.forward, "errors", "scale" if reduce.local else "broadcast", reduce.local),
    )
