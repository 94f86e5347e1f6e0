"""Gradient descent on a scenario, with the article's own step: `coeffs.sub_(lr * coeffs.grad)` under `no_grad`.

A descent is a value: one that is not at its end can be taken further (`further`), so long work can be done in slices.
"""

import math
from dataclasses import dataclass, replace
from typing import Self

import torch
from torch import Tensor

from core.linear.article import calc_loss
from core.numbers import dtype_name
from core.numbers.writing import short
from core.scenario.scenario import Scenario
from core.training.rates import RATES

MAX_STEPS = 1_000
"""How many steps a descent may have."""


class DescentError(ValueError):
    """Says in one sentence what a descent cannot start with, and what to give."""


@dataclass(frozen=True, eq=False)
class Descent:
    """The steps so far.

    Attributes:
        scenario: where it started.
        lr: the learning rate that was asked for.
        steps: how many steps were asked for.
        zero_grad: whether the gradient is zeroed after each step.
        rate: a key of `RATES`.
        coeffs: the coefficients before the first and after each step, (steps + 1, n).
        losses: the loss at each of them, (steps + 1,).
        grads: what `coeffs.grad` held when each step used it, (steps, n).
        stopped: why it ended early, in a sentence; "" where it did not. All that was computed until then is there.
    """

    scenario: Scenario
    lr: float
    steps: int
    zero_grad: bool
    rate: str
    coeffs: Tensor
    losses: Tensor
    grads: Tensor
    stopped: str = ""

    @property
    def taken(self) -> int:
        """How many steps were taken."""
        return len(self.grads)

    @property
    def ended(self) -> bool:
        """Whether no step is left to take."""
        return bool(self.stopped) or self.taken == self.steps

    def rate_at(self, step: int) -> float:
        """The learning rate that step 1, 2, … uses."""
        return RATES[self.rate].at(self.lr, step)

    def _longer(self, coeffs: list[Tensor], losses: list[Tensor], grads: list[Tensor], stopped: str) -> Self:
        return replace(
            self,
            coeffs=torch.cat([self.coeffs, *(row[None] for row in coeffs)]),
            losses=torch.cat([self.losses, *(loss[None] for loss in losses)]),
            grads=torch.cat([self.grads, *(row[None] for row in grads)]),
            stopped=stopped,
        )


def descend(scenario: Scenario, lr: float, steps: int, zero_grad: bool = True, rate: str = "constant") -> Descent:
    """Take all steps, or as many as stay finite.

    Args:
        scenario: where to start; it is not changed.
        lr: the learning rate.
        steps: how many steps, at most `MAX_STEPS`.
        zero_grad: whether to zero the gradient after each step; without it each step uses the sum of all so far.
        rate: a key of `RATES`: how the learning rate changes.

    Raises:
        DescentError: for a learning rate, a number of steps or a schedule that cannot be used.
    """
    return further(begin(scenario, lr, steps, zero_grad, rate), steps)


def begin(scenario: Scenario, lr: float, steps: int, zero_grad: bool = True, rate: str = "constant") -> Descent:
    """A descent before its first step, for `further`.

    Raises:
        DescentError: as `descend` does.
    """
    if not 0 < lr < math.inf:
        raise DescentError(f"lr is {lr:g}: give a positive finite learning rate, such as 0.01.")
    if not 1 <= steps <= MAX_STEPS:
        raise DescentError(f"steps is {steps}: give a whole number from 1 to {MAX_STEPS}.")
    if rate not in RATES:
        raise DescentError(f"rate is {rate!r}: choose one of {', '.join(RATES)}.")
    loss = _loss(scenario, scenario.coeffs)[None]
    none_yet = torch.empty((0, scenario.n_coeffs), dtype=scenario.dtype)
    stopped = "" if loss.isfinite() else f"{_outgrown('Before the first step', scenario, loss)}: give smaller numbers."
    return Descent(scenario, lr, steps, zero_grad, rate, scenario.coeffs[None], loss, none_yet, stopped)


def further(descent: Descent, most: int) -> Descent:
    """The same descent with up to `most` more steps; it goes on as if it had never paused."""
    scenario = descent.scenario
    coeffs = descent.coeffs[-1].clone().requires_grad_()
    if descent.taken and not descent.zero_grad:
        coeffs.grad = descent.grads[-1].clone()
    rows: list[Tensor] = []
    losses: list[Tensor] = []
    grads: list[Tensor] = []
    stopped = descent.stopped
    first = descent.taken + 1
    for step in range(first, first + min(most, 0 if stopped else descent.steps - descent.taken)):
        grad = _take_step(scenario, coeffs, descent.rate_at(step), zero_grad=descent.zero_grad)
        loss = _loss(scenario, coeffs)
        if not loss.isfinite():  # coefficients that are not finite make no finite loss
            what = _outgrown(f"After step {step}", scenario, loss)
            stopped = f"{what}: try a learning rate below {descent.lr:g}."
            break
        rows.append(coeffs.detach().clone())
        losses.append(loss)
        grads.append(grad)
    return descent._longer(rows, losses, grads, stopped)  # noqa: SLF001  # its own module


def _take_step(scenario: Scenario, coeffs: Tensor, lr: float, *, zero_grad: bool) -> Tensor:
    """The article's training step; returns what `coeffs.grad` held, (n,)."""
    loss = calc_loss(coeffs, scenario.t_indep, scenario.t_dep, scenario.loss, scenario.reduction)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    assert coeffs.grad is not None
    used = coeffs.grad.clone()
    with torch.no_grad():
        coeffs.sub_(lr * coeffs.grad)
        if zero_grad:
            coeffs.grad.zero_()
    return used


@torch.no_grad()
def _loss(scenario: Scenario, coeffs: Tensor) -> Tensor:
    return calc_loss(coeffs, scenario.t_indep, scenario.t_dep, scenario.loss, scenario.reduction)


def _outgrown(when: str, scenario: Scenario, loss: Tensor) -> str:
    name, largest = dtype_name(scenario.dtype), torch.finfo(scenario.dtype).max
    return f"{when} the loss is {short(loss.item())}, since the numbers outgrew {name}, which ends at {short(largest)}"
