"""Where inf or nan came from: the first tensor of a run that holds one, though no number of the problem is one."""

import torch
from torch import Tensor

from core.engine import run_backward, run_forward
from core.numbers.writing import short
from core.scenario.checks import dtype_name
from core.scenario.scenario import Scenario


def outgrown(scenario: Scenario) -> str:
    """In a sentence, which tensor of loss and gradient is the first to hold inf or nan; "" where none does.

    A scenario's own numbers are finite, so it is a number that its dtype cannot hold, or what came of one.
    """
    forward = ((f"`{step.name}`", step.value) for step in run_forward(scenario).steps)
    for name, tensor in forward:
        if found := _first(tensor):
            return _said(name, found, scenario.dtype)
    for step in run_backward(scenario).steps:
        if found := _first(step.grad_out):
            return _said(f"the gradient of `{step.receiver}`", found, scenario.dtype)
    return ""


def _first(tensor: Tensor) -> str:
    wrong = tensor[~tensor.isfinite()]
    return short(wrong[0].item()) if len(wrong) else ""


def _said(name: str, found: str, dtype: torch.dtype) -> str:
    largest = short(torch.finfo(dtype).max)
    return f"{name[0].upper()}{name[1:]} is the first to hold {found}: {dtype_name(dtype)} ends at {largest}."
