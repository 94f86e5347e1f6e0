"""How far a finite difference may lie from a right gradient, and why: bounded, not guessed."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.linear.closed_formula import ChainRule
from core.linear.moved_slopes import Slopes
from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.scenario import Scenario

ROUNDING = torch.finfo(torch.float64).eps
SMALLEST = torch.finfo(torch.float64).tiny


@dataclass(frozen=True)
class DifferenceBounds:
    """What may keep the central slope from the gradient, each part (n,) and float64.

    Attributes:
        bend: what the loss's bend within the step explains.
        rounding: what rounding in the finite difference explains.
        precision: what computing the gradient in the scenario's dtype, not in float64, explains.
        kinked: for each coefficient the first sample whose residual reaches a kink within the step, or -1.
    """

    bend: Tensor
    rounding: Tensor
    precision: Tensor
    kinked: Tensor

    @property
    def total(self) -> Tensor:
        """All parts added, (n,)."""
        return self.bend + self.rounding + self.precision


def bound_differences(
    exact: Scenario, hand: ChainRule, hand_exact: ChainRule, moved: Slopes, eps: float
) -> DifferenceBounds:
    """Bound each error of the central slope.

    - Every loss of `LOSSES` is convex, so the gradient lies between the left and the right slope, and the central slope
      in the middle of both: half their distance is the most that the bend can explain.
    - Rounding moves a residual by n + 2 rounding errors of the numbers that meet in it at most, and a loss by N + 4 of
      its errors' sum (Higham, Accuracy and Stability of Numerical Algorithms, 2002, sections 3.1 and 4.2); an error
      that takes several operations counts with what each of them makes (`Loss.rounding`). A slope divides two such
      losses by the step; the bend contains it too. Four times one loss's error covers all of it.
    - The precision is measured, not bounded: the same calculation in float64 stands beside it.

    Args:
        exact: the scenario in float64.
        hand: the hand calculation in the scenario's dtype.
        hand_exact: the hand calculation in float64.
        moved: the slopes.
        eps: the step that they were taken with.
    """
    spread = residual_rounding(exact, eps)
    reached = exact.t_indep != 0  # a sample with a 0 in column j does not feel a move of coeffs[j] at all
    reach = eps * exact.t_indep.abs().amax(1) + spread
    rounding = 4 * loss_rounding(exact, hand_exact.residuals, reach, spread) / eps * reached.any(0)
    return DifferenceBounds(
        bend=(moved.right - moved.left).clamp(min=0) / 2,
        rounding=rounding,
        precision=(hand_exact.grad - hand.grad).abs(),
        kinked=_first_kinked(exact, hand_exact, eps),
    )


def uncancelled(scenario: Scenario, eps: float = 0.0) -> Tensor:
    """(N,): the size of the numbers that meet in each residual, added without their signs."""
    return scenario.t_indep.abs() @ (scenario.coeffs.abs() + eps) + scenario.t_dep.abs()


def residual_rounding(exact: Scenario, eps: float) -> Tensor:
    """(N,): how far rounding can move each residual anywhere within the step."""
    return (exact.n_coeffs + 2) * ROUNDING * uncancelled(exact, eps)


def loss_rounding(exact: Scenario, residuals: Tensor, reach: Tensor, spread: Tensor) -> Tensor:
    """(): how far rounding can move the loss, wherever each residual lies within a distance of its own.

    Args:
        exact: the scenario in float64.
        residuals: around which residuals, (N,).
        reach: within which distance of each, (N,).
        spread: how far rounding can move each residual, (N,).
    """
    loss = LOSSES[exact.loss]
    ends = torch.stack([residuals - reach, residuals + reach])
    steepest = loss.derivative(ends).abs().amax(0)  # convex: slope and error are largest at an end
    errors = loss.rounding(ends).amax(0)
    own = (steepest * spread).sum() + (exact.n_samples + 4) * ROUNDING * errors.sum()
    return REDUCTIONS[exact.reduction].factor(exact.n_samples) * own + SMALLEST


def _first_kinked(exact: Scenario, hand_exact: ChainRule, eps: float) -> Tensor:
    """(n,): the first sample that reaches a kink within the step, -1 where none does; rounding is counted elsewhere."""
    if not LOSSES[exact.loss].kinked:
        return torch.full((exact.n_coeffs,), -1)
    near = (hand_exact.residuals.abs()[:, None] <= eps * exact.t_indep.abs()) & (exact.t_indep != 0)
    return torch.where(near.any(0), near.int().argmax(0), -1)
