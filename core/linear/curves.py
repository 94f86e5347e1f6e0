"""The loss along one coefficient, the others held: the curve, its kinks, and what a move really changes."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from core.engine import run_backward
from core.linear.article import calc_loss
from core.linear.difference_bounds import ROUNDING, loss_rounding, residual_rounding
from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.scenario import Scenario
from core.slices.moves import Move
from core.slices.notches import round_reach

POINTS, FEWEST = 201, 41
"""How many points a curve has besides its kinks, for few samples and for very many."""

MOST_KINKS = 40
"""How many kinks a curve names: those nearest to the present coefficient."""

MOST_WORK = 8_000_000
"""How many errors a curve may take, where its fewest points do not already take more."""

CHUNK = 4_000_000
"""How many numbers are held at once."""


@dataclass(frozen=True, eq=False)
class Curve:
    """The loss against moves of coeffs[j], all numbers float64.

    Attributes:
        reach: the largest move, either way.
        moves: how far coeffs[j] was moved, in order, with 0 and the kinks among them, (P,).
        losses: the loss there, (P,).
        kinks: the moves at which a residual becomes 0, nearest first, (K,); empty for a loss without kinks.
        samples: whose residuals, K indices.
        left_out: how many more kinks lie within reach.
    """

    reach: float
    moves: Tensor
    losses: Tensor
    kinks: Tensor
    samples: tuple[int, ...]
    left_out: int


@dataclass(frozen=True)
class LinearMove(Move):
    """A move of one coefficient, with the kinks that lie within it; float64.

    Attributes:
        crossed: how many residuals become 0 within the move, its ends included; 0 for a loss without kinks.
        started: how many of them are 0 before the move.
        first: the sample of the nearest of them, or -1.
    """

    crossed: int
    started: int
    first: int


def reach_of(scenario: Scenario, j: int, at_least: float = 0.0) -> float:
    """A range of moves in which something happens: about twice as far as half of the samples need to reach residual 0.

    It is 50 times 1, 2 or 5 times a power of ten, so that a slider's notches are round numbers. Where no move of
    coeffs[j] brings any residual to 0, or all are there, it is as large as coeffs[j], or 5 for a 0.

    Args:
        scenario: the problem.
        j: which coefficient.
        at_least: a move that has to lie within.
    """
    zeros = _zeros(_exact(scenario), j).abs()
    away = zeros[(zeros > 0) & zeros.isfinite()]
    wanted = 2 * away.median().item() if len(away) else abs(scenario.coeffs[j].item()) or 5.0
    return round_reach(max(wanted, at_least))


def curve(scenario: Scenario, j: int, reach: float) -> Curve:
    """The loss for moves of coeffs[j] from -reach to reach.

    Every residual moves in a straight line, r_i + move · t_indep[i, j], and is 0 at move = -r_i / t_indep[i, j]: there
    the mae has its kinks, and it is straight between them.

    Raises:
        ValueError: for a reach that is not positive and finite.
    """
    if not 0 < reach < math.inf:
        raise ValueError(f"reach is {reach}: give a positive finite number.")
    exact = _exact(scenario)
    kinks, samples, left_out = _kinks(exact, j, reach)
    half = min(POINTS, max(FEWEST, MOST_WORK // exact.n_samples)) // 2
    even = torch.arange(-half, half + 1, dtype=torch.float64) / half * reach  # with 0 exactly in the middle
    moves = torch.cat([even, kinks]).unique()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    return Curve(reach, moves, torch.cat(list(_along(exact, j, moves))), kinks, samples, left_out)


def move(scenario: Scenario, j: int, by: float, grad: Tensor | None = None) -> LinearMove:
    """Move coeffs[j] by some amount and compute the loss again; autograd's gradient times the move predicts it.

    Args:
        scenario: the problem.
        j: which coefficient is moved.
        by: how far.
        grad: autograd's gradient, (n,), where the caller has run backward already.
    """
    exact = _exact(scenario)
    moved = exact.coeffs.clone()
    moved[j] += by
    before, after = (
        calc_loss(at, exact.t_indep, exact.t_dep, exact.loss, exact.reduction).item() for at in (exact.coeffs, moved)
    )
    residuals, column = _residuals(exact), exact.t_indep[:, j]
    zeros = torch.full((exact.n_samples,), math.inf)
    if LOSSES[exact.loss].kinked:
        zeros = _zero_at(residuals, column)
    within = (zeros * math.copysign(1.0, by) >= 0) & (zeros.abs() <= abs(by))
    nearest = torch.where(within, zeros.abs(), math.inf)
    slopes = LOSSES[exact.loss].derivative(residuals) * column
    exact_slope = slopes.sum().item() * REDUCTIONS[exact.reduction].factor(exact.n_samples)
    taken = (moved[j] - exact.coeffs[j]).item()
    return LinearMove(
        by=by,
        taken=taken,
        before=before,
        after=after,
        slope=(run_backward(scenario).coeffs_grad if grad is None else grad)[j].item(),
        exact_slope=exact_slope,
        rounding=_rounding(exact, residuals, column, abs(by)) + 2 * abs(exact_slope) * abs(taken - by),
        crossed=int(within.sum()),
        started=int((zeros == 0).sum()),
        first=int(nearest.argmin()) if bool(within.any()) else -1,
    )


def _rounding(exact: Scenario, residuals: Tensor, column: Tensor, by: float) -> float:
    """What rounding can do to the change of the loss and to the slope times a move of a size, in float64."""
    loss, factor = LOSSES[exact.loss], REDUCTIONS[exact.reduction].factor(exact.n_samples)
    spread = residual_rounding(exact, by)
    losses = 2 * loss_rounding(exact, residuals, by * column.abs() + spread, spread).item()
    steep = loss.derivative(residuals.abs())
    slope = (exact.n_samples + 4) * ROUNDING * (steep.abs() * column.abs()).sum().item()
    if not loss.kinked:  # the slope of a loss that bends, at a residual that is rounded
        slope += ((loss.derivative(residuals.abs() + spread) - steep) * column.abs()).sum().item()
    return losses + factor * slope * by


def _exact(scenario: Scenario) -> Scenario:
    return scenario.replace(dtype=torch.float64)


def _residuals(exact: Scenario) -> Tensor:
    return (exact.t_indep * exact.coeffs).sum(1) - exact.t_dep


def _zeros(exact: Scenario, j: int) -> Tensor:
    """(N,): the move of coeffs[j] that brings each residual to 0; inf where none does."""
    return _zero_at(_residuals(exact), exact.t_indep[:, j])


def _zero_at(residuals: Tensor, column: Tensor) -> Tensor:
    return torch.where(column == 0, math.inf, -residuals / column)


def _kinks(exact: Scenario, j: int, reach: float) -> tuple[Tensor, tuple[int, ...], int]:
    if not LOSSES[exact.loss].kinked:
        return torch.empty(0, dtype=torch.float64), (), 0
    zeros = _zeros(exact, j)
    inside = (zeros.abs() <= reach).nonzero()[:, 0]
    nearest = inside[zeros[inside].abs().argsort(stable=True)][:MOST_KINKS]
    return zeros[nearest], tuple(nearest.tolist()), len(inside) - len(nearest)


def _along(exact: Scenario, j: int, moves: Tensor) -> Iterator[Tensor]:
    """The loss at each move, some moves at a time, so that N × P numbers are never held at once."""
    residuals, column = _residuals(exact), exact.t_indep[:, j]
    error, factor = LOSSES[exact.loss].forward, REDUCTIONS[exact.reduction].factor(exact.n_samples)
    for some in torch.split(moves, max(1, CHUNK // exact.n_samples)):
        yield error(residuals + some[:, None] * column).sum(1) * factor
