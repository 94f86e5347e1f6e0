"""At a kink: both one-sided slopes, all subgradients between them, PyTorch's choice, and why the usual checks pass."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.autograd import gradcheck

from core.chain_rule import chain_rule
from core.engine import run_backward
from core.losses import LOSSES
from core.model import calc_loss
from core.scenario import Scenario
from core.slopes import slopes

GRADCHECK_EPS = 1e-6
"""torch.autograd.gradcheck's own default step."""


@dataclass(frozen=True)
class Kink:
    """The loss along coeffs[j] where some residuals are exactly 0.

    Attributes:
        samples: whose residuals are 0 and change with coeffs[j].
        left: the slope on the left: every subgradient lies between it and `right`.
        right: the slope on the right.
        chosen: what PyTorch puts into coeffs.grad[j].
        central: the central difference, float64.
        gradcheck: whether torch.autograd.gradcheck passes on the whole scenario, float64.
    """

    samples: tuple[int, ...]
    left: float
    right: float
    chosen: float
    central: float
    gradcheck: bool


def kink(scenario: Scenario, j: int) -> Kink | None:
    """What happens at the kink; None where no residual that changes with coeffs[j] is exactly 0.

    To the right of the kink |r_i| grows with |t_indep[i, j]|, to the left it falls: samples off their kink give both
    sides the same slope, those on it give it plus and minus the sum of their sizes. Residuals are those of the
    scenario's dtype, since PyTorch takes the sign there.
    """
    if not LOSSES[scenario.loss].kinked:
        return None
    hand, column = chain_rule(scenario), scenario.t_indep[:, j].double()
    at = (hand.residuals == 0) & (column != 0)
    if not at.any():
        return None
    # A loss with a kink has there the slope of |r|, up to its derivative beside it.
    steep = LOSSES[scenario.loss].derivative(torch.ones(1)).item()
    others = (hand.local.double() * column)[~at].sum().item() * hand.factor
    turn = steep * column[at].abs().sum().item() * hand.factor
    return Kink(
        samples=tuple(at.nonzero()[:, 0].tolist()),
        left=others - turn,
        right=others + turn,
        chosen=run_backward(scenario).coeffs_grad[j].item(),
        central=slopes(scenario, GRADCHECK_EPS).central[j].item(),
        gradcheck=passes_gradcheck(scenario),
    )


def passes_gradcheck(scenario: Scenario) -> bool:
    """Whether torch's own check of gradients passes, in float64.

    It compares autograd with central differences (https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html).
    """
    exact = scenario.replace(dtype=torch.float64)

    def loss(coeffs: Tensor) -> Tensor:
        return calc_loss(coeffs, exact.t_indep, exact.t_dep, exact.loss, exact.reduction)

    return gradcheck(loss, (exact.coeffs.clone().requires_grad_(),), eps=GRADCHECK_EPS, raise_exception=False)
