"""The models that the reader meets: from the article's to a deep net. A new one is one entry in `MODELS`.

Names and starts are those of the course lesson from which the article's names come: Jeremy Howard, "Linear model and
neural net from scratch" (https://www.kaggle.com/code/jhoward/linear-model-and-neural-net-from-scratch).
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Generator, Tensor

HIDDEN = 20
"""The width of the lesson's one hidden layer."""

DEEP = (10, 10)
"""The widths of its two."""

Start = Callable[[int, Generator], dict[str, Tensor]]


@dataclass(frozen=True)
class Model:
    """A model: the lines that make predictions and residuals, and what it learns.

    Attributes:
        title: its name in words.
        adds: one sentence on what it adds to the one before.
        lines: from `t_indep` and the leaves to `residuals`; a loss and a reduction are added behind.
        leaves: the names of what is learned, in the order in which the lines read them.
        start: (number of columns, generator) -> a start for each leaf, as the lesson draws it.
        column: whether predictions are a column, (N, 1).
    """

    title: str
    adds: str
    lines: tuple[str, ...]
    leaves: tuple[str, ...]
    start: Start
    column: bool = False


def _uniform(n: int, generator: Generator) -> dict[str, Tensor]:
    return {"coeffs": torch.rand(n, generator=generator) - 0.5}


def _uniform_column(n: int, generator: Generator) -> dict[str, Tensor]:
    return {"coeffs": torch.rand(n, 1, generator=generator) * 0.1}


def _one_hidden(n: int, generator: Generator) -> dict[str, Tensor]:
    return {
        "layer1": (torch.rand(n, HIDDEN, generator=generator) - 0.5) / HIDDEN,
        "layer2": torch.rand(HIDDEN, 1, generator=generator) - 0.3,
        "const": torch.rand(1, generator=generator)[0],
    }


def _deep(n: int, generator: Generator) -> dict[str, Tensor]:
    sizes = (n, *DEEP, 1)
    layers = {
        f"layer{at + 1}": (torch.rand(rows, columns, generator=generator) - 0.3) / columns * 4
        for at, (rows, columns) in enumerate(pairwise(sizes))
    }
    consts = {f"const{at + 1}": (torch.rand(1, generator=generator)[0] - 0.5) * 0.1 for at in range(len(layers))}
    return layers | consts


MODELS: dict[str, Model] = {
    "linear": Model(
        "Linear",
        "Each prediction is the sum of its inputs, each times its coefficient.",
        ("products = t_indep * coeffs", "preds = products.sum(axis=1)", "residuals = preds - t_dep"),
        ("coeffs",),
        _uniform,
    ),
    "sigmoid": Model(
        "Sigmoid",
        "A sigmoid presses each prediction between 0 and 1.",
        (
            "products = t_indep * coeffs",
            "sums = products.sum(axis=1)",
            "preds = torch.sigmoid(sums)",
            "residuals = preds - t_dep",
        ),
        ("coeffs",),
        _uniform,
    ),
    "matrix": Model(
        "Matrix product",
        "One matrix product multiplies and adds up, before the sigmoid; predictions and targets become columns.",
        ("preds = torch.sigmoid(t_indep @ coeffs)", "residuals = preds - t_dep[:, None]"),
        ("coeffs",),
        _uniform_column,
        column=True,
    ),
    "hidden": Model(
        "One hidden layer",
        "A first layer makes hidden values and relu keeps the positive ones; a second layer and a sigmoid predict.",
        (
            "hidden = torch.relu(t_indep @ layer1)",
            "preds = torch.sigmoid(hidden @ layer2 + const)",
            "residuals = preds - t_dep[:, None]",
        ),
        ("layer1", "layer2", "const"),
        _one_hidden,
        column=True,
    ),
    "deep": Model(
        "Two hidden layers",
        "Each further layer is one more matrix product, constant and relu.",
        (
            "hidden1 = torch.relu(t_indep @ layer1 + const1)",
            "hidden2 = torch.relu(hidden1 @ layer2 + const2)",
            "preds = torch.sigmoid(hidden2 @ layer3 + const3)",
            "residuals = preds - t_dep[:, None]",
        ),
        ("layer1", "const1", "layer2", "const2", "layer3", "const3"),
        _deep,
        column=True,
    ),
}
DEFAULT_MODEL = "linear"
