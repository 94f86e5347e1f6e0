"""The plane of two coefficients that the path is drawn in: which two, and how large a part of it."""

import torch
from torch import Tensor

from core import Box, Descent, Link

TOO_HIGH = 4
"""Times the loss at the start: what lies higher (a divergence) may lie outside of the picture."""

AIR = 0.25
"""What is drawn around the path, as a part of its extent."""

FLATTEST = 0.25
"""The shorter side of the box is at least this part of the longer one."""


LARGEST, SMALLEST = 1e150, 1e-150
"""Between which coefficients are drawn: a picture multiplies them with each other."""


def pair(link: Link) -> tuple[int, int]:
    """The coefficients across and up: the chosen one and another, in their order where the other was not chosen."""
    j, k, n_coeffs = link.j, link.k, link.scenario.n_coeffs
    if k is not None and k != j:
        return j, k
    other = j + 1 if j + 1 < n_coeffs else j - 1
    return min(j, other), max(j, other)


def box_of(descent: Descent, j: int, k: int) -> Box | None:
    """The part of the plane with the path in it: the start, and all steps that are not much higher than it.

    None where coefficients are too large to be drawn.
    """
    kept = descent.losses <= TOO_HIGH * descent.losses[0]
    kept[0] = True
    across, up = _extent(descent.coeffs[kept, j].double()), _extent(descent.coeffs[kept, k].double())
    longest = max(across[1] - across[0], up[1] - up[0])
    (left, right), (bottom, top) = (_widened(side, FLATTEST * longest) for side in (across, up))
    if max(map(abs, (left, right, bottom, top))) > LARGEST:
        return None
    return Box(left, right, bottom, top)


def inside(descent: Descent, box: Box, j: int, k: int) -> Tensor:
    """Which steps lie in it, (steps + 1,)."""
    x, y = descent.coeffs[:, j].double(), descent.coeffs[:, k].double()
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


def arrow(descent: Descent, step: int, grad: Tensor, box: Box, j: int, k: int) -> tuple[Tensor, Tensor] | None:
    """Where the arrow of −gradient starts and ends, each (2,), its length a part of the box; None where it has none."""
    start = descent.coeffs[step, [j, k]].double()
    down = -grad[[j, k]].double()
    sides = torch.tensor([box.width, box.height], dtype=torch.float64)
    share = (down / sides).abs().max()
    if not 0 < share < torch.inf:
        return None
    return start, start + 0.16 * down / share
