"""The gradient worked out by hand: the chain rule on plain numbers, without autograd."""

from dataclasses import dataclass, field
from functools import reduce

import torch
from torch import Tensor

from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.scenario import Scenario

CELLS_A_BLOCK = 2**16
"""How many numbers are worked on at a time: 512 KiB of float64. Larger blocks are a little faster and take memory."""

ROWS_BESIDE = 16


@dataclass(frozen=True)
class ChainRule:
    """The gradient by hand, with everything it is made of.

    Attributes:
        residuals: how far each prediction is above its target, (N,).
        local: d error / d residual, one a sample, (N,).
        factor: what the reduction gives each sample: 1/N for the mean, 1 for the sum.
        dloss_dpreds: factor x local, (N,).
        contributions: each sample's share of each coefficient's gradient, dloss_dpreds x input, (N, n).
        grad: the contributions of all samples added, (n,).
        scenario: the problem.
    """

    residuals: Tensor
    local: Tensor
    factor: float
    dloss_dpreds: Tensor
    contributions: Tensor
    grad: Tensor
    scenario: Scenario = field(repr=False)

    def sizes(self) -> Tensor:
        """The contributions' sizes added up by coefficient, (n,), float64: what the bound of rounding is made of."""
        sizes, loss = _sizes(self.contributions), LOSSES[self.scenario.loss]
        lost = loss.underflow(self.residuals, self.factor)
        if lost.any():
            sizes = sizes + lost.double() @ self.scenario.t_indep.abs().double()
        return sizes


@torch.no_grad()
def chain_rule(scenario: Scenario) -> ChainRule:
    """Work the gradient out by hand, in the scenario's dtype.

    The residuals are computed with the forward program's own operations, `(t_indep * coeffs).sum(1) - t_dep`: a matrix
    product rounds differently, and the sign of a residual next to 0 would flip. The formula is the article's "Final
    Gradient", with each loss's derivative in the place of sign.
    """
    products = scenario.t_indep * scenario.coeffs
    residuals = products.sum(1) - scenario.t_dep
    local = LOSSES[scenario.loss].derivative(residuals)
    factor = REDUCTIONS[scenario.reduction].factor(scenario.n_samples)
    dloss_dpreds = local * factor
    # They take the place of the products, which nobody needs any more: in 1,000,000×10 memory that has been written to
    # before takes a fraction of the time of fresh memory, which the system hands out page by page.
    contributions = torch.mul(dloss_dpreds[:, None], scenario.t_indep, out=products)
    return ChainRule(residuals, local, factor, dloss_dpreds, contributions, contributions.sum(0), scenario)


def _sizes(contributions: Tensor) -> Tensor:
    """The contributions' sizes added up by coefficient in float64, (n,).

    Many of them block by block, with blocks small enough for the processor's cache, and sixteen rows side by side as
    one long row, along which torch adds faster. All at once the sizes are written to memory, read back and converted
    one by one, and that was a third of the time of an explanation of 1,000,000×10.
    """
    n_samples, n_coeffs = contributions.shape
    if contributions.numel() <= CELLS_A_BLOCK:
        return contributions.abs().sum(0, dtype=torch.float64)
    beside = n_samples // ROWS_BESIDE
    long, rest = contributions[: beside * ROWS_BESIDE], contributions[beside * ROWS_BESIDE :]
    blocks = torch.split(
        long.reshape(beside, ROWS_BESIDE * n_coeffs), max(1, CELLS_A_BLOCK // (ROWS_BESIDE * n_coeffs))
    )
    total = reduce(torch.add, (block.to(torch.float64, copy=True).abs_().sum(0) for block in blocks))
    return total.view(ROWS_BESIDE, n_coeffs).sum(0) + rest.abs().sum(0, dtype=torch.float64)
