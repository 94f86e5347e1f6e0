"""The sentences of Slope for any program: what holds whatever the model, the loss and the reduction."""

import math

from core import EntryVerification, FoundKink, Move, Scenario, Search, Slice, short, signed, told_apart
from ui.slope.change import drowned, how_far, no_change, rounded
from ui.slope.tables import place_text, zero_text
from ui.words import count


def lead(scenario: Scenario) -> str:
    """What a gradient is, then what it predicts."""
    where = "a `.grad`" if len(scenario.leaves) > 1 else f"`{scenario.leaves[0]}.grad`"
    return (
        f"Each number in {where} is a slope: how fast the loss changes while that one entry is raised and all others "
        "stay. Move one: off a kink, the loss changes by about gradient × that move, the nearer the shorter it is."
    )


def slopes_not_amounts(leaf: str) -> str:
    """What a slope is for."""
    return (
        f"`{leaf}.grad` holds slopes, not amounts: off a kink the way down is against a slope that is not 0, and how "
        "far to go is up to the learning rate."
    )


def at_kink(search: Search) -> FoundKink | None:
    """The kink at the present entry; None where none was found there."""
    return next((kink for kink in search.kinks if abs(kink.move) <= search.width), None)


def moved_sentence(moved: Move, search: Search, scenario: Scenario, name: str, grad: str, at: float) -> str:
    """Whether the prediction holds, and what stands in its way.

    Args:
        moved: the move.
        search: the kinks that were found around it.
        scenario: the problem.
        name: what is moved.
        grad: the entry of its `.grad`.
        at: its number before the move.
    """
    if unmoved := no_change(moved, name, grad, at):
        return unmoved
    turn = _turn(moved, search, name, at)
    said = [turn] if turn else []
    if moved.bends:
        missed = f"he prediction misses by {how_far(moved)}."
        said.append(f"T{missed}" if turn else f"The loss bends away from its tangent: t{missed}")
    elif moved.drowned:
        said.append(drowned(moved))
    elif not moved.rounded:
        said.append(_held(moved, grad))
    if moved.rounded:
        said.append(rounded(moved, scenario))
    return " ".join(said)


def _held(moved: Move, grad: str) -> str:
    if moved.slope == moved.real == 0:
        return f"`{grad}` is 0, and after this move the loss is the same, to the last bit."
    return f"The prediction {'is exact' if moved.misses == 0 else 'holds up to rounding'}."


def _turn(moved: Move, search: Search, name: str, at: float) -> str:
    """The kinks within a move, as far as they were found."""
    if (here := at_kink(search)) is not None:
        return f"This move starts at a kink{_since(here)}: the loss has one slope to the left and another to the right."
    within = [kink for kink in search.kinks if 0 <= kink.move * math.copysign(1.0, moved.by) <= abs(moved.by)]
    if not within:
        return ""
    first = f"at {place_text(at + within[0].move, search.width)}{_since(within[0])}"
    if len(within) == 1:
        return f"A kink was found within this move of `{name}`, {first}: there the slope changes."
    many = count(len(within), "kink")
    return f"{many} were found within this move of `{name}`, the first {first}: there the slope changes."


def _since(kink: FoundKink) -> str:
    zero = zero_text(kink)
    return f", where {zero}" if zero else ""


def found_text(along: Slice) -> str:
    """What is marked on the curve, how it was found, and what the chart leaves out."""
    search, said = along.search, []
    if not along.losses.isfinite().all():
        said.append("Part of the curve is left out: the loss there is too large for float64.")
    if not search.looked:
        return " ".join([*said, "Kinks were not looked for: with so many numbers it would take too long."])
    range_ = "" if search.looked >= 0.98 * along.reach else f" up to {short(search.looked)} from now"
    beyond = " Farther away none are marked." if range_ else ""
    how = (
        f"Kinks are found numerically here, to within {short(search.width)}: a stretch of the curve is halved again "
        "and again, and where there is a kink the slopes to its left and right stay apart. Slight kinks, and one of "
        "two that lie close together, can be missed."
    )
    if not search.kinks:
        return " ".join([*said, f"No kink was found{range_}.{beyond}", how])
    marked = f"{count(len(search.kinks), 'kink')} {'is' if len(search.kinks) == 1 else 'are'} marked{range_}."
    return " ".join([*said, f"{marked}{beyond}", how])


def left_out(search: Search, listed: int) -> str:
    """How many kinks a table leaves out, as markup; "" where it has all."""
    more = len(search.kinks) - listed
    return f'<p class="note-line">The {listed} nearest; {more:,} more are marked.</p>' if more > 0 else ""


def sides_text(found: EntryVerification, kink: FoundKink | None, name: str, grad: str) -> str:
    """What it means that the slopes from both sides differ, or do not."""
    if not math.isfinite(found.left + found.right):
        return found.verdict.reason
    apart = abs(found.right - found.left)
    if found.kinked:
        left, right = (signed(text) for text in told_apart(found.left, found.right))
        since = _since(kink) if kink else ""
        return (
            f"The two stay apart where one looks 16 times closer: here is a kink{since}. The loss has two slopes along "
            f"`{name}`, {left} to the left and {right} to the right, and no derivative. What PyTorch takes instead "
            f"stands in `{grad}`: {short(found.autograd, signed=True)}."
        )
    if apart <= found.rounding:
        return f"The two differ by {short(apart)}, no more than rounding makes: no kink shows at this point."
    return f"The two differ by {short(apart)}: nothing of a kink shows at this point."
