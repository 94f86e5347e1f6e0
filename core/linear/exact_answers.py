"""The exact answers that a descent can be held against: least squares, and least absolute deviations where feasible."""

import math
from dataclasses import dataclass
from itertools import combinations, islice

import torch
from torch import Tensor

from core.linear.article import calc_loss
from core.linear.difference_bounds import residual_rounding
from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.scenario import Scenario

MOST_WORK = 20_000_000
"""How many products the search for the least absolute answer may take: about a second."""

CHUNK = 2_000_000
"""How many numbers are held at once."""

SLACK, APART = 1e-12, 1e-9
"""What rounding may change: of a sum of errors beside the sum of the targets, of a coefficient beside the largest."""

EXACT = {"mse": "Least squares", "mae": "Least absolute"}
"""The losses whose least value is worked out, by their keys in `LOSSES`, and what the answer is called."""


@dataclass(frozen=True, eq=False)
class Optimum:
    """Coefficients with the least loss of one kind.

    Attributes:
        coeffs: the coefficients, float64, (n,).
        unique: whether no other coefficients come as low, as far as the method can tell.
    """

    coeffs: Tensor
    unique: bool

    @property
    def held(self) -> bool:
        """Whether float64 can hold the coefficients."""
        return bool(self.coeffs.isfinite().all())


def least_squares(scenario: Scenario) -> Optimum:
    """Coefficients with the least mse, in float64, inf where float64 cannot hold them.

    `torch.linalg.lstsq` with the driver gelsd, which knows the rank
    (https://docs.pytorch.org/docs/stable/generated/torch.linalg.lstsq.html). It takes as 0 what is small beside the
    largest column, so the columns come to it in units of their own; where several answers come as low, it is one.
    """
    problem = _Scaled.of(scenario)
    solved = torch.linalg.lstsq(problem.t_indep, problem.t_dep[:, None], driver="gelsd")
    return problem.answer(solved.solution[:, 0], unique=int(solved.rank) == scenario.n_coeffs)


def least_absolute(scenario: Scenario) -> Optimum | None:
    """The coefficients with the least mae, in float64; None where the search would take more than `MOST_WORK`.

    One of the best always passes exactly through as many samples as t_indep has rank (Bloomfield and Steiger, Least
    Absolute Deviations, 1983, section 1.3), so the best of all such fits is the answer: C(N, rank) small systems.
    Several may come as low; the first one found is returned.
    """
    n_samples, n_coeffs = scenario.t_indep.shape
    # C(N, rank) grows with the rank up to N / 2: cheap to refuse before a decomposition.
    if n_samples * n_coeffs**3 > MOST_WORK:
        return None
    problem = _Scaled.of(scenario)
    inputs, back = _of_full_rank(problem.t_indep)
    rank = inputs.shape[1]
    if math.comb(n_samples, rank) * n_samples * max(rank, 1) > MOST_WORK:
        return None
    if rank == 0:
        return Optimum(torch.zeros(n_coeffs, dtype=torch.float64), unique=False)
    best, fewest, ties = torch.zeros(rank, dtype=torch.float64), math.inf, False
    largest = problem.t_dep.abs().sum()  # both compared sums are at most as large: that is the loss of all zeros
    subsets = combinations(range(n_samples), rank)
    while rows := list(islice(subsets, max(1, CHUNK // (n_samples * rank)))):
        chosen = torch.tensor(rows)
        solved, wrong = torch.linalg.solve_ex(inputs[chosen], problem.t_dep[chosen])
        sums = (solved @ inputs.T - problem.t_dep).abs().sum(1)
        sums = torch.where((wrong == 0) & sums.isfinite(), sums, math.inf)
        least = sums.argmin()
        near = solved[sums <= sums[least] + SLACK * largest]
        ties_here = _apart(near, solved[least])
        if sums[least] < fewest - SLACK * largest:
            ties = ties_here
        elif sums[least] <= fewest + SLACK * largest:
            ties = ties or ties_here or _apart(best[None], solved[least])
        if sums[least] < fewest:
            best, fewest = solved[least], sums[least].item()
    return problem.answer(back @ best, unique=not ties and rank == n_coeffs)


def _apart(fits: Tensor, one: Tensor) -> bool:
    """Whether some of the fits (M, r) differ from one (r,) by more than rounding, beside the largest coefficient."""
    return bool(((fits - one).abs() > APART * torch.maximum(fits.abs().amax(), one.abs().amax())).any())


@dataclass(frozen=True, eq=False)
class _Scaled:
    """A problem with columns and targets of about the size 1, in float64: multiplied by powers of two, so exactly.

    No criterion for rank or ties then depends on units, and no sum outgrows float64.

    Attributes:
        t_indep: the inputs, (N, n).
        t_dep: the targets, (N,).
        powers: of each column and, last, of the targets: the power of two that was taken out, (n + 1,).
    """

    t_indep: Tensor
    t_dep: Tensor
    powers: Tensor

    @classmethod
    def of(cls, scenario: Scenario) -> "_Scaled":
        both = torch.cat([scenario.t_indep.double(), scenario.t_dep.double()[:, None]], 1)
        powers = torch.frexp(both.abs().amax(0)).exponent
        # In two halves: the whole power of two may itself be too large or too small for float64.
        for half in (powers // 2, powers - powers // 2):
            both *= torch.ldexp(torch.ones(len(half), dtype=torch.float64), -half)
        return cls(both[:, :-1].contiguous(), both[:, -1].contiguous(), powers)

    def answer(self, coeffs: Tensor, *, unique: bool) -> Optimum:
        """What coefficients (n,) of the scaled problem are in the problem's own units."""
        power = self.powers[-1] - self.powers[:-1]
        return Optimum(torch.ldexp(torch.ldexp(coeffs, power // 2), power - power // 2), unique)


def _of_full_rank(t_indep: Tensor) -> tuple[Tensor, Tensor]:
    """Independent columns (N, r) that reach every prediction, and the matrix (n, r) from their coefficients to ours."""
    n_coeffs = t_indep.shape[1]
    if torch.linalg.matrix_rank(t_indep) == n_coeffs:
        return t_indep, torch.eye(n_coeffs, dtype=torch.float64)
    left, sizes, right = torch.linalg.svd(t_indep, full_matrices=False)
    rank = int(torch.linalg.matrix_rank(t_indep))
    return left[:, :rank] * sizes[:rank], right[:rank].T


def loss_at(scenario: Scenario, coeffs: Tensor, loss: str) -> float:
    """The loss of one kind at some coefficients (n,), in float64, with the scenario's reduction."""
    t_indep, t_dep = scenario.t_indep.double(), scenario.t_dep.double()
    return calc_loss(coeffs.double(), t_indep, t_dep, loss, scenario.reduction).item()


def least_of(scenario: Scenario, found: Optimum) -> float:
    """The scenario's own loss at an exact answer to it; 0 where it is no more than rounding makes of a perfect fit.

    A perfect fit's residuals are the rounding of the numbers that meet in them, once for solving and once for checking.
    """
    exact = scenario.replace(dtype=torch.float64, coeffs=found.coeffs)
    least = loss_at(scenario, found.coeffs, scenario.loss)
    spread = (exact.n_samples + exact.n_coeffs) * residual_rounding(exact, 0.0)
    of_rounding = LOSSES[exact.loss].forward(spread).sum().item() * REDUCTIONS[exact.reduction].factor(exact.n_samples)
    return 0.0 if least <= of_rounding else least
