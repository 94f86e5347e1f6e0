"""The article's program in plain torch, without any replay: the oracle of the tests."""

import torch
from torch import Tensor

from core import LOSSES, REDUCTIONS, Scenario, calc_loss


def live(scenario: Scenario) -> tuple[Tensor, Tensor]:
    """`coeffs` and `loss`, with the graph between them."""
    coeffs = scenario.coeffs.clone().requires_grad_()
    return coeffs, calc_loss(coeffs, scenario.t_indep, scenario.t_dep, scenario.loss, scenario.reduction)


def plain_grad(scenario: Scenario) -> Tensor:
    """What `loss.backward()` leaves in `coeffs.grad`."""
    coeffs, loss = live(scenario)
    loss.backward()  # type: ignore[no-untyped-call]
    assert coeffs.grad is not None
    return coeffs.grad


def nodes_from_loss(loss: str, reduction: str) -> list[str]:
    """The nodes' names from the loss's to the leaf's: those of a registry's entry asked of torch."""
    leaf = torch.ones(2, requires_grad=True)
    last, errors = REDUCTIONS[reduction].forward(leaf * 1), LOSSES[loss].forward(leaf * 1)
    names = [type(last.grad_fn).__name__, type(errors.grad_fn).__name__]
    return [*names, "SubBackward0", "SumBackward1", "MulBackward0", "AccumulateGrad"]
