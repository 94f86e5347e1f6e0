"""How good a finite difference is, over many steps: in float32 and in float64."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.hand.gradients import by_hand
from core.scenario.entries import Entry
from core.scenario.scenario import Scenario

EXPONENTS = range(1, 15)
"""Steps of 10^-1 down to 10^-14."""


@dataclass(frozen=True, eq=False)
class Differences:
    """Central differences of the loss along one entry of a leaf; all numbers float64.

    Attributes:
        eps: the steps, largest first, (E,).
        exact: the gradient by hand in float64.
        float32: the central difference computed in float32, (E,); None where the numbers do not fit into float32.
        float64: the one computed in float64, (E,).
    """

    eps: Tensor
    exact: float
    float32: Tensor | None
    float64: Tensor


def differences(scenario: Scenario, entry: Entry) -> Differences:
    """(loss(entry + eps) - loss(entry - eps)) / (2 · eps), each step in both dtypes."""
    double = scenario.replace(dtype=torch.float64)
    eps = torch.tensor([10.0**-power for power in EXPONENTS], dtype=torch.float64)
    largest = max(tensor.abs().max().item() for tensor in double.tensors.values())
    fits = largest <= torch.finfo(torch.float32).max
    grad = by_hand(double).grads[entry.leaf]
    return Differences(
        eps=eps,
        exact=0.0 if grad is None else entry.of(grad),
        float32=_central(scenario.replace(dtype=torch.float32), entry, eps) if fits else None,
        float64=_central(double, entry, eps),
    )


@torch.no_grad()
def _central(scenario: Scenario, entry: Entry, eps: Tensor) -> Tensor:
    """As a reader would write it: everything in the scenario's dtype."""
    steps = eps.to(scenario.dtype)

    def loss(by: Tensor) -> Tensor:
        moved = scenario.tensors[entry.leaf].clone()
        moved[entry.place] += by
        values = scenario.program.compute({**scenario.tensors, entry.leaf: moved})
        return values[scenario.program.result]

    return torch.stack([(loss(step) - loss(-step)) / (2 * step) for step in steps]).double()
