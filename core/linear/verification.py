"""Three answers to one question, side by side: autograd, the chain rule by hand, and finite differences.

A finite difference has errors of its own (`core.linear.difference_bounds`). Where they may exceed the tolerance it
proves nothing, whichever way it comes out, so a verdict has three values.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.engine import run_backward
from core.hand.verdicts import Agreement, Verdict, agreement, overall, too_large
from core.linear.closed_formula import ChainRule, chain_rule
from core.linear.difference_bounds import DifferenceBounds, bound_differences, uncancelled
from core.linear.moved_slopes import Slopes, slopes
from core.numbers import dtype_name
from core.numbers.writing import exact, short
from core.scenario.losses import LOSSES
from core.scenario.scenario import Scenario

DEFAULT_EPS = 1e-6
TOLERANCE = 1e-3
"""Relative to the contributions added without their signs: cancellation leaves no more digits than that."""
TOLERANCE_OF_ZERO = 1e-5
"""Where every contribution is 0: relative to what they would be if nothing cancelled in the residuals."""


@dataclass(frozen=True)
class Verification:
    """Three gradients and what their comparison is worth.

    Attributes:
        eps: how far each coefficient was moved, down and up.
        autograd: what `coeffs.grad` holds, in the scenario's dtype, (n,).
        hand: the gradient by the chain rule, in the scenario's dtype, (n,).
        central: the finite difference: the slope of the loss from coeffs[j] - eps to coeffs[j] + eps, float64, (n,).
        difference: autograd - hand, float64, (n,).
        bound: how large rounding can make that difference, float64, (n,).
        left: the slope from coeffs[j] - eps to coeffs[j], float64, (n,).
        right: the slope from coeffs[j] to coeffs[j] + eps, float64, (n,).
        error: how far the finite difference may lie from a right gradient, float64, (n,).
        tolerance: how near the finite difference must come to confirm a gradient, float64, (n,).
        kinks: the samples whose residual is exactly 0 in the scenario's dtype; empty for a loss without a kink.
        verdicts: one a coefficient.
        verdict: the one on all of them.
    """

    eps: float
    autograd: Tensor
    hand: Tensor
    central: Tensor
    difference: Tensor
    bound: Tensor
    left: Tensor
    right: Tensor
    error: Tensor
    tolerance: Tensor
    kinks: tuple[int, ...]
    verdicts: tuple[Verdict, ...]
    verdict: Verdict


def verify(scenario: Scenario, eps: float = DEFAULT_EPS, grad: Tensor | None = None) -> Verification:
    """Compare autograd, the hand calculation and float64 finite differences, coefficient by coefficient.

    Autograd and hand must agree within rounding (`core.hand.verdicts`), and the finite difference must confirm them to
    0.001 · Σ_i |contribution_ij|.

    Args:
        scenario: the problem.
        eps: how far to move each coefficient.
        grad: autograd's gradient, (n,), where the caller has run backward already.

    Raises:
        ValueError: for an eps that is not positive and finite.
    """
    exact = scenario.replace(dtype=torch.float64)
    moved = slopes(exact, eps)
    hand = chain_rule(scenario)
    compared = agreement(run_backward(scenario).coeffs_grad if grad is None else grad, hand)
    bounds = bound_differences(exact, hand, chain_rule(exact), moved, eps)
    finite = bool(hand.residuals.isfinite().all())
    evidence = _Evidence(scenario, eps, hand, compared, moved, bounds, _tolerance(exact, hand), finite)
    verdicts = tuple(evidence.judge(index) for index in range(scenario.n_coeffs))
    everywhere = "Autograd, the hand calculation and the finite differences agree for every coefficient."
    return Verification(
        eps=eps,
        autograd=compared.autograd,
        hand=compared.hand,
        central=moved.central,
        difference=compared.difference,
        bound=compared.bound,
        left=moved.left,
        right=moved.right,
        error=evidence.error,
        tolerance=evidence.tolerance,
        kinks=_kinks(scenario, hand),
        verdicts=verdicts,
        verdict=overall(verdicts, everywhere, [f"coeffs[{index}]" for index in range(scenario.n_coeffs)]),
    )


def no_slope(scenario: Scenario, j: int, eps: float) -> str:
    """Why a finite difference of coeffs[j] came to inf or nan."""
    at = scenario.coeffs[j].item()
    if at in {at - eps, at + eps}:
        step = exact(eps, torch.float64)
        return f"{step} is too small a step for float64 to move {short(at)} by it: choose a larger eps."
    return too_large(torch.float64).reason


def _kinks(scenario: Scenario, hand: ChainRule) -> tuple[int, ...]:
    if not LOSSES[scenario.loss].kinked:
        return ()
    return tuple((hand.residuals == 0).nonzero().flatten().tolist())


def _tolerance(exact: Scenario, hand: ChainRule) -> Tensor:
    """(n,): a contribution of 0 on every row is held to what the contributions would be without cancellation."""
    sizes = hand.contributions.abs().sum(0, dtype=torch.float64)
    largest = hand.factor * LOSSES[exact.loss].derivative(uncancelled(exact)).abs() @ exact.t_indep.abs()
    return torch.where(sizes > 0, TOLERANCE * sizes, TOLERANCE_OF_ZERO * largest)


@dataclass(frozen=True)
class _Evidence:
    """All that a verdict rests on."""

    scenario: Scenario
    eps: float
    hand: ChainRule
    compared: Agreement
    moved: Slopes
    bounds: DifferenceBounds
    tolerance: Tensor
    finite: bool  # all residuals; looked at once and not for each coefficient

    @property
    def step(self) -> str:
        """How far each coefficient was moved, as code is written."""
        return exact(self.eps, torch.float64)

    @property
    def error(self) -> Tensor:
        """(n,): how far the finite difference may lie from a right gradient."""
        return self.bounds.total + self.compared.bound

    def judge(self, index: int) -> Verdict:
        """The verdict on one coefficient: first what makes a comparison impossible, then the comparison."""
        if self.compared.verdicts[index].outcome != "agree":
            return self.compared.verdicts[index]
        if not self.finite:
            return too_large(self.scenario.dtype)
        kinked = int(self.bounds.kinked[index])
        if kinked >= 0:
            there = "is 0" if self.hand.residuals[kinked] == 0 else f"reaches 0 within the step of {self.step}"
            return Verdict("cannot tell", f"residuals[{kinked}] {there}, where the loss has no derivative.")
        if not (self.moved.left + self.moved.right)[index].isfinite():
            return Verdict("cannot tell", no_slope(self.scenario, index, self.eps))
        off = abs((self.moved.central - self.compared.autograd)[index].item())
        tolerance, error = self.tolerance[index].item(), self.error[index].item()
        if not error <= tolerance:
            return Verdict("cannot tell", self._too_rough(index, error, tolerance))
        if off > tolerance:
            return Verdict(
                "disagree",
                f"The finite difference lies {off:.2g} from autograd's gradient; the tolerance is {tolerance:.2g}.",
            )
        return Verdict("agree", "Autograd, the hand calculation and the finite difference agree.")

    def _too_rough(self, index: int, error: float, tolerance: float) -> str:
        causes = {
            "the loss bends within the step: a smaller eps may help": self.bounds.bend,
            "rounding is magnified by the small step: a larger eps may help": self.bounds.rounding,
            f"{dtype_name(self.scenario.dtype)} rounds the gradient itself: float64 may help": self.bounds.precision,
        }
        cause = max(causes, key=lambda text: causes[text][index].item())
        return f"The finite difference may be off by {error:.2g}, above the tolerance of {tolerance:.2g}: {cause}."
