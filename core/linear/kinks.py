"""At a kink: both one-sided slopes, all subgradients between them, PyTorch's choice, and why the usual checks pass."""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.autograd import gradcheck

from core.engine import run_backward
from core.hand.bounds import ROUNDING_STEPS
from core.hand.verdicts import agreement
from core.linear.article import calc_loss
from core.linear.closed_formula import ChainRule, chain_rule
from core.linear.difference_bounds import bound_differences
from core.linear.moved_slopes import slopes
from core.scenario.losses import LOSSES
from core.scenario.scenario import Scenario

GRADCHECK_EPS = 1e-6
"""torch.autograd.gradcheck's own default step."""


@dataclass(frozen=True)
class Kink:
    """The loss along coeffs[j] where some residuals are exactly 0 in the scenario's dtype.

    Attributes:
        samples: whose residuals are 0 and change with coeffs[j].
        beside: how far in float64 the farthest of these kinks lies from coeffs[j]; 0 where it is there in float64 too.
        left: the slope on the left: every subgradient lies between it and `right`.
        right: the slope on the right.
        chosen: what PyTorch puts into coeffs.grad[j].
        central: the central difference, float64; nan where float64 rounds its step away.
        halves: whether `chosen` is the middle between `left` and `right`, up to rounding.
        unnoticed: whether `central` is that middle too, up to rounding.
        crowded: whether a residual that is not 0 reaches 0 within the central difference's step.
        gradcheck: whether torch.autograd.gradcheck passes on the whole scenario, float64.
    """

    samples: tuple[int, ...]
    beside: float
    left: float
    right: float
    chosen: float
    central: float
    halves: bool
    unnoticed: bool
    crowded: bool
    gradcheck: bool


NoKink = Literal["smooth", "unmoved", "in float64", "none"]


def why_no_kink(scenario: Scenario, j: int) -> NoKink:
    """Why `kink` finds none: the loss has none, coeffs[j] moves nothing, only float64 has one, or no residual is 0."""
    if not LOSSES[scenario.loss].kinked:
        return "smooth"
    if not scenario.t_indep[:, j].any():
        return "unmoved"
    exact = chain_rule(scenario.replace(dtype=torch.float64))
    return "in float64" if bool(((exact.residuals == 0) & (scenario.t_indep[:, j] != 0)).any()) else "none"


def kink(scenario: Scenario, j: int, grad: Tensor | None = None) -> Kink | None:
    """What happens at the kink; None where no residual that changes with coeffs[j] is exactly 0.

    To the right of the kink |r_i| grows with |t_indep[i, j]|, to the left it falls: samples off their kink give both
    sides the same slope, those on it give it plus and minus the sum of their sizes. Residuals are those of the
    scenario's dtype, since PyTorch takes the sign there; finite differences are taken in float64, where the same
    residuals may be small and not 0.

    Args:
        scenario: the problem.
        j: which coefficient is moved.
        grad: autograd's gradient, (n,), where the caller has run backward already.
    """
    if not LOSSES[scenario.loss].kinked:
        return None
    hand, column = chain_rule(scenario), scenario.t_indep[:, j].double()
    at = (hand.residuals == 0) & (column != 0)
    if not at.any():
        return None
    others, turn = _sides(scenario, hand, column)
    exact = scenario.replace(dtype=torch.float64)
    hand_exact, moved = chain_rule(exact), slopes(exact, GRADCHECK_EPS)
    compared = agreement(run_backward(scenario).coeffs_grad if grad is None else grad, hand)
    chosen, central = compared.autograd[j].item(), moved.central[j].item()
    rounding = bound_differences(exact, hand, hand_exact, moved, GRADCHECK_EPS).rounding[j].item()
    away = hand_exact.residuals.abs() / column.abs()
    return Kink(
        samples=tuple(at.nonzero()[:, 0].tolist()),
        beside=away[at].max().item(),
        left=others - turn,
        right=others + turn,
        chosen=chosen,
        central=central,
        halves=abs(chosen - others) <= compared.bound[j].item(),
        unnoticed=abs(central - others) <= rounding + compared.bound[j].item(),
        crowded=bool((away[~at] <= GRADCHECK_EPS).any()),
        gradcheck=passes_gradcheck(scenario),
    )


def rises(scenario: Scenario, direction: Tensor) -> bool:
    """Whether the loss rises on leaving the coefficients in a direction, (n,), by more than rounding explains.

    Residuals off their kink change with their derivative, those on it grow whichever way they move.
    """
    hand, moved = chain_rule(scenario), scenario.t_indep.double() @ direction.double()
    sizes = hand.dloss_dpreds.double().abs() @ (scenario.t_indep.double().abs() @ direction.double().abs())
    return sum(_sides(scenario, hand, moved)) > ROUNDING_STEPS * torch.finfo(scenario.dtype).eps * sizes.item()


def zeros(scenario: Scenario) -> tuple[int, ...]:
    """The samples whose residual is exactly 0 in the scenario's dtype."""
    return tuple((chain_rule(scenario).residuals == 0).nonzero()[:, 0].tolist())


def _sides(scenario: Scenario, hand: ChainRule, moved: Tensor) -> tuple[float, float]:
    """What residuals off their kink, and what those on it, give to the slope along `moved`, how each changes, (N,)."""
    loss = LOSSES[scenario.loss]
    at = (hand.residuals == 0) & (moved != 0) & loss.kinked
    # A loss with a kink has there the slope of |r|, up to its derivative beside it.
    steep = loss.derivative(torch.ones(1)).item()
    others = (hand.local.double() * moved)[~at].sum().item() * hand.factor
    return others, steep * moved[at].abs().sum().item() * hand.factor


def passes_gradcheck(scenario: Scenario) -> bool:
    """Whether torch's own check of gradients passes, in float64.

    It compares autograd with central differences (https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html).
    """
    exact = scenario.replace(dtype=torch.float64)

    def loss(coeffs: Tensor) -> Tensor:
        return calc_loss(coeffs, exact.t_indep, exact.t_dep, exact.loss, exact.reduction)

    return gradcheck(loss, (exact.coeffs.clone().requires_grad_(),), eps=GRADCHECK_EPS, raise_exception=False)
