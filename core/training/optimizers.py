"""A descent's steps again, as nearly every training loop takes them: zero_grad, forward, backward, step."""

from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor

from core.engine.sandbox import lines_of
from core.linear.article import calc_loss
from core.training.descents import Descent

CalcLoss = Callable[[Tensor, Tensor, Tensor], Tensor]


def _train(
    t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss, rates: Sequence[float], *, zero_grad: bool
) -> None:
    coeffs.requires_grad_()
    optimizer = torch.optim.SGD([coeffs], lr=rates[0])
    for rate in rates:
        optimizer.param_groups[0]["lr"] = rate
        if zero_grad:
            optimizer.zero_grad()
        loss = calc_loss(coeffs, t_indep, t_dep)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimizer.step()


def optimizer_code() -> str:
    """The lines that run."""
    return lines_of(_train)


def with_optimizer(descent: Descent, steps: int) -> Tensor:
    """The coefficients, (n,), after the first steps of a descent, at least one, taken by `torch.optim.SGD`.

    The first optimizer of a process imports torch's compiler: 1.3 s and 70 MiB with torch 2.13.
    """
    scenario, coeffs = descent.scenario, descent.scenario.coeffs.clone()
    loss_of = partial(calc_loss, loss=scenario.loss, reduction=scenario.reduction)
    rates = [descent.rate_at(step) for step in range(1, steps + 1)]
    _train(scenario.t_indep, scenario.t_dep, coeffs, loss_of, rates, zero_grad=descent.zero_grad)
    return coeffs.detach()
