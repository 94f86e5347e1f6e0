"""Whether autograd and the hand calculation give the same gradient, within what rounding explains."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Protocol, overload

import torch
from torch import Tensor

from core.engine.backward import Backward
from core.hand.bounds import ROUNDING_STEPS, ErrorBounds, error_bounds, least_size
from core.hand.gradients import ByHand
from core.numbers import dtype_name

VerdictOutcome = Literal["agree", "disagree", "cannot tell"]


@dataclass(frozen=True)
class Verdict:
    """An outcome and, in one plain sentence, its reason."""

    outcome: VerdictOutcome
    reason: str


AGREES = Verdict("agree", "Autograd and the hand calculation agree.")


@dataclass(frozen=True, eq=False)
class Agreement:
    """Autograd's gradient of one leaf beside the one by hand; the numbers of the comparison are float64.

    Attributes:
        leaf: the leaf's name.
        autograd: what its `.grad` holds.
        hand: the gradient by hand, in the same shape and dtype.
        explained: works out what explains a difference; asked where the two are not equal to the bit.
    """

    leaf: str
    autograd: Tensor
    hand: Tensor
    explained: "Explained" = field(repr=False)

    @cached_property
    def difference(self) -> Tensor:
        """Autograd - hand, in the leaf's shape."""
        return self.autograd.double() - self.hand.double()

    @cached_property
    def bound(self) -> Tensor:
        """How large rounding can make the difference, in the leaf's shape."""
        return self.explained.bound(self.leaf)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """One an entry of the leaf, row by row."""
        pairs = zip(self.difference.flatten().tolist(), self.bound.flatten().tolist(), strict=True)
        bends = self.explained.bends(self.leaf)
        return tuple(_judge(apart, allowed, self.hand.dtype, bends) for apart, allowed in pairs)

    @property
    def agrees(self) -> bool:
        """Whether every entry does: `verdict` without a word on each of them."""
        return self._plainly_equal or self._within(self.explained.least(self.leaf)) or self._within(self.bound)

    @cached_property
    def verdict(self) -> Verdict:
        """The one on all entries."""
        everywhere = f"Autograd and the hand calculation agree for every {self._entry}."
        return Verdict("agree", everywhere) if self.agrees else overall(self.verdicts, everywhere, self._places())

    @property
    def _plainly_equal(self) -> bool:
        """Whether no bound needs to be worked out: it is never below 16 · eps · |gradient|, and both are finite."""
        if torch.equal(self.autograd, self.hand):
            return math.isfinite(self.hand.sum().item())
        nearest = ROUNDING_STEPS * torch.finfo(self.hand.dtype).eps * self.hand.double().abs()
        return bool((self.difference.abs() <= nearest).all()) and bool(self.hand.isfinite().all())

    def _within(self, bound: Tensor | None) -> bool:
        """Whether every difference is finite and within a bound that is."""
        return bound is not None and bool((self.difference.abs() <= bound).all() and bound.isfinite().all())

    @property
    def _entry(self) -> str:
        return "coefficient" if self.leaf == "coeffs" else f"entry of {self.leaf}"

    def _places(self) -> list[str]:
        return [f"{self.leaf}{list(place) or ''}" for place in _indices(tuple(self.hand.shape))]


def _indices(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()]
    for size in shape:
        found = [(*place, at) for place in found for at in range(size)]
    return found


@dataclass(frozen=True, eq=False)
class Agreements:
    """All leaves of one program.

    Attributes:
        leaves: by name; leaves that neither path reaches are left out, and `unreached` names them.
        unreached: the leaves whose `.grad` is None and to which the hand calculation found no way either.
    """

    leaves: Mapping[str, Agreement]
    unreached: tuple[str, ...]

    @cached_property
    def verdict(self) -> Verdict:
        """The one on all leaves: the first disagreement, else the first doubt, else agreement."""
        verdicts = [each.verdict for each in self.leaves.values() if not each.agrees]
        for outcome in ("disagree", "cannot tell"):
            for verdict in verdicts:
                if verdict.outcome == outcome:
                    return verdict
        names = ", ".join(self.leaves) or "no leaf"
        return Verdict("agree", f"Autograd and the hand calculation agree for every entry of {names}.")


class Explained(Protocol):
    """What two right gradients may differ by."""

    def bound(self, leaf: str) -> Tensor:
        """How large rounding can make the difference, in the leaf's shape, float64."""

    def least(self, leaf: str) -> Tensor | None:
        """A bound that is never above that one and is found sooner; None where there is none."""

    def bends(self, leaf: str) -> str:
        """Why the slopes of a call without a hand rule cannot be trusted, as a sentence; "" where they can."""


class Summed(Protocol):
    """A gradient by hand as a sum of contributions."""

    @property
    def grad(self) -> Tensor:
        """The gradient, (n,)."""

    def sizes(self) -> Tensor:
        """The contributions' sizes added up, (n,), float64."""


@overload
def agreement(autograd: Tensor, hand: Summed) -> Agreement: ...
@overload
def agreement(autograd: Backward, hand: ByHand) -> Agreements: ...
def agreement(autograd: Tensor | Backward, hand: Summed | ByHand) -> Agreement | Agreements:
    """Compare the gradients, entry by entry.

    They agree when they differ by at most 16 · eps · size, where eps is the distance from 1 to the next number of the
    dtype and size is what the same rules make of sizes: for the article's model Σ_i |contribution_ij|. Cancellation is
    why the bound grows with the contributions and not with their sum.

    Args:
        autograd: what `coeffs.grad` holds, (n,), beside a `ChainRule`; or a whole backward run, beside `by_hand`.
        hand: the same gradients by hand, in the same dtype.
    """
    if isinstance(autograd, Tensor):
        assert not isinstance(hand, ByHand)
        return Agreement("coeffs", autograd, hand.grad, _BySum(hand))
    assert isinstance(hand, ByHand)
    explained = _ByRules(hand)
    found, unreached = {}, []
    for leaf, grad in autograd.grads.items():
        by = hand.grads[leaf]
        if grad is None and by is None:
            unreached.append(leaf)
            continue
        nothing = None if grad is not None and by is not None else torch.zeros_like(hand.scenario.tensors[leaf])
        mine, theirs = nothing if grad is None else grad, nothing if by is None else by
        assert mine is not None  # or there is nothing in its place
        assert theirs is not None
        found[leaf] = Agreement(leaf, mine, theirs, explained)
    return Agreements(found, tuple(unreached))


@dataclass(frozen=True, eq=False)
class _BySum:
    """The bound of a gradient that was added up from its contributions."""

    hand: Summed

    def bound(self, _: str) -> Tensor:
        return ROUNDING_STEPS * torch.finfo(self.hand.grad.dtype).eps * self.hand.sizes()

    def least(self, _: str) -> None:
        return None

    def bends(self, _: str) -> str:
        return ""


@dataclass(frozen=True, eq=False)
class _ByRules:
    """The bounds of all leaves, worked out when the first is asked for."""

    hand: ByHand

    @cached_property
    def bounds(self) -> ErrorBounds:
        return error_bounds(self.hand)

    def bound(self, leaf: str) -> Tensor:
        rounding = self.bounds.rounding.get(leaf)
        if rounding is None:  # no way leads to it by hand, so nothing can be explained
            return torch.zeros_like(self.hand.scenario.tensors[leaf], dtype=torch.float64)
        slopes = self.bounds.slopes.get(leaf)
        return rounding if slopes is None else rounding + slopes

    def least(self, leaf: str) -> Tensor | None:
        size = least_size(self.hand, leaf)
        return None if size is None else ROUNDING_STEPS * torch.finfo(size.dtype).eps * size.double()

    def bends(self, leaf: str) -> str:
        return self.bounds.bends.get(leaf, "")


def overall(verdicts: Iterable[Verdict], everywhere: str, places: Iterable[str]) -> Verdict:
    """One verdict on all entries: the first disagreement, else the first doubt, else agreement.

    Args:
        verdicts: one an entry.
        everywhere: what to say where every entry agrees.
        places: what each entry is called.
    """
    each = list(zip(verdicts, places, strict=True))
    for outcome in ("disagree", "cannot tell"):
        for verdict, place in each:
            if verdict.outcome == outcome:
                return Verdict(verdict.outcome, f"{place}: {verdict.reason}")
    return Verdict("agree", everywhere)


def too_large(dtype: torch.dtype) -> Verdict:
    """Where inf or nan stands in the place of a number, nothing can be compared."""
    return Verdict("cannot tell", f"The numbers are too large for {dtype_name(dtype)}: inf or nan came out on the way.")


def _judge(apart: float, allowed: float, dtype: torch.dtype, bends: str) -> Verdict:
    if abs(apart) <= allowed < float("inf"):  # nan and inf fail it
        return AGREES
    if bends:
        return Verdict("cannot tell", bends)
    if not (abs(apart) < float("inf") and allowed < float("inf")):  # nan fails both comparisons
        return too_large(dtype)
    return Verdict(
        "disagree",
        f"Autograd and the hand calculation lie {abs(apart):.2g} apart, and rounding explains {allowed:.2g} at most.",
    )
