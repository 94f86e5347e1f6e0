"""Three gradients of one entry side by side: autograd's, the one by hand, and a finite difference.

A finite difference has errors of its own. For the article's model they are bounded (`core.linear.verification`); here
the loss need not be convex, and they are estimated: the slope is taken to lie between those from the left and from the
right, as it does wherever the loss bends one way within the step.
"""

import math
from dataclasses import dataclass

import torch

from core.engine.backward import Backward
from core.hand.bounds import ROUNDING_STEPS
from core.hand.gradients import ByHand
from core.hand.verdicts import Verdict, agreement, too_large
from core.numbers import dtype_name
from core.numbers.writing import exact, short
from core.scenario.entries import Entry
from core.scenario.scenario import Scenario
from core.slices.along import Along, At

TOLERANCE = 1e-3
"""How near a finite difference must come to confirm a gradient: relative to all that was added up in it, without signs;
cancellation leaves no more digits than that."""

CLOSER = 16
"""How many times closer one looks to tell a kink from a bend."""


@dataclass(frozen=True)
class EntryVerification:
    """Three gradients of one entry and what their comparison is worth; float64.

    Attributes:
        eps: how far the entry was moved, down and up.
        autograd: what its `.grad` holds.
        hand: the gradient by hand, in the scenario's dtype.
        left: the slope of the loss from entry - eps to the entry; nan where rounding left nothing of the step.
        central: the one from entry - eps to entry + eps.
        right: the one from the entry to entry + eps.
        rounding: how far rounding can keep left and right apart.
        kinked: whether left and right keep their difference where one looks closer: the entry is at a kink.
        verdict: whether the three agree.
    """

    eps: float
    autograd: float
    hand: float
    left: float
    central: float
    right: float
    rounding: float
    kinked: bool
    verdict: Verdict


def verify_entry(scenario: Scenario, entry: Entry, eps: float, backward: Backward, hand: ByHand) -> EntryVerification:
    """Compare autograd, the hand calculation and float64 finite differences of one entry.

    Args:
        scenario: the problem.
        entry: which number.
        eps: how far it is moved, down and up.
        backward: autograd's run of the scenario.
        hand: the gradients by hand, of the scenario.

    Raises:
        ValueError: for an eps that is not positive and finite.
    """
    if not 0 < eps < math.inf:
        raise ValueError(f"eps is {eps}: give a positive finite number.")
    along = Along(scenario, entry)
    sides, closer = _Sides.of(along, eps), _Sides.of(along, eps / CLOSER)
    here = along.at(0.0)
    rounding = 4 * here.loss_rounding / eps
    kinked = abs(closer.turn) > max(abs(sides.turn) / 2, CLOSER * rounding)
    compared = agreement(backward, hand).leaves.get(entry.leaf)
    if compared is None:
        verdict = Verdict("agree", f"No way leads from loss to {entry.leaf}: its .grad is None, and nothing changes.")
        return EntryVerification(eps, 0.0, 0.0, sides.left, sides.central, sides.right, rounding, kinked, verdict)
    evidence = _Evidence(
        scenario.dtype,
        along,
        here,
        sides,
        kinked,
        autograd=entry.of(compared.autograd),
        bound=entry.of(compared.bound),
    )
    agreed = compared.verdicts[entry.flat(tuple(compared.hand.shape))]
    return EntryVerification(
        eps=eps,
        autograd=evidence.autograd,
        hand=entry.of(compared.hand),
        left=sides.left,
        central=sides.central,
        right=sides.right,
        rounding=rounding,
        kinked=kinked,
        verdict=evidence.judge() if agreed.outcome == "agree" else agreed,
    )


@dataclass(frozen=True)
class _Sides:
    """The slopes at one step; each change divided by the move that rounding left of it."""

    step: float
    left: float
    central: float
    right: float

    @classmethod
    def of(cls, along: Along, step: float) -> "_Sides":
        here = torch.tensor(along.here, dtype=torch.float64)
        down, up = here - (here - step), (here + step) - here
        below, at, above = along.losses(torch.tensor([-step, 0.0, step]).double())
        slopes = (at - below) / down, (above - below) / (down + up), (above - at) / up
        return cls(step, *(slope.item() for slope in slopes))

    @property
    def turn(self) -> float:
        return self.right - self.left


@dataclass(frozen=True)
class _Evidence:
    """All that a verdict rests on."""

    dtype: torch.dtype
    along: Along
    here: At
    sides: _Sides
    kinked: bool
    autograd: float
    bound: float

    def judge(self) -> Verdict:
        """First what makes a comparison impossible, then the comparison."""
        sides, step = self.sides, exact(self.sides.step, torch.float64)
        off = abs(sides.central - self.autograd)
        if self.kinked:
            return Verdict("cannot tell", "The slopes from the left and from the right differ: here is a kink.")
        if not math.isfinite(sides.left + sides.right):
            at = self.along.here
            if at in {at - sides.step, at + sides.step}:
                why = f"{step} is too small a step for float64 to move {short(at)} by it: choose a larger eps."
                return Verdict("cannot tell", why)
            return too_large(torch.float64)
        if off == 0 and sides.turn == 0:  # also where nothing at all was added up
            return Verdict("agree", "Autograd, the hand calculation and the finite difference agree.")
        precision = abs(self.autograd - self.here.slope)
        causes = {
            "the loss bends within the step: a smaller eps may help": abs(sides.turn),
            "rounding is magnified by the small step: a larger eps may help": 2 * self.here.loss_rounding / sides.step,
            f"{dtype_name(self.dtype)} rounds the gradient itself: float64 may help": precision + self.bound,
        }
        error = sum(causes.values())
        eps = torch.finfo(self.dtype).eps
        tolerance = TOLERANCE * self.bound / (ROUNDING_STEPS * eps)
        if not error <= tolerance:
            cause = max(causes, key=lambda text: causes[text])
            return Verdict(
                "cannot tell",
                f"The finite difference may be off by {error:.2g}, above the tolerance of {tolerance:.2g}: {cause}.",
            )
        if off > tolerance:
            return Verdict(
                "disagree",
                f"The finite difference lies {off:.2g} from autograd's gradient; the tolerance is {tolerance:.2g}.",
            )
        return Verdict("agree", "Autograd, the hand calculation and the finite difference agree.")
