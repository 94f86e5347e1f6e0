"""The loss over two coefficients, the others held: a bounded grid, and the lines on which a residual is 0."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.scenario import Scenario

FINEST, COARSEST = 61, 15
"""How many points the grid has along each side, for few samples and for very many."""

MOST_WORK = 20_000_000
"""How many errors a grid may take, where the coarsest one does not already take more."""

MOST_LINES = 12
"""How many lines are drawn: those nearest to the present coefficients."""

CHUNK = 4_000_000
"""How many numbers are held at once."""


@dataclass(frozen=True)
class Box:
    """A part of the plane of two coefficients.

    Attributes:
        left: the least coeffs[j].
        right: the largest.
        bottom: the least coeffs[k].
        top: the largest.
    """

    left: float
    right: float
    bottom: float
    top: float

    @property
    def width(self) -> float:
        """How far it reaches along coeffs[j]."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How far it reaches along coeffs[k]."""
        return self.top - self.bottom


@dataclass(frozen=True)
class Line:
    """Where the residual of one sample is 0, cut off at the edges of the box: from (x0, y0) to (x1, y1)."""

    sample: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, eq=False)
class Surface:
    """The loss over a box, float64.

    Attributes:
        across: the values of coeffs[j], (A,).
        up: the values of coeffs[k], (A,).
        losses: the loss, a row for each coeffs[k], (A, A).
        lines: for a loss with kinks, where the nearest residuals are 0.
        left_out: how many more such lines cross the box.
    """

    across: Tensor
    up: Tensor
    losses: Tensor
    lines: tuple[Line, ...]
    left_out: int


def surface(scenario: Scenario, j: int, k: int, box: Box) -> Surface:
    """The loss over coeffs[j] and coeffs[k]; all other coefficients are held at the scenario's.

    A grid of N samples at A × A points takes N · A² errors, so many samples get a coarser grid; every sample counts.
    """
    exact = scenario.replace(dtype=torch.float64)
    side = min(FINEST, max(COARSEST, int((MOST_WORK / exact.n_samples) ** 0.5)))
    across = torch.linspace(box.left, box.right, side, dtype=torch.float64)
    up = torch.linspace(box.bottom, box.top, side, dtype=torch.float64)
    plane = _Plane.of(exact, j, k)
    losses = torch.cat(list(plane.losses(exact, across.repeat(side), up.repeat_interleave(side))))
    lines, left_out = _lines(plane, exact, j, k, box) if LOSSES[exact.loss].kinked else ((), 0)
    return Surface(across, up, losses.reshape(side, side), lines, left_out)


@dataclass(frozen=True, eq=False)
class _Plane:
    """The residuals as r_i = x_i · coeffs[j] + y_i · coeffs[k] + held_i: `moved` is x and y, (2, N)."""

    moved: Tensor
    held: Tensor

    @classmethod
    def of(cls, exact: Scenario, j: int, k: int) -> "_Plane":
        others = exact.coeffs.clone()
        others[[j, k]] = 0.0
        return cls(exact.t_indep[:, [j, k]].T.contiguous(), exact.t_indep @ others - exact.t_dep)

    @property
    def x(self) -> Tensor:
        """(N,): what coeffs[j] is multiplied by."""
        return self.moved[0]

    @property
    def y(self) -> Tensor:
        """(N,): what coeffs[k] is multiplied by."""
        return self.moved[1]

    def residuals(self, across: Tensor, up: Tensor) -> Tensor:
        """(P, N) at P points; as one product, which writes the large result once and not three times."""
        return torch.addmm(self.held, torch.stack([across, up], 1), self.moved)

    def losses(self, exact: Scenario, across: Tensor, up: Tensor) -> Iterator[Tensor]:
        """The loss at each point, some points at a time."""
        error, factor = LOSSES[exact.loss].forward, REDUCTIONS[exact.reduction].factor(exact.n_samples)
        some = max(1, CHUNK // exact.n_samples)
        for a, b in zip(torch.split(across, some), torch.split(up, some), strict=True):
            yield error(self.residuals(a, b)).sum(1) * factor


def _lines(plane: _Plane, exact: Scenario, j: int, k: int, box: Box) -> tuple[tuple[Line, ...], int]:
    """The lines that cross the box, nearest first: a residual is 0 between corners of two signs."""
    left, right, bottom, top = (torch.tensor(edge, dtype=torch.float64) for edge in vars(box).values())
    corners = plane.residuals(torch.stack([left, right, right, left]), torch.stack([bottom, bottom, top, top]))
    crossing = ((corners.amin(0) < 0) & (corners.amax(0) > 0)).nonzero()[:, 0]
    here = plane.residuals(exact.coeffs[j : j + 1], exact.coeffs[k : k + 1])[0]
    far = here[crossing].abs() / torch.hypot(plane.x[crossing] * box.width, plane.y[crossing] * box.height)
    nearest = crossing[far.argsort(stable=True)][:MOST_LINES].tolist()
    return tuple(_cut(plane, sample, box) for sample in nearest), len(crossing) - len(nearest)


def _cut(plane: _Plane, sample: int, box: Box) -> Line:
    """One line from edge to edge: along the axis on which it is steeper, then cut at the two other edges."""
    x, y, held = (part[sample].item() for part in (plane.x, plane.y, plane.held))
    if abs(x) * box.width >= abs(y) * box.height:  # coeffs[j] as a function of coeffs[k]
        ends = [(-(y * up + held) / x, up) for up in (box.bottom, box.top)]
        (x0, y0), (x1, y1) = (_onto(end, ends, box.left, box.right) for end in ends)
        return Line(sample, x0, y0, x1, y1)
    turned = [(-(x * across + held) / y, across) for across in (box.left, box.right)]
    (y0, x0), (y1, x1) = (_onto(end, turned, box.bottom, box.top) for end in turned)
    return Line(sample, x0, y0, x1, y1)


def _onto(end: tuple[float, float], ends: list[tuple[float, float]], low: float, high: float) -> tuple[float, float]:
    """The point of a line through two ends whose first part is nearest to `end` and lies between two bounds."""
    (a0, b0), (a1, b1) = ends
    held = min(max(end[0], low), high)
    if held == end[0] or a0 == a1:
        return end
    return held, b0 + (held - a0) * (b1 - b0) / (a1 - a0)
