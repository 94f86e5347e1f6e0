"""Gradient descent on a scenario, with the article's own step: `leaf.sub_(lr * leaf.grad)` under `no_grad`.

Every leaf moves. A descent is a value: one that is not at its end can be taken further (`further`), so long work can be
done in slices.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import torch
from torch import Tensor

from core.engine.sandbox import lines_of
from core.numbers import dtype_name
from core.numbers.writing import short
from core.program import ProgramError
from core.scenario.entries import Entry
from core.scenario.scenario import Scenario
from core.training.rates import RATES

MAX_STEPS = 1_000
"""How many steps a descent may have."""

MOST_KEPT = 2_000_000
"""How many numbers of leaves a descent keeps over all its steps; their gradients are as many again."""


class DescentError(ValueError):
    """Says in one sentence what a descent cannot start with, and what to give."""


@dataclass(frozen=True, eq=False)
class Descent:
    """The steps so far.

    Attributes:
        scenario: where it started.
        lr: the learning rate that was asked for.
        steps: how many steps were asked for.
        zero_grad: whether the gradients are zeroed after each step.
        rate: a key of `RATES`.
        leaves: each leaf before the first and after each step, by its name, (steps + 1, *shape).
        losses: the loss at each of them, (steps + 1,).
        leaf_grads: what each leaf's `.grad` held when a step used it, by its name, (steps, *shape).
        stopped: why it ended early, in a sentence; "" where it did not. All that was computed until then is there.
    """

    scenario: Scenario
    lr: float
    steps: int
    zero_grad: bool
    rate: str
    leaves: Mapping[str, Tensor]
    losses: Tensor
    leaf_grads: Mapping[str, Tensor]
    stopped: str = ""

    @property
    def coeffs(self) -> Tensor:
        """The leaf `coeffs` before the first and after each step: (steps + 1, n) for the article's model."""
        return self.leaves["coeffs"]

    @property
    def grads(self) -> Tensor:
        """What `coeffs.grad` held when each step used it: (steps, n) for the article's model."""
        return self.leaf_grads["coeffs"]

    @property
    def taken(self) -> int:
        """How many steps were taken."""
        return len(self.losses) - 1

    @property
    def ended(self) -> bool:
        """Whether no step is left to take."""
        return bool(self.stopped) or self.taken == self.steps

    def rate_at(self, step: int) -> float:
        """The learning rate that step 1, 2, … uses."""
        return RATES[self.rate].at(self.lr, step)

    def at(self, step: int) -> Scenario:
        """The scenario with the leaves after a step, 0 for the start."""
        return self.scenario.replace(**{name: kept[step] for name, kept in self.leaves.items()})

    def path(self, entry: Entry) -> Tensor:
        """An entry of a leaf before the first and after each step, (steps + 1,)."""
        index: tuple[slice | int, ...] = (slice(None), *entry.place)
        return self.leaves[entry.leaf][index]

    def _longer(
        self, leaves: list[dict[str, Tensor]], losses: list[Tensor], grads: list[dict[str, Tensor]], stopped: str
    ) -> Self:
        return replace(
            self,
            leaves=_appended(self.leaves, leaves),
            losses=torch.cat([self.losses, *(loss[None] for loss in losses)]),
            leaf_grads=_appended(self.leaf_grads, grads),
            stopped=stopped,
        )


def _appended(kept: Mapping[str, Tensor], more: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    return {name: torch.cat([tensor, *(row[name][None] for row in more)]) for name, tensor in kept.items()}


def descend(scenario: Scenario, lr: float, steps: int, zero_grad: bool = True, rate: str = "constant") -> Descent:
    """Take all steps, or as many as stay finite.

    Args:
        scenario: where to start, of any model or program; it is not changed.
        lr: the learning rate.
        steps: how many steps, at most `MAX_STEPS`.
        zero_grad: whether to zero the gradients after each step; without it each step uses the sum of all so far.
        rate: a key of `RATES`: how the learning rate changes.

    Raises:
        DescentError: for a learning rate, a number of steps or a schedule that cannot be used, and for a leaf that no
            gradient reaches.
        ProgramError: for a program that cannot run on the numbers it starts with.
    """
    return further(begin(scenario, lr, steps, zero_grad, rate), steps)


def begin(scenario: Scenario, lr: float, steps: int, zero_grad: bool = True, rate: str = "constant") -> Descent:
    """A descent before its first step, for `further`.

    Raises:
        DescentError: as `descend` does.
        ProgramError: as `descend` does.
    """
    if not 0 < lr < math.inf:
        raise DescentError(f"lr is {lr:g}: give a positive finite learning rate, such as 0.01.")
    if not 1 <= steps <= MAX_STEPS:
        raise DescentError(f"steps is {steps}: give a whole number from 1 to {MAX_STEPS}.")
    if rate not in RATES:
        raise DescentError(f"rate is {rate!r}: choose one of {', '.join(RATES)}.")
    loss, found = _run(scenario)
    if unreached := [name for name, grad in found.items() if grad is None]:
        raise DescentError(f"no gradient reaches {unreached[0]}, so no step can move it: leave it untracked.")
    if not found:
        raise DescentError("the program has no leaf, so there is nothing to move: track one of its inputs.")
    leaves = {name: scenario.tensors[name][None] for name in scenario.leaves}
    none_yet = {name: torch.empty((0, *kept.shape[1:]), dtype=scenario.dtype) for name, kept in leaves.items()}
    stopped = "" if loss.isfinite() else f"{_outgrown('Before the first step', scenario, loss)}: give smaller numbers."
    return Descent(scenario, lr, steps, zero_grad, rate, leaves, loss[None], none_yet, stopped)


def gradients(scenario: Scenario) -> dict[str, Tensor]:
    """What `backward()` leaves in each leaf's `.grad`, by its name; zeros where nothing reaches it."""
    return {
        name: torch.zeros_like(scenario.tensors[name]) if grad is None else grad
        for name, grad in _run(scenario)[1].items()
    }


def further(descent: Descent, most: int) -> Descent:
    """The same descent with up to `most` more steps; it goes on as if it had never paused."""
    scenario, stopped = descent.scenario, descent.stopped
    leaves = {name: kept[-1].clone().requires_grad_() for name, kept in descent.leaves.items()}
    if descent.taken and not descent.zero_grad:
        for name, leaf in leaves.items():
            leaf.grad = descent.leaf_grads[name][-1].clone()
    rows: list[dict[str, Tensor]] = []
    losses: list[Tensor] = []
    grads: list[dict[str, Tensor]] = []
    first, allowed = descent.taken + 1, MOST_KEPT // sum(leaf.numel() for leaf in leaves.values())
    count = min(most, 0 if stopped else descent.steps - descent.taken)
    loss = _loss(scenario, leaves) if count else descent.losses[-1]
    for step in range(first, first + count):
        if step > allowed:
            stopped = (
                f"A descent keeps the leaves of every step, at most {MOST_KEPT:,} numbers, and these are full after "
                f"step {step - 1}."
            )
            break
        used = _take_step(loss, leaves, descent.rate_at(step), zero_grad=descent.zero_grad)
        if stopped := _not_finite(scenario, step, used):
            break
        try:
            loss = _loss(scenario, leaves)
        except ProgramError as error:
            stopped = f"After step {step}: {error.message}"
            break
        if not loss.isfinite() or not all(leaf.isfinite().all() for leaf in leaves.values()):
            what = _outgrown(f"After step {step}", scenario, loss)
            stopped = f"{what}: try a learning rate below {descent.lr:g}."
            break
        rows.append({name: leaf.detach().clone() for name, leaf in leaves.items()})
        losses.append(loss.detach())
        grads.append(used)
    return descent._longer(rows, losses, grads, stopped)  # noqa: SLF001  # its own module


def _take_step(loss: Tensor, leaves: Mapping[str, Tensor], lr: float, *, zero_grad: bool) -> dict[str, Tensor]:
    """The article's training step, from a loss that was computed; returns what each `.grad` held."""
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    used = {name: leaf.grad.clone() for name, leaf in leaves.items()}  # type: ignore[union-attr]  # `begin` sees to it
    _STEPS[zero_grad](tuple(leaves.values()), lr)
    return used


def _step(leaves: tuple[Tensor, ...], rate: float) -> None:
    with torch.no_grad():
        for leaf in leaves:
            leaf.sub_(rate * leaf.grad)  # type: ignore[operator]  # `begin` refuses a leaf that no gradient reaches


def _step_and_zero(leaves: tuple[Tensor, ...], rate: float) -> None:
    with torch.no_grad():
        for leaf in leaves:
            leaf.sub_(rate * leaf.grad)  # type: ignore[operator]  # likewise
            leaf.grad.zero_()  # type: ignore[union-attr]  # likewise


_STEPS = {False: _step, True: _step_and_zero}


def step_code(*, zero_grad: bool) -> str:
    """The lines that follow `loss.backward()` in each step: they move `leaves` by `rate`."""
    return lines_of(_STEPS[zero_grad])


def _loss(scenario: Scenario, leaves: Mapping[str, Tensor]) -> Tensor:
    """The loss at other leaves, tracked where they are."""
    program = scenario.program
    return program.compute({**scenario.tensors, **leaves})[program.result]


def _run(scenario: Scenario) -> tuple[Tensor, dict[str, Tensor | None]]:
    """The loss, and each leaf's `.grad`, of one plain forward and backward."""
    leaves = {name: scenario.tensors[name].clone().requires_grad_() for name in scenario.leaves}
    loss = _loss(scenario, leaves)
    if loss.requires_grad:
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    return loss.detach(), {name: leaf.grad for name, leaf in leaves.items()}


def _not_finite(scenario: Scenario, step: int, used: Mapping[str, Tensor]) -> str:
    """What to say where the loss was finite and its gradient is not; "" where it is."""
    wrong = [name for name, grad in used.items() if not grad.isfinite().all()]
    if not wrong:
        return ""
    return (
        f"Step {step} cannot be taken, since {wrong[0]}.grad holds what {dtype_name(scenario.dtype)} cannot: "
        "give smaller numbers, or try a smaller learning rate."
    )


def _outgrown(when: str, scenario: Scenario, loss: Tensor) -> str:
    name, largest = dtype_name(scenario.dtype), torch.finfo(scenario.dtype).max
    what = "a leaf is not finite" if loss.isfinite() else f"the loss is {short(loss.item())}"
    return f"{when} {what}, since the numbers outgrew {name}, which ends at {short(largest)}"
