"""Whether autograd and the hand calculation give the same gradient, within what rounding explains."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Literal

import torch
from torch import Tensor

from core.chain_rule import ChainRule
from core.validation import dtype_name

Outcome = Literal["agree", "disagree", "cannot tell"]

ROUNDING_STEPS = 16
"""How many rounding errors of a coefficient's contributions the two gradients may lie apart (facts.md: measured)."""

CELLS_A_BLOCK = 2**16
"""How many numbers are worked on at a time: 512 KiB of float64. Larger blocks are a little faster and take memory."""

ROWS_BESIDE = 16


@dataclass(frozen=True)
class Verdict:
    """An outcome and, in one plain sentence, its reason."""

    outcome: Outcome
    reason: str


AGREES = Verdict("agree", "Autograd and the hand calculation agree.")


@dataclass(frozen=True)
class Agreement:
    """Autograd's gradient beside the one by hand; the numbers of the comparison are float64.

    Attributes:
        autograd: what `coeffs.grad` holds, (n,).
        hand: the gradient by the chain rule, (n,).
        difference: autograd - hand, (n,).
        bound: how large rounding can make the difference, (n,).
        verdicts: one a coefficient.
        verdict: the one on all of them.
    """

    autograd: Tensor
    hand: Tensor
    difference: Tensor
    bound: Tensor
    verdicts: tuple[Verdict, ...]
    verdict: Verdict


def agreement(autograd: Tensor, hand: ChainRule) -> Agreement:
    """Compare the two gradients, coefficient by coefficient.

    Args:
        autograd: what `coeffs.grad` holds, (n,), in the dtype of the hand calculation.
        hand: the same gradient by the chain rule.

    They agree when they differ by at most 16 · eps · Σ_i |contribution_ij|, where eps is the distance from 1 to the
    next number of the dtype. Cancellation is why the bound grows with the contributions and not with their sum.
    """
    dtype = hand.grad.dtype
    bound = ROUNDING_STEPS * torch.finfo(dtype).eps * _sizes(hand.contributions)
    difference = autograd.double() - hand.grad.double()
    verdicts = tuple(
        _judge(apart, allowed, dtype) for apart, allowed in zip(difference.tolist(), bound.tolist(), strict=True)
    )
    everywhere = "Autograd and the hand calculation agree for every coefficient."
    return Agreement(autograd, hand.grad, difference, bound, verdicts, overall(verdicts, everywhere))


def _sizes(contributions: Tensor) -> Tensor:
    """The contributions' sizes added up by coefficient in float64, (n,).

    Many of them block by block, with blocks small enough for the processor's cache, and sixteen rows side by side as
    one long row, along which torch adds faster. All at once the sizes are written to memory, read back and converted
    one by one, and that was a third of the time of an explanation of 1,000,000×10.
    """
    n_samples, n_coeffs = contributions.shape
    if contributions.numel() <= CELLS_A_BLOCK:
        return contributions.abs().sum(0, dtype=torch.float64)
    beside = n_samples // ROWS_BESIDE
    long, rest = contributions[: beside * ROWS_BESIDE], contributions[beside * ROWS_BESIDE :]
    blocks = torch.split(
        long.reshape(beside, ROWS_BESIDE * n_coeffs), max(1, CELLS_A_BLOCK // (ROWS_BESIDE * n_coeffs))
    )
    total = reduce(torch.add, (block.to(torch.float64, copy=True).abs_().sum(0) for block in blocks))
    return total.view(ROWS_BESIDE, n_coeffs).sum(0) + rest.abs().sum(0, dtype=torch.float64)


def overall(verdicts: Iterable[Verdict], everywhere: str) -> Verdict:
    """One verdict on all coefficients: the first disagreement, else the first doubt, else agreement.

    Args:
        verdicts: one a coefficient.
        everywhere: what to say where every coefficient agrees.
    """
    for outcome in ("disagree", "cannot tell"):
        for index, verdict in enumerate(verdicts):
            if verdict.outcome == outcome:
                return Verdict(verdict.outcome, f"coeffs[{index}]: {verdict.reason}")
    return Verdict("agree", everywhere)


def too_large(dtype: torch.dtype) -> Verdict:
    """Where inf or nan stands in the place of a number, nothing can be compared."""
    return Verdict("cannot tell", f"The numbers are too large for {dtype_name(dtype)}: inf or nan came out on the way.")


def _judge(apart: float, allowed: float, dtype: torch.dtype) -> Verdict:
    if abs(apart) <= allowed < float("inf"):  # nan and inf fail it
        return AGREES
    if not (abs(apart) < float("inf") and allowed < float("inf")):  # nan fails both comparisons
        return too_large(dtype)
    return Verdict(
        "disagree",
        f"Autograd and the hand calculation lie {abs(apart):.2g} apart, and rounding explains {allowed:.2g} at most.",
    )
