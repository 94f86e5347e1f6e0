"""How good a finite difference is, over many steps: in float32 and in float64."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.linear.article import calc_loss
from core.linear.closed_formula import chain_rule
from core.scenario.scenario import Scenario

EXPONENTS = range(1, 15)
"""Steps of 10^-1 down to 10^-14."""


@dataclass(frozen=True, eq=False)
class Differences:
    """Central differences of the loss along one coefficient; all numbers float64.

    Attributes:
        eps: the steps, largest first, (E,).
        exact: the gradient by the chain rule in float64.
        float32: the central difference computed in float32, (E,); None where the numbers do not fit into float32.
        float64: the one computed in float64, (E,).
    """

    eps: Tensor
    exact: float
    float32: Tensor | None
    float64: Tensor


def differences(scenario: Scenario, j: int) -> Differences:
    """(loss(coeffs[j] + eps) - loss(coeffs[j] - eps)) / (2 · eps), each step in both dtypes."""
    double = scenario.replace(dtype=torch.float64)
    eps = torch.tensor([10.0**-power for power in EXPONENTS], dtype=torch.float64)
    largest = max(tensor.abs().max().item() for tensor in (double.t_indep, double.t_dep, double.coeffs))
    fits = largest <= torch.finfo(torch.float32).max
    return Differences(
        eps=eps,
        exact=chain_rule(double).grad[j].item(),
        float32=_central(scenario.replace(dtype=torch.float32), j, eps) if fits else None,
        float64=_central(double, j, eps),
    )


def _central(scenario: Scenario, j: int, eps: Tensor) -> Tensor:
    """As a reader would write it: everything in the scenario's dtype."""
    steps = eps.to(scenario.dtype)

    def loss(by: Tensor) -> Tensor:
        moved = scenario.coeffs.clone()
        moved[j] += by
        return calc_loss(moved, scenario.t_indep, scenario.t_dep, scenario.loss, scenario.reduction)

    return torch.stack([(loss(step) - loss(-step)) / (2 * step) for step in steps]).double()
