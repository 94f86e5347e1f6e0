"""From a table to a scenario: columns, missing cells, the constant column, the start."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core import Scenario, run_backward
from core.table import Table, TableError, TableOptions, TableProblem, build_scenario, missing_rows, read_csv, read_table
from tests.core.table.wording import one_sentence

ARTICLE = "x0,x1,y\n1,2,5\n3,4,6\n"
GAPS = "x,y,z\n1,2,3\n,5,6\n7,8,\n9,10,11\n"


def made(text: str, *features: str, target: str = "y", **wishes: object) -> TableProblem:
    return build_scenario(read_table(text), TableOptions(target, features, **wishes))  # type: ignore[arg-type]


def refusal(text: str, *features: str, target: str = "y", **wishes: object) -> str:
    with pytest.raises(TableError) as caught:
        made(text, *features, target=target, **wishes)
    return one_sentence(str(caught.value))


def test_the_article_s_numbers_from_a_table() -> None:
    scenario = read_csv(ARTICLE, "y", ["x0", "x1"], coeffs=[0.5, 0.5])
    assert scenario == Scenario([[1, 2], [3, 4]], [5, 6], [0.5, 0.5])
    assert run_backward(scenario).coeffs_grad.tolist() == [-2, -3]


def test_the_features_keep_the_order_in_which_they_are_named() -> None:
    problem = made(ARTICLE, "x1", "x0")
    assert problem.scenario.t_indep.tolist() == [[2, 1], [4, 3]]
    assert problem.scenario.coeffs.tolist() == [0, 0]
    assert (problem.target, problem.features, problem.dropped, problem.notes) == ("y", ("x1", "x0"), (), ())


def test_a_constant_column_stands_last() -> None:
    problem = made(ARTICLE, "x0", scaling="max", constant=True)
    assert problem.scenario.t_indep.tolist() == [[torch.tensor(1 / 3).item(), 1], [1, 1]]
    assert problem.features == ("x0", "constant 1")
    assert problem.notes == ("“x0” is divided by 3.",)


def test_missing_cells_are_named_and_dropped_only_when_told() -> None:
    assert refusal(GAPS, "x", "z") == "Rows 3 and 4 have missing cells: fill them in, or leave these rows out."
    assert refusal(GAPS, "z") == "Row 4 has a missing cell: fill it in, or leave the row out."
    problem = made(GAPS, "x", "z", drop_missing=True)
    assert problem.scenario.t_indep.tolist() == [[1, 3], [9, 11]]
    assert problem.scenario.t_dep.tolist() == [2, 10]
    assert (problem.dropped, problem.rows.tolist()) == ((3, 4), [2, 5])
    assert problem.notes == ("Rows 3 and 4 have missing cells and are left out.",)


def test_only_the_chosen_columns_count() -> None:
    table = read_table(GAPS)
    assert [missing_rows(table, names) for names in ((), ("y",), ("y", "x"), ("x", "z"))] == [(), (), (3,), (3, 4)]
    assert made(GAPS, "x", drop_missing=True).dropped == (3,)


def test_many_rows_with_gaps_are_counted_and_the_first_named() -> None:
    said = refusal("x,y\n" + "1,\n" * 1200 + "1,2\n", "x")
    assert said.startswith("Rows 2, 3, 4, 5, 6, … (1,200 in all) have missing cells:")


def test_units_are_worked_out_from_the_rows_that_are_kept() -> None:
    problem = made("x,y\n1,1\n2,2\n100,\n", "x", scaling="max", drop_missing=True)
    assert problem.scenario.t_indep.tolist() == [[0.5], [1]]


def test_no_row_without_a_gap() -> None:
    assert refusal("x,y\n1,\n,2\n", "x", drop_missing=True).startswith("every row has a missing cell")


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.sampled_from([torch.float32, torch.float64]))
def test_a_seed_s_start_is_that_of_the_global_generator_which_stays_untouched(
    seed: int, n_coeffs: int, dtype: torch.dtype
) -> None:
    names = [f"x{k}" for k in range(n_coeffs)]
    text = ",".join([*names, "y"]) + "\n" + ",".join("1" * (n_coeffs + 1)) + "\n"
    before = torch.get_rng_state()
    coeffs = read_csv(text, "y", names, seed=seed, dtype=dtype).coeffs
    assert torch.equal(torch.get_rng_state(), before)
    try:
        torch.manual_seed(seed)
        expected = torch.rand(n_coeffs) - 0.5
    finally:
        torch.set_rng_state(before)
    assert torch.equal(coeffs, expected.to(dtype))


def test_starts_that_do_not_fit() -> None:
    two = "there are 2 start coeffs for 1 column of t_indep: give one for each."
    assert refusal(ARTICLE, "x0", coeffs=[1, 2]) == two
    assert refusal(ARTICLE, "x0", "x1", coeffs=[1]).startswith("there are 1 start coeff for 2 columns")
    assert refusal(ARTICLE, "x0", coeffs=[1], seed=3).startswith("start coeffs are given twice")
    assert refusal(ARTICLE, "x0", seed=-1).startswith("seed is -1: choose a whole number from 0 to 4294967295")
    assert refusal(ARTICLE, "x0", coeffs=[float("nan")]).startswith("coeffs[0] is nan")


@pytest.mark.parametrize(
    ("target", "features", "says"),
    [
        ("y", (), "no feature is chosen: choose at least one column."),
        ("y", ("y",), "“y” is the target and a feature: choose it once."),
        ("y", ("x0", "x0"), "“x0” is chosen twice as a feature: choose it once."),
        ("y", ("q",), "there is no column “q”: choose one of “x0”, “x1”, “y”."),
        ("q", ("x0",), "there is no column “q”: choose one of “x0”, “x1”, “y”."),
    ],
)
def test_choices_that_do_not_fit(target: str, features: tuple[str, ...], says: str) -> None:
    assert refusal(ARTICLE, *features, target=target) == says


def test_a_column_of_text_is_refused_with_its_place() -> None:
    said = refusal("x,day,y\n1,Sun,2\n", "day")
    assert said == "column “day” cannot be used: row 2 is “Sun”: text cannot be multiplied by a coefficient."


def test_an_unknown_scaling() -> None:
    assert refusal(ARTICLE, "x0", scaling="log") == "scaling is 'log'; choose one of none, max, standardise."


def test_too_many_features() -> None:
    names = [f"x{k}" for k in range(50)]
    text = ",".join([*names, "y"]) + "\n" + ",".join("1" * 51) + "\n"
    assert made(text, *names).scenario.n_coeffs == 50
    assert refusal(text, *names, constant=True) == "51 columns are too many for t_indep: choose at most 50."


@pytest.mark.parametrize(("cell", "size"), [("1e39", "large"), ("1e-46", "small")])
def test_numbers_that_float32_cannot_hold_are_named_with_row_and_column(cell: str, size: str) -> None:
    text = f"x,y\n1,2\n{cell},3\n"
    assert refusal(text, "x") == (
        f"row 3 of column “x” is {cell}, too {size} for float32: choose another unit, or float64."
    )
    assert refusal(text, "y", target="x").startswith(f"row 3 of column “x” is {cell}, too {size}")
    assert made(text, "x", dtype=torch.float64).scenario.t_indep.tolist() == [[1], [float(cell)]]


def test_a_better_unit_makes_large_numbers_fit() -> None:
    assert made("x,y\n1e39,2\n2e39,3\n", "x", scaling="max").scenario.t_indep.tolist() == [[0.5], [1]]


def test_a_table_is_not_changed_by_what_is_made_of_it() -> None:
    table: Table = read_table(ARTICLE)
    build_scenario(table, TableOptions("y", ("x0",), scaling="standardise")).scenario.t_indep.fill_(9)
    assert build_scenario(table, TableOptions("y", ("x0",))).scenario.t_indep.tolist() == [[1], [3]]
