"""A descent's steps again, as nearly every training loop takes them: zero_grad, forward, backward, step."""

from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor

from core.engine.sandbox import lines_of
from core.linear.article import calc_loss
from core.scenario.models import DEFAULT_MODEL
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


def _train_all(
    leaves: Sequence[Tensor], calc_loss: Callable[..., Tensor], rates: Sequence[float], *, zero_grad: bool
) -> None:
    for leaf in leaves:
        leaf.requires_grad_()
    optimizer = torch.optim.SGD(leaves, lr=rates[0])
    for rate in rates:
        optimizer.param_groups[0]["lr"] = rate
        if zero_grad:
            optimizer.zero_grad()
        loss = calc_loss(*leaves)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimizer.step()


def optimizer_code(model: str = DEFAULT_MODEL) -> str:
    """The lines that run for a model."""
    return lines_of(_train if model == DEFAULT_MODEL else _train_all)


def with_optimizer(descent: Descent, steps: int) -> dict[str, Tensor]:
    """Each leaf by its name after the first steps of a descent, at least one, taken by `torch.optim.SGD`.

    The first optimizer of a process imports torch's compiler: 1.3 s and 70 MiB with torch 2.13.
    """
    scenario = descent.scenario
    leaves = {name: scenario.tensors[name].clone() for name in scenario.leaves}
    rates = [descent.rate_at(step) for step in range(1, steps + 1)]
    if scenario.model == DEFAULT_MODEL:
        loss_of = partial(calc_loss, loss=scenario.loss, reduction=scenario.reduction)
        _train(scenario.t_indep, scenario.t_dep, leaves["coeffs"], loss_of, rates, zero_grad=descent.zero_grad)
    else:
        program = scenario.program

        def computed(*moved: Tensor) -> Tensor:
            given = {**scenario.tensors, **dict(zip(scenario.leaves, moved, strict=True))}
            return program.compute(given)[program.result]

        _train_all(list(leaves.values()), computed, rates, zero_grad=descent.zero_grad)
    return {name: leaf.detach() for name, leaf in leaves.items()}
