"""Kinks of a curve that is known only by its values: found by halving, and named by what changes its sign there.

A stretch of the curve is halved again and again. Where the loss is smooth, the slope behind the stretch comes the
nearer to the slope before it the shorter the stretch is; at a kink the two keep their difference. A jump of the loss
itself is not looked for, and of two kinks in one stretch one is found.
"""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from core.program import Operation
from core.slices.along import EPS, Along

ROUNDS = 16
"""How often a stretch is halved: 2^-16 of a two-hundredth of the range."""

LOOK = 4
"""After how many halvings stretches are left that flatten out: by then a smooth one has a sixteenth of its turn."""

KEPT, KEPT_AT_LAST = 0.125, 0.5
"""What part of its turn a stretch must keep while it is looked at, and at the last look, to be a kink."""

MOST_KINKS = 40
"""How many are named: those nearest to the present entry."""

MOST_WORK = 1_000_000_000
"""How many numbers a search may take; what it costs is known before, and so is how far it can look."""

FEWEST = 8
"""In fewer stretches than these nothing is looked for."""


@dataclass(frozen=True)
class Zero:
    """What becomes 0 at a kink, in front of a call that has no derivative there.

    Attributes:
        name: what is 0; for a call that compares two tensors the one less the other.
        index: which of its numbers: the first where several are.
        more: how many others of all such calls are 0 within the same resolution.
    """

    name: str
    index: tuple[int, ...]
    more: int


@dataclass(frozen=True)
class FoundKink:
    """A kink that was found numerically.

    Attributes:
        move: how far away it is.
        loss: the loss there.
        left: the slope of the loss just to its left.
        right: the slope just to its right.
        zero: what becomes 0 there; None where no call is known to be the cause.
    """

    move: float
    loss: float
    left: float
    right: float
    zero: Zero | None = None


@dataclass(frozen=True)
class Search:
    """What was found.

    Attributes:
        kinks: nearest first, at most `MOST_KINKS`.
        left_out: how many more were found.
        width: how near the place of a kink is known.
        looked: how far away from the present entry kinks were looked for; 0 where they were not.
    """

    kinks: tuple[FoundKink, ...]
    left_out: int
    width: float
    looked: float


@dataclass(frozen=True, eq=False)
class _Stretches:
    """Some stretches of the curve, each with the slopes before and behind it, all (K,).

    Attributes:
        low: where each begins.
        width: how long each is.
        ends: the loss at both ends, (2, K).
        before: the slope of the stretch before it.
        behind: the slope of the stretch behind it.
    """

    low: Tensor
    width: float
    ends: Tensor
    before: Tensor
    behind: Tensor

    @property
    def turn(self) -> Tensor:
        return self.behind - self.before

    def some(self, which: Tensor) -> "_Stretches":
        return replace(
            self,
            low=self.low[which],
            ends=self.ends[:, which],
            before=self.before[which],
            behind=self.behind[which],
        )

    def halved(self, along: Along) -> "_Stretches":
        """The half of each that turns more, with the quarters beside it."""
        width, count = self.width / 2, len(self.low)
        points = torch.cat([self.low - width, self.low + width, self.low + 3 * width])
        outer, middle, far = along.losses(points).reshape(3, count)
        first, last = self.ends
        slopes = torch.stack([first - outer, middle - first, last - middle, far - last]) / width
        left = (slopes[2] - slopes[0]).abs() >= (slopes[3] - slopes[1]).abs()
        return _Stretches(
            low=torch.where(left, self.low, self.low + width),
            width=width,
            ends=torch.where(left, torch.stack([first, middle]), torch.stack([middle, last])),
            before=torch.where(left, slopes[0], slopes[1]),
            behind=torch.where(left, slopes[2], slopes[3]),
        )


def find_kinks(along: Along, moves: Tensor, losses: Tensor, rounding: float) -> Search:
    """Look for kinks between the points of a curve, nearest to the present entry first.

    Args:
        along: the loss along the entry.
        moves: evenly spaced, in order, (P,).
        losses: the loss at each, (P,).
        rounding: how far rounding can keep a loss near the present entry from the exact one.
    """
    spacing = ((moves[-1] - moves[0]) / (len(moves) - 1)).item()
    afford = MOST_WORK // (3 * ROUNDS * along.work)
    slopes = losses.diff() / spacing
    lows, width = moves[1:-2], spacing / 2**ROUNDS
    nearest = (lows + spacing / 2).abs().argsort(stable=True)[:afford]
    if len(nearest) < FEWEST:
        return Search((), 0, width, 0.0)
    looked = (lows[nearest] + spacing / 2).abs().max().item() + spacing / 2
    all_of_them = _Stretches(lows, spacing, torch.stack([losses[1:-2], losses[2:-1]]), slopes[:-2], slopes[2:])
    kinks = _merged(_bisected(along, all_of_them.some(nearest), rounding), 2 * width)
    named = tuple(replace(kink, zero=_zero(along, kink.move, width)) for kink in kinks[:MOST_KINKS])
    return Search(named, len(kinks) - len(named), width, min(looked, moves[-1].item()))


def _bisected(along: Along, held: _Stretches, rounding: float) -> list[FoundKink]:
    held = held.some(_told(held, rounding))
    last = held.turn.abs()
    for done in range(1, ROUNDS + 1):
        if not len(held.low):
            return []
        held = held.halved(along)
        if done % LOOK == 0:
            part = KEPT_AT_LAST if done == ROUNDS else KEPT
            keep = _told(held, rounding) & (held.turn.abs() > part * last)
            held, last = held.some(keep), held.turn.abs()[keep]
    # The lines before and behind a stretch meet at its kink.
    first, end = held.ends
    meet = (first - end + held.behind * held.width) / held.turn
    move = held.low + meet.clamp(0, held.width)
    loss = first + held.before * (move - held.low)
    rows = zip(move.tolist(), loss.tolist(), held.before.tolist(), held.behind.tolist(), strict=True)
    return [FoundKink(*row) for row in rows]


def _told(held: _Stretches, rounding: float) -> Tensor:
    """Whether the turn of a stretch is more than rounding makes."""
    noise = 4 * (rounding + 4 * EPS * held.ends.abs().amax(0)) / held.width
    return (held.turn.abs() > noise) & held.turn.isfinite()


def _merged(kinks: list[FoundKink], apart: float) -> list[FoundKink]:
    """Nearest first; of two stretches that met at one kink, one."""
    found: list[FoundKink] = []
    for kink in sorted(kinks, key=lambda each: each.move):
        if not found or kink.move - found[-1].move > apart:
            found.append(kink)
    return sorted(found, key=lambda each: abs(each.move))


def _zero(along: Along, move: float, width: float) -> Zero | None:
    """What changes its sign within a resolution of the kink, before a call that has no derivative at 0."""
    sides = along.values(move - width), along.values(move + width)
    found: list[tuple[str, tuple[int, ...]]] = []
    for operation in along.exact.program.operations:
        if operation.kind.kinked:
            one, other = (_compared(operation, values) for values in sides)
            name = _name(operation, along.exact.program.names)
            found += [(name, tuple(index)) for index in (one.sign() != other.sign()).nonzero().tolist()]
    return Zero(*found[0], len(found) - 1) if found else None


def _compared(operation: Operation, values: list[Tensor]) -> Tensor:
    """What such a call is kinked at 0 of: its operand, or of two operands the difference."""
    first, *others = (torch.as_tensor(each) for each in operation.given(values))
    return first - others[0] if others else first


def _name(operation: Operation, names: tuple[str, ...]) -> str:
    read = [names[value] for value in operation.values]
    return " − ".join(read[:2])
