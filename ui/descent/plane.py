"""The plane of two entries of the leaves that the path is drawn in: which two, and how large a part of it."""

import torch
from torch import Tensor

from core import DEFAULT_MODEL, Box, Descent, Entry, Link, gradients, largest

TOO_HIGH = 4
"""Times the loss at the start: what lies higher (a divergence) may lie outside of the picture."""

AIR = 0.25
"""What is drawn around the path, as a part of its extent."""

FLATTEST = 0.25
"""The shorter side of the box is at least this part of the longer one."""


LARGEST, SMALLEST = 1e150, 1e-150
"""Between which numbers are drawn: a picture multiplies them with each other."""


def pair(link: Link) -> tuple[int, int]:
    """The coefficients across and up: the chosen one and another, in their order where the other was not chosen."""
    j, k, n_coeffs = link.j, link.k, link.scenario.n_coeffs
    if k is not None and k != j:
        return j, k
    other = j + 1 if j + 1 < n_coeffs else j - 1
    return min(j, other), max(j, other)


def entries(link: Link, descent: Descent) -> tuple[Entry, Entry]:
    """The entries across and up: those that the link names, else those with the largest |gradient| at the start.

    Both are the same one where the leaves hold a single number.
    """
    if descent.scenario.model == DEFAULT_MODEL:
        j, k = pair(link) if link.scenario.n_coeffs > 1 else (0, 0)
        return Entry("coeffs", (j,)), Entry("coeffs", (k,))
    steepest = largest(first_gradients(descent), 3)
    across = link.across or next(each for each in steepest if each != link.up)
    others = [each for each in steepest if each != across]
    up = link.up if link.up not in (None, across) else None
    return across, up or (others[0] if others else across)


def first_gradients(descent: Descent) -> dict[str, Tensor]:
    """The gradient at the start, by leaf."""
    if not descent.taken:
        return gradients(descent.scenario)
    return {name: grads[0] for name, grads in descent.leaf_grads.items()}


def box_of(descent: Descent, across: Entry, up: Entry) -> Box | None:
    """The part of the plane with the path in it: the start, and all steps that are not much higher than it.

    None where the numbers are too large to be drawn.
    """
    kept = descent.losses <= TOO_HIGH * descent.losses[0]
    kept[0] = True
    sides = [_extent(descent.path(entry)[kept].double()) for entry in (across, up)]
    longest = max(high - low for low, high in sides)
    (left, right), (bottom, top) = (_widened(side, FLATTEST * longest) for side in sides)
    if max(map(abs, (left, right, bottom, top))) > LARGEST:
        return None
    return Box(left, right, bottom, top)


def inside(descent: Descent, box: Box, across: Entry, up: Entry) -> Tensor:
    """Which steps lie in it, (steps + 1,)."""
    x, y = (descent.path(entry).double() for entry in (across, up))
    return (x >= box.left) & (x <= box.right) & (y >= box.bottom) & (y <= box.top)


def _extent(values: Tensor) -> tuple[float, float]:
    """From the least to the largest value, with air; something also where all are the same."""
    low, high = values.min().item(), values.max().item()
    spread = high - low
    size = max(abs(low), abs(high))
    # Less than this and the axis would show nothing but rounding, or numbers of which float64 has no half.
    air = AIR * spread if spread > max(1e-5 * size, SMALLEST) else max(0.5 * size, SMALLEST) if size else 0.5
    return low - air, high + air


def _widened(side: tuple[float, float], least: float) -> tuple[float, float]:
    low, high = side
    more = max(0.0, least - (high - low)) / 2
    return low - more, high + more


def arrow(
    descent: Descent, step: int, grads: Tensor, box: Box, pair: tuple[Entry, Entry]
) -> tuple[Tensor, Tensor] | None:
    """Where the arrow of −gradient starts and ends, each (2,), its length a part of the box; None where it has none.

    Args:
        descent: the descent.
        step: after which step it starts.
        grads: the gradient there along the entries across and up, (2,).
        box: the part of the plane that is drawn.
        pair: the entries across and up.
    """
    start = torch.stack([descent.path(entry)[step] for entry in pair]).double()
    down = -grads.double()
    sides = torch.tensor([box.width, box.height], dtype=torch.float64)
    share = (down / sides).abs().max()
    if not 0 < share < torch.inf:
        return None
    return start, start + 0.16 * down / share
