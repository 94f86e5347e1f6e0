"""Where an inf or a nan in the result came from: the first number that the dtype could not hold."""

import torch
from torch import Tensor

from core import Scenario, dtype_name, exact, run_backward, run_forward


def beyond(scenario: Scenario) -> str:
    """The sentence, with code between backticks; "" where every number of both runs is finite.

    A scenario's own numbers are finite, so the first that is not came about by an operation that went beyond the
    dtype's largest number.
    """
    for step in run_forward(scenario).steps:
        if found := _first(step.value):
            return f"`{step.name}{found[0]}` is {_how(found[1], scenario.dtype)}"
    for back in run_backward(scenario).steps:
        if found := _first(back.grad_out):
            into = f"`{back.receiver}{found[0]}`"
            return f"The gradient that {back.node} hands on to {into} is {_how(found[1], scenario.dtype)}"
    return ""


def _first(tensor: Tensor) -> tuple[str, str] | None:
    """The first cell that is not finite, as a reader would index it, and what it is."""
    bad = ~tensor.isfinite()
    if not bad.any():
        return None
    index = tuple(bad.nonzero()[0].tolist())
    return f"[{', '.join(map(str, index))}]" if index else "", str(tensor[index].item())


def _how(number: str, dtype: torch.dtype) -> str:
    largest = f"{dtype_name(dtype)}'s largest number, {exact(torch.finfo(dtype).max, dtype)}"
    if number == "nan":
        return f"nan: on the way to it numbers went beyond {largest}, and inf − inf is nan."
    return f"{number.replace('-', '−')}: it, or a number on the way to it, went beyond {largest}."
