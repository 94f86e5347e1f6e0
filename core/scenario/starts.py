"""A model on given data: its leaves start as the lesson draws them, and a seed says which draw."""

from math import prod

from torch import Generator, Tensor

from core.scenario.models import DEFAULT_MODEL, MODELS
from core.scenario.scenario import DATA, Scenario, ScenarioError

MAX_COLUMNS = 1_000
"""A short link can name a draw of millions of columns, and a layer has so many numbers for each of them."""


def draw_start(model: str, columns: int, seed: int = 0) -> dict[str, Tensor]:
    """A start for each leaf of a model, by its name, float32.

    Args:
        model: a key of `MODELS`.
        columns: n, how many columns t_indep has.
        seed: of a generator of its own; torch's global one is not touched.

    Raises:
        ScenarioError: for more columns than `MAX_COLUMNS` in another model than the article's.
    """
    if columns > MAX_COLUMNS and model != DEFAULT_MODEL:
        raise ScenarioError(
            f"t_indep has {columns:,} columns, and the model {model} learns several numbers for each: "
            f"give at most {MAX_COLUMNS:,}."
        )
    return MODELS[model].start(columns, Generator().manual_seed(seed))


def dims_of(model: str) -> dict[str, int]:
    """How many dimensions each tensor of a model has, by its name: the data first, then the leaves."""
    drawn = draw_start(model, 1)
    return {"t_indep": 2, "t_dep": 1} | {leaf: drawn[leaf].ndim for leaf in MODELS[model].leaves}


def width_of(model: str, columns: int) -> int:
    """How many columns the widest tensor of a model has: t_indep, or what a layer makes of it."""
    return max(columns, *(grid_of(tuple(tensor.shape))[1] for tensor in draw_start(model, 1).values()))


def in_model(scenario: Scenario, model: str, seed: int = 0) -> Scenario:
    """The same data, loss, reduction, precision and name in another model, with a start that is drawn.

    Args:
        scenario: the problem in a model of `MODELS`.
        model: the other one.
        seed: as in `draw_start`.

    Raises:
        ScenarioError: as `draw_start` does.
        ProgramError: for a problem that is too large for the model.
    """
    data = {name: scenario.tensors[name] for name in DATA}
    return Scenario.of(
        model,
        data | draw_start(model, scenario.n_coeffs, seed),
        loss=scenario.loss,
        reduction=scenario.reduction,
        dtype=scenario.dtype,
        name=scenario.name,
    )


def started(scenario: Scenario, model: str, seed: int) -> Scenario:
    """A scenario of the article's model as it is, or `in_model` where another model is asked for."""
    return scenario if model == DEFAULT_MODEL else in_model(scenario, model, seed)


def grid_of(shape: tuple[int, ...]) -> tuple[int, int]:
    """Rows and columns of a tensor as it is written down: a vector is one row, a single number one cell.

    Of more than two dimensions the last one runs along the rows, and all others are laid below each other.
    """
    return prod(shape[:-1]), prod(shape[-1:])
