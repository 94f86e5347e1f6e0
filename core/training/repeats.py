"""What the mean and the sum make of the same data several times over, and of data split into shards."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.linear.article import calc_loss
from core.scenario.losses import REDUCTIONS
from core.scenario.scenario import Scenario


@dataclass(frozen=True)
class Copies:
    """The problem with its data repeated.

    Attributes:
        copies: how many times the data are there.
        n_samples: how many samples that makes.
        losses: the loss, by the name of the reduction.
        grads: coeffs.grad, (n,), by the name of the reduction.
    """

    copies: int
    n_samples: int
    losses: dict[str, float]
    grads: dict[str, Tensor]


@dataclass(frozen=True)
class Shards:
    """The mean's gradient of two shards, and what becomes of it.

    Attributes:
        sizes: how many samples each has.
        grads: each one's own gradient, (2, n).
        average: their plain average, (n,).
        weighted: their average weighted by their sizes, (n,).
    """

    sizes: tuple[int, int]
    grads: Tensor
    average: Tensor
    weighted: Tensor


def repeat(scenario: Scenario, copies: int) -> Scenario:
    """The same problem with every sample there `copies` times, one whole copy after the other."""
    return scenario.replace(t_indep=scenario.t_indep.repeat(copies, 1), t_dep=scenario.t_dep.repeat(copies))


def repeated(scenario: Scenario, copies: int) -> tuple[Copies, ...]:
    """Loss and gradient with 1 to `copies` times the data, by autograd, for every reduction."""
    found = []
    for times in range(1, copies + 1):
        data = repeat(scenario, times)
        results = {name: _run(data.replace(reduction=name)) for name in REDUCTIONS}
        losses = {name: loss for name, (loss, _) in results.items()}
        grads = {name: grad for name, (_, grad) in results.items()}
        found.append(Copies(times, data.n_samples, losses, grads))
    return tuple(found)


def shards(scenario: Scenario) -> Shards | None:
    """The mean's gradients of the first quarter of the samples and of the rest; None for a single sample."""
    first = max(1, scenario.n_samples // 4)
    if scenario.n_samples == 1:
        return None
    sizes = first, scenario.n_samples - first
    inputs, targets = (torch.split(each, list(sizes)) for each in (scenario.t_indep, scenario.t_dep))
    parts = zip(inputs, targets, strict=True)
    means = [_run(scenario.replace(t_indep=x, t_dep=y, reduction="mean"))[1] for x, y in parts]
    grads = torch.stack(means)
    weights = torch.tensor(sizes, dtype=scenario.dtype)
    weighted = (grads * weights[:, None]).sum(0) / scenario.n_samples
    return Shards(sizes, grads, grads.mean(0), weighted)


def _run(scenario: Scenario) -> tuple[float, Tensor]:
    """The loss and coeffs.grad, without the records that the walks need."""
    coeffs = scenario.coeffs.clone().requires_grad_()
    loss = calc_loss(coeffs, scenario.t_indep, scenario.t_dep, scenario.loss, scenario.reduction)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    assert coeffs.grad is not None
    return loss.item(), coeffs.grad
