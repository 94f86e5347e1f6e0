"""The losses and reductions: what each computes and its derivative by hand.

Each loss works elementwise on the residuals and is then reduced, so that the graph stays a chain; the fused losses of
`torch.nn.functional` would hide its nodes. A new loss is one entry in `LOSSES`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import huber_loss

HUBER_DELTA = 1.0


@dataclass(frozen=True)
class Loss:
    """One elementwise loss and its hand derivative.

    Both functions name their parameter `residuals`. `forward` returns one torch operation, which records one node: the
    replay knows one a line, and pages show the code after `return`. The loss is convex, as `core.doubt` relies on.

    Attributes:
        title: its name in words.
        forward: residuals (N,) -> errors (N,), tracked by autograd.
        derivative: residuals (N,) -> d errors / d residuals (N,), by hand.
        formula: the loss of one residual r, in LaTeX.
        derivative_formula: its derivative, in LaTeX.
        symbol: what it does to a number, as short as a picture needs.
        does: what it does to each residual, as the end of a sentence.
        derivative_name: what the derivative is called in a picture, short.
        derivative_cases: the derivative's formula again, case by case, in LaTeX; "" where it is plain as it is.
        sentence: how one sample contributes to the gradient, in words, before the reduction's factor.
        kinked: whether the loss has no derivative where a residual is 0.
        source: where PyTorch documents what it does.
    """

    title: str
    forward: Callable[[Tensor], Tensor]
    derivative: Callable[[Tensor], Tensor]
    formula: str
    derivative_formula: str
    symbol: str
    does: str
    derivative_name: str
    derivative_cases: str
    sentence: str
    kinked: bool
    source: str


def absolute(residuals: Tensor) -> Tensor:
    """(N,) -> (N,): the size of each residual."""
    return torch.abs(residuals)


def d_absolute(residuals: Tensor) -> Tensor:
    """(N,) -> (N,): the sign. At 0 there is no derivative; PyTorch takes 0, the subgradient of least norm."""
    return torch.sign(residuals)


def squared(residuals: Tensor) -> Tensor:
    """(N,) -> (N,): each residual squared."""
    return residuals**2


def d_squared(residuals: Tensor) -> Tensor:
    """(N,) -> (N,): twice the residual."""
    return 2 * residuals


def huber(residuals: Tensor) -> Tensor:
    """(N,) -> (N,): half the square up to 1, and from there on straight."""
    return huber_loss(residuals, torch.zeros_like(residuals), reduction="none")


def d_huber(residuals: Tensor) -> Tensor:
    """(N,) -> (N,): the residual, held between -1 and 1."""
    return residuals.clamp(-HUBER_DELTA, HUBER_DELTA)


LOSSES: dict[str, Loss] = {
    "mae": Loss(
        title="absolute error",
        forward=absolute,
        derivative=d_absolute,
        formula=r"|r|",
        derivative_formula=r"\operatorname{sign}(r)",
        symbol="| |",
        does="keeps the size of each residual and drops its sign",
        derivative_name="sign",
        derivative_cases=r"\begin{cases}-1 & r < 0\\ 0 & r = 0\\ 1 & r > 0\end{cases}",
        sentence="Each sample contributes the sign of its residual times its input.",
        kinked=True,
        source="https://docs.pytorch.org/docs/stable/generated/torch.abs.html",
    ),
    "mse": Loss(
        title="squared error",
        forward=squared,
        derivative=d_squared,
        formula=r"r^2",
        derivative_formula=r"2r",
        symbol="( )²",
        does="squares each residual",
        derivative_name="2 · residual",
        derivative_cases="",
        sentence="Each sample contributes twice its residual times its input.",
        kinked=False,
        source="https://docs.pytorch.org/docs/stable/generated/torch.pow.html",
    ),
    "huber": Loss(
        title="Huber error, delta 1",
        forward=huber,
        derivative=d_huber,
        formula=r"\begin{cases}\tfrac12 r^2 & |r| \le 1\\ |r| - \tfrac12 & |r| > 1\end{cases}",
        derivative_formula=r"\operatorname{clamp}(r, -1, 1)",
        symbol="Huber",
        does="gives half the square of a residual, or beyond ±1 its size less ½",
        derivative_name="clamp to ±1",
        derivative_cases=r"\begin{cases}-1 & r < -1\\ r & |r| \le 1\\ 1 & r > 1\end{cases}",
        sentence="Each sample contributes its residual, held between −1 and 1, times its input.",
        kinked=False,
        source="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.huber_loss.html",
    ),
}


@dataclass(frozen=True)
class Reduction:
    """How the errors of all samples become one loss.

    Attributes:
        title: its name in words.
        does: what it does to the errors, as the end of a sentence.
        forward: errors (N,) -> loss ().
        local: errors (N,) -> d loss / d error (), by hand; None where the gradient is only copied to each sample.
        factor: N -> the factor that each sample's contribution carries.
    """

    title: str
    does: str
    forward: Callable[[Tensor], Tensor]
    local: Callable[[Tensor], Tensor] | None
    factor: Callable[[int], float]


def mean(errors: Tensor) -> Tensor:
    """(N,) -> (): the average of the errors."""
    return errors.mean()


def d_mean(errors: Tensor) -> Tensor:
    """(): each error moves the mean by 1/N of its own move."""
    return torch.full((), 1 / len(errors), dtype=errors.dtype)


def one_over_n(n_samples: int) -> float:
    """What each sample's contribution is multiplied by in a mean."""
    return 1 / n_samples


def total(errors: Tensor) -> Tensor:
    """(N,) -> (): all errors added."""
    return errors.sum()


def one(_: int) -> float:
    """What each sample's contribution is multiplied by in a sum."""
    return 1.0


REDUCTIONS: dict[str, Reduction] = {
    "mean": Reduction(title="mean", does="averages the errors", forward=mean, local=d_mean, factor=one_over_n),
    "sum": Reduction(title="sum", does="adds the errors", forward=total, local=None, factor=one),
}
