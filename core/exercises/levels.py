"""The numbers of an exercise, from plain to deep: each level draws a small problem that can be worked out on paper."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from core.scenario.scenario import Scenario

NAME = "Practice"


@dataclass(frozen=True)
class Level:
    """A level.

    Attributes:
        title: its name in words.
        draw: generator -> a problem.
    """

    title: str
    draw: Callable[[Generator], Scenario]


def integers(generator: Generator, low: int, high: int, *shape: int) -> Tensor:
    """Whole numbers from `low` to `high`, as floats."""
    return torch.randint(low, high + 1, shape, generator=generator).float()


def _below(generator: Generator) -> Scenario:
    """All predictions too low, as with the article's numbers."""
    t_indep = integers(generator, 1, 5, 2, 2)
    coeffs = torch.full((2,), 0.5)
    t_dep = t_indep @ coeffs + integers(generator, 1, 8, 2) / 2
    return Scenario(t_indep, t_dep, coeffs, name=NAME)


def _mixed(generator: Generator, loss: str = "mae") -> Scenario:
    """Residuals of both signs, none of them 0."""
    t_indep, coeffs = integers(generator, -2, 5, 4, 2), integers(generator, 1, 4, 2) / 2
    off = (
        integers(generator, 1, 6, 4) / 2 * torch.tensor([1.0, -1.0, 1.0, -1.0])[torch.randperm(4, generator=generator)]
    )
    return Scenario(t_indep, t_indep @ coeffs - off, coeffs, loss=loss, name=NAME)


def _squared(generator: Generator) -> Scenario:
    return _mixed(generator, "mse")


def _sigmoid(generator: Generator) -> Scenario:
    tensors = {
        "t_indep": integers(generator, -2, 3, 2, 2),
        "t_dep": integers(generator, 0, 1, 2),
        "coeffs": integers(generator, 1, 4, 2) / 4,
    }
    return Scenario.of("sigmoid", tensors, loss="mse", name=NAME)


def _hidden(generator: Generator) -> Scenario:
    tensors = {
        "t_indep": integers(generator, -1, 3, 2, 2),
        "t_dep": integers(generator, 0, 1, 2),
        "layer1": integers(generator, -2, 4, 2, 2) / 4,
        "layer2": integers(generator, -3, 3, 2, 1) / 2,
        "const": integers(generator, -2, 2) / 4,
    }
    return Scenario.of("hidden", tensors, loss="mse", name=NAME)


LEVELS: dict[str, Level] = {
    "article": Level("2×2, the article's model", _below),
    "mixed": Level("Mixed signs", _mixed),
    "squared": Level("Squared error", _squared),
    "sigmoid": Level("A sigmoid", _sigmoid),
    "hidden": Level("A hidden layer", _hidden),
}
