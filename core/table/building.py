"""From a table to a scenario: which columns, which rows, and the numbers that the coefficients start from."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import torch
from torch import Generator, Tensor

from core.numbers import dtype_name, exact, quote
from core.scenario.checks import check_choice
from core.scenario.draws import MAX_SEED
from core.scenario.scenario import Scenario, ScenarioError
from core.table.clean import SCALINGS
from core.table.limits import MAX_FEATURES, TableError
from core.table.read import read_table
from core.table.source import Source
from core.table.table import Table

CONSTANT = "constant 1"
NAMED_ROWS = 5
"""How many rows a sentence names."""

MEND_MANY = "missing cells: fill them in, or leave these rows out"


@dataclass(frozen=True)
class TableOptions:
    """What to make of a table.

    Attributes:
        target: the column that becomes t_dep.
        features: the columns that become t_indep, in this order.
        scaling: a key of `SCALINGS`, for all features.
        constant: whether to add a column of ones after the features, so that the model has an intercept.
        drop_missing: whether rows with a missing cell in these columns are left out; they are refused otherwise.
        coeffs: the start, one number a column of t_indep; None for zeros, or for the seed.
        seed: start at the numbers of `torch.manual_seed(seed); torch.rand(n) - 0.5`.
        dtype: of the scenario.
        name: of the scenario.
    """

    target: str
    features: tuple[str, ...]
    scaling: str = "none"
    constant: bool = False
    drop_missing: bool = False
    coeffs: Sequence[float] | None = None
    seed: int | None = None
    dtype: torch.dtype = torch.float32
    name: str = "Your table"


@dataclass(frozen=True)
class TableProblem:
    """A scenario made from a table, with what a scenario has no place for.

    Attributes:
        scenario: the problem.
        target: the name of t_dep.
        features: the names of t_indep's columns, (n,).
        rows: the table's row of each sample, as a person counts them, (N,).
        dropped: the rows that were left out, as a person counts them.
        notes: what was done, a sentence each.
    """

    scenario: Scenario
    target: str
    features: tuple[str, ...]
    rows: Tensor
    dropped: tuple[int, ...]
    notes: tuple[str, ...]


def build_scenario(table: Table, wish: TableOptions) -> TableProblem:
    """The problem that a wish makes of a table.

    Raises:
        TableError: for columns that cannot be used, missing cells that are not to be dropped, a start that does not
            fit, and numbers that the dtype cannot hold.
    """
    _check(wish)
    names = (wish.target, *wish.features)
    chosen = torch.stack([_numbers(table, name) for name in names], dim=1)
    gaps = chosen.isnan().any(1)
    dropped = tuple(table.rows[gaps].tolist())
    if dropped and not wish.drop_missing:
        mend = "a missing cell: fill it in, or leave the row out" if len(dropped) == 1 else MEND_MANY
        raise TableError(f"{_named_rows(dropped)} {mend}.")
    if len(dropped) == len(chosen):
        raise TableError("every row has a missing cell in the chosen columns: choose others.")
    kept, rows = chosen[~gaps], table.rows[~gaps]
    columns, notes = [], []
    for name, column in zip(wish.features, kept[:, 1:].unbind(1), strict=True):
        scaled, how = SCALINGS[wish.scaling].apply(name, column)
        _check_fits(name, scaled, rows, wish.dtype)
        columns.append(scaled)
        notes += [f"{quote(name)} is {how}."] if how else []
    _check_fits(wish.target, kept[:, 0], rows, wish.dtype)
    if wish.constant:
        columns.append(torch.ones(len(kept), dtype=torch.float64))
    if dropped:
        lacking = "a missing cell and is" if len(dropped) == 1 else "missing cells and are"
        notes.append(f"{_named_rows(dropped)} {lacking} left out.")
    features = (*wish.features, CONSTANT) if wish.constant else wish.features
    try:
        start = start_coeffs(len(columns), wish.coeffs, wish.seed)
        scenario = Scenario(torch.stack(columns, dim=1), kept[:, 0], start, dtype=wish.dtype, name=wish.name)
    except ScenarioError as error:
        raise TableError(str(error)) from error
    return TableProblem(scenario, wish.target, features, rows, dropped, tuple(notes))


def read_csv(source: Source, target: str, features: Sequence[str], **wishes: Any) -> Scenario:
    """A scenario from a table; `build_scenario(read_table(source), …)` says more, such as which rows were dropped.

    Args:
        source: as for `read_table`.
        target: the column that becomes t_dep.
        features: the columns that become t_indep, in this order.
        wishes: the other fields of `TableOptions`.

    Raises:
        TableError: for everything that keeps the table from being used, in one sentence.
    """
    return build_scenario(read_table(source), TableOptions(target, tuple(features), **wishes)).scenario


def missing_rows(table: Table, names: Sequence[str]) -> tuple[int, ...]:
    """The rows, as a person counts them, with a missing cell in any of some usable columns.

    Raises:
        TableError: for a column that cannot be used.
    """
    if not names:
        return ()
    gaps = reduce(torch.logical_or, [_numbers(table, name).isnan() for name in names])
    return tuple(table.rows[gaps].tolist())


def start_coeffs(n_coeffs: int, given: Sequence[float] | None, seed: int | None) -> Tensor | Sequence[float]:
    """The numbers that the coefficients start from, (n,): the given ones, a seed's, or zeros.

    A seed's are those that `torch.manual_seed(seed); torch.rand(n) - 0.5` gives, from a generator of its own: the
    global one belongs to the whole process.

    Raises:
        TableError: for both at once, a number too many or too few, or a seed outside 0 to `MAX_SEED`.
    """
    if given is not None and seed is not None:
        raise TableError("start coeffs are given twice: give numbers or a seed, not both.")
    if given is not None:
        if len(given) != n_coeffs:
            counted = f"{len(given)} start coeff{'' if len(given) == 1 else 's'}"
            columns = f"{n_coeffs} column{'' if n_coeffs == 1 else 's'}"
            raise TableError(f"there are {counted} for {columns} of t_indep: give one for each.")
        return given
    if seed is None:
        return torch.zeros(n_coeffs)
    if not 0 <= seed <= MAX_SEED:
        raise TableError(f"seed is {seed}: choose a whole number from 0 to {MAX_SEED}.")
    return torch.rand(n_coeffs, generator=Generator().manual_seed(seed)) - 0.5


def _check(wish: TableOptions) -> None:
    if not wish.features:
        raise TableError("no feature is chosen: choose at least one column.")
    n_columns = len(wish.features) + wish.constant
    if n_columns > MAX_FEATURES:
        raise TableError(f"{n_columns} columns are too many for t_indep: choose at most {MAX_FEATURES}.")
    if wish.target in wish.features:
        raise TableError(f"{quote(wish.target)} is the target and a feature: choose it once.")
    twice = next((name for name in wish.features if wish.features.count(name) > 1), None)
    if twice is not None:
        raise TableError(f"{quote(twice)} is chosen twice as a feature: choose it once.")
    try:
        check_choice("scaling", wish.scaling, SCALINGS)
    except ScenarioError as error:
        raise TableError(str(error)) from error


def _numbers(table: Table, name: str) -> Tensor:
    numbers = table.column(name).numbers
    assert numbers is not None
    return numbers


def _named_rows(rows: Sequence[int]) -> str:
    """The subject of a sentence, with its verb: Row 4 has, Rows 4, 7 and 9 have, Rows 4, 7, … (12 in all) have."""
    if len(rows) == 1:
        return f"Row {rows[0]} has"
    if len(rows) <= NAMED_ROWS:
        return f"Rows {', '.join(map(str, rows[:-1]))} and {rows[-1]} have"
    return f"Rows {', '.join(map(str, rows[:NAMED_ROWS]))}, … ({len(rows):,} in all) have"


def _check_fits(name: str, column: Tensor, rows: Tensor, dtype: torch.dtype) -> None:
    """Refuse what would become infinity or 0 in the dtype."""
    held = column.to(dtype)
    lost = ~held.isfinite() | ((held == 0) & (column != 0))
    if lost.any():
        position = int(lost.nonzero()[0])
        number, size = column[position].item(), "small" if held[position] == 0 else "large"
        raise TableError(
            f"row {int(rows[position])} of column {quote(name)} is {exact(number, torch.float64)}, too {size} for "
            f"{dtype_name(dtype)}: choose another unit{'' if dtype == torch.float64 else ', or float64'}."
        )
