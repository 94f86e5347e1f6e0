"""The exact answers that a descent can be held against: least squares, and least absolute deviations where feasible."""

import math
from dataclasses import dataclass
from itertools import combinations, islice

import torch
from torch import Tensor

from core.model import calc_loss
from core.scenario import Scenario

MOST_WORK = 20_000_000
"""How many products the search for the least absolute answer may take: about a second."""

CHUNK = 2_000_000
"""How many numbers are held at once."""


@dataclass(frozen=True, eq=False)
class Optimum:
    """Coefficients with the least loss of one kind.

    Attributes:
        coeffs: the coefficients, float64, (n,).
        unique: whether no other coefficients come as low, as far as the method can tell.
    """

    coeffs: Tensor
    unique: bool


def least_squares(scenario: Scenario) -> Optimum:
    """The coefficients with the least mse, in float64; the shortest ones where several come as low.

    `torch.linalg.lstsq` with the driver gelsd, which knows the rank
    (https://docs.pytorch.org/docs/stable/generated/torch.linalg.lstsq.html).
    """
    t_indep, t_dep = scenario.t_indep.double(), scenario.t_dep.double()
    solved = torch.linalg.lstsq(t_indep, t_dep[:, None], driver="gelsd")
    return Optimum(solved.solution[:, 0], int(solved.rank) == scenario.n_coeffs)


def least_absolute(scenario: Scenario) -> Optimum | None:
    """The coefficients with the least mae, in float64; None where the search would take more than `MOST_WORK`.

    One of the best always passes exactly through as many samples as t_indep has rank (Bloomfield and Steiger, Least
    Absolute Deviations, 1983, section 1.3), so the best of all such fits is the answer: C(N, rank) small systems.
    Several may come as low; the first one found is returned.
    """
    t_indep, t_dep = scenario.t_indep.double(), scenario.t_dep.double()
    n_samples, n_coeffs = t_indep.shape
    # C(N, rank) grows with the rank up to N / 2: cheap to refuse before a decomposition.
    if n_samples * n_coeffs**3 > MOST_WORK:
        return None
    inputs, back = _of_full_rank(t_indep)
    rank = inputs.shape[1]
    if math.comb(n_samples, rank) * n_samples * max(rank, 1) > MOST_WORK:
        return None
    if rank == 0:
        return Optimum(torch.zeros(n_coeffs, dtype=torch.float64), unique=False)
    best, fewest, ties = torch.zeros(rank, dtype=torch.float64), math.inf, False
    subsets = combinations(range(n_samples), rank)
    while rows := list(islice(subsets, max(1, CHUNK // (n_samples * rank)))):
        chosen = torch.tensor(rows)
        solved, wrong = torch.linalg.solve_ex(inputs[chosen], t_dep[chosen])
        sums = (solved @ inputs.T - t_dep).abs().sum(1)
        sums = torch.where((wrong == 0) & sums.isfinite(), sums, math.inf)
        least = sums.argmin()
        near = solved[sums <= sums[least] * (1 + 1e-9)]
        ties_here = bool(((near - solved[least]).abs() > 1e-9 * (1 + near.abs())).any())
        if sums[least] < fewest * (1 - 1e-9):
            best, fewest, ties = solved[least], sums[least].item(), ties_here
        elif sums[least] <= fewest * (1 + 1e-9):
            ties = ties or ties_here or not torch.allclose(best, solved[least], rtol=1e-9, atol=1e-9)
    return Optimum(back @ best, unique=not ties and rank == n_coeffs)


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
