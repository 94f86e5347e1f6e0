"""The two tables can be read again by the app's own reader, to the same bits."""

from itertools import product
from pathlib import Path

import torch

from core import (
    DTYPES,
    MODELS,
    PRESETS,
    Draw,
    Scenario,
    TableOptions,
    build_scenario,
    data_csv,
    leaves_csv,
    read_table,
    started,
)

SMALL = Scenario([[1e-40, -2.5e-7], [0.1, 16777217.0]], [1 / 3, 1e30], [0.5, -1.5], dtype=torch.float64, name="odd")


def scenarios() -> list[Scenario]:
    bases = [*(preset.build() for preset in PRESETS.values()), Draw("hidden", 30, 3, 1).build(), SMALL]
    return [base.replace(dtype=dtype) for base, dtype in product(bases, DTYPES.values())]


def test_the_data_come_back(tmp_path: Path) -> None:
    path = tmp_path / "numbers.csv"
    for scenario in scenarios():
        path.write_text(data_csv(scenario), encoding="utf-8")
        names = tuple(f"t_indep_{column}" for column in range(scenario.n_coeffs))
        options = TableOptions("t_dep", names, dtype=scenario.dtype)
        back = build_scenario(read_table(path), options).scenario
        for name in ("t_indep", "t_dep"):
            assert torch.equal(back.tensors[name], scenario.tensors[name]), (scenario.name, name)


def test_the_leaves_come_back_with_their_places(tmp_path: Path) -> None:
    path = tmp_path / "leaves.csv"
    for base, model in product((PRESETS["mixed-4x2"].build(), SMALL), MODELS):
        scenario = started(base, model, 2)
        path.write_text(leaves_csv(scenario), encoding="utf-8")
        assert [column.name for column in read_table(path).columns] == ["leaf", "row", "column", "value"]
        _, *rows = (line.split(",") for line in path.read_text(encoding="utf-8").splitlines())
        for name in scenario.leaves:
            own = [(int(row), int(column), float(value)) for leaf, row, column, value in rows if leaf == name]
            leaf = scenario.tensors[name]
            grid = leaf.reshape(-1, leaf.shape[-1]) if leaf.ndim else leaf.reshape(1, 1)
            assert len(own) == leaf.numel()
            for row, column, value in own:
                assert torch.tensor(value, dtype=scenario.dtype) == grid[row, column], (name, row, column)
