"""The numbers of a scenario as tables: the data, a row a sample, and what is learned, a row an entry."""

from collections.abc import Iterable

from core.numbers import exact
from core.scenario.entries import entries_of
from core.scenario.scenario import Scenario
from core.scenario.starts import grid_of

TARGET = "t_dep"


def data_csv(scenario: Scenario) -> str:
    """t_indep, a column each, and t_dep behind it; every number reads back to the same bits."""
    header = [*(f"t_indep_{column}" for column in range(scenario.n_coeffs)), TARGET]
    rows = zip(scenario.t_indep.tolist(), scenario.t_dep.tolist(), strict=True)
    return _lines(header, ([exact(x, scenario.dtype) for x in (*row, target)] for row, target in rows))


def leaves_csv(scenario: Scenario) -> str:
    """Each entry of each leaf, with its row and column: a vector is one row, a single number one cell."""
    rows = (
        [name, str(at // columns), str(at % columns), exact(entry.of(leaf), scenario.dtype)]
        for name, leaf in ((name, scenario.tensors[name]) for name in scenario.leaves)
        for columns in [grid_of(tuple(leaf.shape))[1]]
        for at, entry in enumerate(entries_of(name, tuple(leaf.shape)))
    )
    return _lines(["leaf", "row", "column", "value"], rows)


def _lines(header: list[str], rows: Iterable[list[str]]) -> str:
    return "\n".join(",".join(row) for row in (header, *rows)) + "\n"
