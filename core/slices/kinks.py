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

ROUNDS = 12
"""How often a stretch is halved: down to a 4,096th of a two-hundredth of the range."""

LOOK = 3
"""After how many halvings stretches are left that flatten out: by then a smooth one has an eighth of its turn."""

KEPT, KEPT_AT_LAST = 0.25, 0.5
"""What part of its turn a stretch must keep while it is looked at, and at the last look, to be a kink."""

MOST_KINKS = 40
"""How many are found at most: those nearest to the present entry."""

CANDIDATES = 2 * MOST_KINKS
"""How many stretches are halved to the end: a kink shows in its neighbours, too, and some are no kinks."""

MOST_WORK = 400_000_000
"""How many numbers the first look at all stretches may take; of many numbers fewer stretches are looked at."""

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
        width: how near the place of a kink is known.
        looked: how far away from the present entry they reach: as far as was looked, or to the first one too many; 0
            where nothing was looked for.
    """

    kinks: tuple[FoundKink, ...]
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
    afford = MOST_WORK // (3 * LOOK * along.work)
    slopes = losses.diff() / spacing
    lows, width = moves[1:-2], spacing / 2**ROUNDS
    nearest = (lows + spacing / 2).abs().argsort(stable=True)[:afford]
    if len(nearest) < FEWEST:
        return Search((), width, 0.0)
    stretches = _Stretches(lows, spacing, torch.stack([losses[1:-2], losses[2:-1]]), slopes[:-2], slopes[2:])
    turning = _looked_at(along, stretches.some(nearest), KEPT, rounding)
    looked = min(lows[nearest].abs().max().item() + spacing, moves[-1].item())
    if len(turning.low) > CANDIDATES:
        looked = turning.low[CANDIDATES].abs().item()
        turning = turning.some(torch.arange(CANDIDATES))
    for last in (*[KEPT] * (ROUNDS // LOOK - 2), KEPT_AT_LAST):
        turning = _looked_at(along, turning, last, rounding)
    kinks = _merged(_met(turning), 2 * width)
    if len(kinks) > MOST_KINKS:
        looked = abs(kinks[MOST_KINKS].move)
        del kinks[MOST_KINKS:]
    return Search(tuple(replace(kink, zero=_zero(along, kink.move, width)) for kink in kinks), width, looked)


def _looked_at(along: Along, held: _Stretches, part: float, rounding: float) -> _Stretches:
    """Those that keep a part of their turn while they are halved a few times."""
    held = held.some(_told(held, rounding))
    before = held.turn.abs()
    for _ in range(LOOK):
        held = held.halved(along)
    return held.some(_told(held, rounding) & (held.turn.abs() > part * before))


def _met(held: _Stretches) -> list[FoundKink]:
    """Where the lines before and behind each stretch meet: its kink."""
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
    read = [names[value] for value in operation.values[:2]]
    return read[0] if len(read) == 1 else " − ".join(name if name.isidentifier() else f"({name})" for name in read)
