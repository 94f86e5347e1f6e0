"""Random scenarios for hypothesis, drawn in bulk from a seed: a cell at a time would take minutes."""

import torch
from hypothesis import settings
from hypothesis import strategies as st
from torch import Tensor

from core import LOSSES, REDUCTIONS, Scenario, run_forward
from core.linear.closed_formula import chain_rule

SERIOUS = settings(max_examples=200, deadline=None)
"""Enough examples to find a rare sign that flips."""

PLAIN = torch.tensor([0.5, 1.0, 2.0, 3.0], dtype=torch.float64)
"""A few short numbers: they repeat, they cancel, and a failing example made of them can be read."""


def cells(generator: torch.Generator, *shape: int, smallest: float, largest: float) -> Tensor:
    """Cells of either sign, their sizes spread evenly over the powers of ten between two bounds."""
    exponents = torch.empty(shape, dtype=torch.float64).uniform_(smallest, largest, generator=generator)
    return 10**exponents * signs(generator, *shape)


def plain_cells(generator: torch.Generator, *shape: int) -> Tensor:
    """Cells of either sign from a handful of short numbers."""
    return PLAIN[torch.randint(len(PLAIN), shape, generator=generator)] * signs(generator, *shape)


def signs(generator: torch.Generator, *shape: int) -> Tensor:
    return torch.randint(2, shape, generator=generator).double() * 2 - 1


def zeroed(generator: torch.Generator, tensor: Tensor, share: float) -> Tensor:
    """Some of the cells set to exactly 0."""
    return torch.where(torch.rand(tensor.shape, generator=generator) < share, 0.0, tensor)


@st.composite
def scenarios(
    draw: st.DrawFn,
    smallest: float = -6.0,
    largest: float = 6.0,
    losses: tuple[str, ...] = tuple(LOSSES),
    hits: bool = True,
) -> Scenario:
    """Scenarios of 1 to 50 samples and 1 to 20 coefficients; they shrink to one cell, plain numbers and seed 0.

    Args:
        draw: hypothesis's.
        smallest: the power of ten of the smallest size of a cell that is not 0.
        largest: the power of ten of the largest.
        losses: which losses to draw from. Where the drawn one overflows, as cosh does beyond 89 in float32, the first
            of them that does not takes its place: properties of numbers say little about inf and nan.
        hits: whether some predictions may hit their target, so that residuals are exactly 0 in the scenario's dtype.
    """
    n_samples, n_coeffs = draw(st.integers(1, 50)), draw(st.integers(1, 20))
    wide = draw(st.booleans())
    share_of_zeros = draw(st.sampled_from([0.0, 0.2, 0.9])) if hits else 0.0
    share_of_hits = draw(st.sampled_from([0.0, 0.5])) if hits else 0.0
    loss, reduction = draw(st.sampled_from(losses)), draw(st.sampled_from(tuple(REDUCTIONS)))
    dtype = draw(st.sampled_from([torch.float32, torch.float64]))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**32 - 1)))

    def tensor(*shape: int) -> Tensor:
        drawn = cells(generator, *shape, smallest=smallest, largest=largest) if wide else plain_cells(generator, *shape)
        return zeroed(generator, drawn, share_of_zeros)

    scenario = Scenario(
        tensor(n_samples, n_coeffs), tensor(n_samples), tensor(n_coeffs), loss=loss, reduction=reduction, dtype=dtype
    )
    if not run_forward(scenario)["errors"].value.isfinite().all():
        others = [scenario.replace(loss=other) for other in losses]
        finite = (each for each in others if run_forward(each)["errors"].value.isfinite().all())
        scenario = next(finite, others[0])  # where the numbers themselves are too large, no loss helps
    if not share_of_hits:
        return scenario
    preds = chain_rule(scenario.replace(t_dep=torch.zeros(n_samples))).residuals
    hit = torch.rand(n_samples, generator=generator) < share_of_hits
    return scenario.replace(t_dep=torch.where(hit, preds, scenario.t_dep))
