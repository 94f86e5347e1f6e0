"""A scenario refuses what the model cannot use, in one sentence with tensor, place and mend, and copies the rest."""

from dataclasses import FrozenInstanceError
from typing import Any

import pytest
import torch
from hypothesis import given
from torch import Tensor

from core import LOSSES, Scenario, ScenarioError
from core.scenario import Numbers
from tests.core.strategies import SERIOUS, scenarios

NAN, INF = float("nan"), float("inf")
RAGGED = [[1, 2], [3]]
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "t_dep (N, 1)": (
        {"t_dep": [[5], [6]]},
        (
            "t_dep has shape (2, 1) but t_indep has 2 rows: give t_dep the shape (2,), one number for each row; "
            "PyTorch would broadcast the residuals to (2, 2) without a warning."
        ),
    ),
    "t_dep (1, N)": (
        {"t_dep": [[5, 6]]},
        (
            "t_dep has shape (1, 2) but t_indep has 2 rows: give t_dep the shape (2,), one number for each row; "
            "PyTorch would broadcast the residuals to (1, 2) without a warning."
        ),
    ),
    "t_dep of one number": (
        {"t_dep": [5]},
        (
            "t_dep has shape (1,) but t_indep has 2 rows: give t_dep the shape (2,), one number for each row; "
            "PyTorch would broadcast the residuals to (2,) without a warning."
        ),
    ),
    "t_dep a bare number": (
        {"t_dep": 5},
        (
            "t_dep has shape () but t_indep has 2 rows: give t_dep the shape (2,), one number for each row; "
            "PyTorch would broadcast the residuals to (2,) without a warning."
        ),
    ),
    "t_dep too long, which torch refuses too": (
        {"t_dep": [5, 6, 7]},
        "t_dep has shape (3,) but t_indep has 2 rows: give t_dep the shape (2,), one number for each row.",
    ),
    "one row": (
        {"t_indep": [[1, 2]]},
        (
            "t_dep has shape (2,) but t_indep has 1 row: give t_dep the shape (1,), one number for each row; "
            "PyTorch would broadcast the residuals to (2,) without a warning."
        ),
    ),
    "coeffs too short": (
        {"coeffs": [0.5]},
        "coeffs has shape (1,) but t_indep has 2 columns: give coeffs the shape (2,), one number for each column.",
    ),
    "coeffs a row of a table": (
        {"coeffs": [[0.5, 0.5]]},
        "coeffs has shape (1, 2) but t_indep has 2 columns: give coeffs the shape (2,), one number for each column.",
    ),
    "t_indep flat": (
        {"t_indep": [1, 2]},
        "t_indep has shape (2,): give it two dimensions, a row for each sample and a column for each coefficient.",
    ),
    "t_indep deep": (
        {"t_indep": [[[1, 2]]]},
        "t_indep has shape (1, 1, 2): give it two dimensions, a row for each sample and a column for each coefficient.",
    ),
    "t_indep empty": (
        {"t_indep": []},
        "t_indep has shape (0,): give it two dimensions, a row for each sample and a column for each coefficient.",
    ),
    "no samples": (
        {"t_indep": torch.zeros(0, 2), "t_dep": []},
        "t_indep is empty, shape (0, 2): give at least one row and one column.",
    ),
    "no coefficients": (
        {"t_indep": [[], []], "coeffs": []},
        "t_indep is empty, shape (2, 0): give at least one row and one column.",
    ),
    "ragged": (
        {"t_indep": RAGGED},
        "t_indep row 1 has 1 cell where row 0 has 2: give every row the same number of cells.",
    ),
    "ragged, the second row longer": (
        {"t_indep": [[1], [2, 3]]},
        "t_indep row 1 has 2 cells where row 0 has 1: give every row the same number of cells.",
    ),
    "nan": ({"t_dep": [5, NAN]}, "t_dep[1] is nan: give a finite float32 number."),
    "inf": ({"t_indep": [[1, INF], [3, 4]]}, "t_indep[0, 1] is inf: give a finite float32 number."),
    "both infinities, whose sum is nan": (
        {"t_indep": [[1, 2], [-INF, INF]]},
        "t_indep[1, 0] is -inf: give a finite float32 number.",
    ),
    "nan in float64": ({"coeffs": [NAN, 1], "dtype": torch.float64}, "coeffs[0] is nan: give a finite float64 number."),
    "beyond float32": (
        {"coeffs": [1, -1e39]},
        "coeffs[1] is -1e+39, beyond what float32 can hold (about 3.4e+38): give a smaller number.",
    ),
    "beyond float32, from a float64 tensor": (
        {"t_indep": torch.tensor([[1, 2], [3e38, 4e38]], dtype=torch.float64)},
        "t_indep[1, 1] is 4e+38, beyond what float32 can hold (about 3.4e+38): give a smaller number.",
    ),
    "beyond any float": (
        {"coeffs": [1, 10**400]},
        (
            "coeffs[1] is 100000000000000000...0000000000000000000, not a number that float32 can hold: "
            "give a finite number."
        ),
    ),
    "text": (
        {"t_indep": [[1, 2], [3, "4"]]},
        "t_indep[1, 1] is '4', not a number that float32 can hold: give a finite number.",
    ),
    "nothing": (
        {"t_dep": [None, 6]},
        "t_dep[0] is None, not a number that float32 can hold: give a finite number.",
    ),
    "complex": (
        {"coeffs": [0.5, 1j]},
        "coeffs[1] is 1j, not a number that float32 can hold: give a finite number.",
    ),
    "a list among numbers": (
        {"t_indep": [[1, [2]], [3, 4]]},
        "t_indep[0] is [1, [2]], not a number that float32 can hold: give a finite number.",
    ),
    "a complex tensor": (
        {"coeffs": torch.tensor([1j, 1])},
        "coeffs holds complex numbers: give real ones.",
    ),
    "a number among rows": (
        {"t_indep": [[1, 2], 3]},
        "t_indep cannot be read as numbers: give a tensor or lists of the shape (N, n).",
    ),
    "no tensor at all": (
        {"t_dep": None},
        "t_dep cannot be read as numbers: give a tensor or lists of the shape (N,).",
    ),
    "a word": (
        {"coeffs": "coeffs"},
        "coeffs cannot be read as numbers: give a tensor or lists of the shape (n,).",
    ),
    "loss": ({"loss": "mape"}, f"loss is 'mape'; choose one of {', '.join(LOSSES)}."),
    "reduction": ({"reduction": "median"}, "reduction is 'median'; choose one of mean, sum."),
    "dtype": ({"dtype": torch.float16}, "dtype is torch.float16; choose torch.float32 or torch.float64."),
}


def article(**changes: Any) -> Scenario:
    fields: dict[str, Any] = {"t_indep": [[1, 2], [3, 4]], "t_dep": [5, 6], "coeffs": [0.5, 0.5]}
    return Scenario(**(fields | changes))


@pytest.mark.parametrize("case", REFUSED)
def test_refusal_is_one_sentence_with_tensor_place_and_mend(case: str) -> None:
    changes, sentence = REFUSED[case]
    with pytest.raises(ScenarioError) as raised:
        article(**changes)
    assert str(raised.value) == sentence


def test_refusal_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="t_dep has shape"):
        article(t_dep=[1])


def test_a_first_bad_cell_far_down_is_found() -> None:
    t_indep = torch.ones(1000, 10)
    t_indep[734, 6] = NAN
    with pytest.raises(ScenarioError, match=r"^t_indep\[734, 6\] is nan: "):
        Scenario(t_indep, torch.ones(1000), torch.ones(10))


def test_the_largest_numbers_are_accepted_though_their_sum_overflows() -> None:
    largest = torch.finfo(torch.float32).max
    assert article(t_dep=[largest, largest]).t_dep.tolist() == [largest, largest]


def test_the_article_is_accepted_and_measured() -> None:
    scenario = Scenario([[1, 2], [3, 4], [2, 1]], [5, 6, 0], [0.5, 0.5])
    assert (scenario.n_samples, scenario.n_coeffs) == (3, 2)
    assert (scenario.loss, scenario.reduction, scenario.dtype, scenario.name) == ("mae", "mean", torch.float32, "")


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(
    "given_as",
    [
        [[1, 2], [3, 4]],
        [[1.0, 2], [3, 4.0]],
        ((1, 2), (3, 4)),
        torch.tensor([[1, 2], [3, 4]]),
        torch.tensor([[1, 2], [3, 4]], dtype=torch.int8),
        torch.tensor([[1, 3], [2, 4]], dtype=torch.float64).T,
        torch.tensor([[1, 2], [3, 4]]).numpy(),
        [[torch.tensor(1.0), 2], [3, torch.tensor(4)]],
    ],
    ids=["ints", "floats", "tuples", "int64", "int8", "transposed", "numpy", "scalar tensors"],
)
def test_numbers_are_converted_whatever_holds_them(given_as: Numbers, dtype: torch.dtype) -> None:
    t_indep = article(t_indep=given_as, dtype=dtype).t_indep
    assert t_indep.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert t_indep.dtype == dtype
    assert t_indep.is_contiguous()


def test_a_list_of_scalar_tensors_is_a_vector() -> None:
    assert article(t_dep=[torch.tensor(5.0), torch.tensor(6.0)]).t_dep.tolist() == [5.0, 6.0]


def test_float64_keeps_what_a_list_says() -> None:
    """Not by way of float32, in which 0.1 is 0.10000000149."""
    assert article(coeffs=[0.1, 0.2], dtype=torch.float64).coeffs.tolist() == [0.1, 0.2]


@pytest.mark.parametrize("field", ["t_indep", "t_dep", "coeffs"])
def test_tensors_are_copies(field: str) -> None:
    """Changing what came in changes nothing, even where neither dtype nor layout had to be converted."""
    given_tensor = torch.ones(2, 2) if field == "t_indep" else torch.ones(2)
    scenario = article(**{field: given_tensor})
    given_tensor.fill_(9)
    assert getattr(scenario, field).flatten().unique().tolist() == [1.0]


def test_a_numpy_array_is_copied_too() -> None:
    array = torch.ones(2, dtype=torch.float64).numpy()
    scenario = article(t_dep=array, dtype=torch.float64)
    array.fill(9)
    assert scenario.t_dep.tolist() == [1.0, 1.0]


def test_tensors_come_out_untracked() -> None:
    leaf = torch.tensor([0.5, 0.5], requires_grad=True)
    scenario = article(coeffs=leaf, t_dep=leaf * 2, t_indep=torch.nn.Parameter(torch.ones(2, 2)))
    for tensor in (scenario.t_indep, scenario.t_dep, scenario.coeffs):
        assert type(tensor) is Tensor
        assert not tensor.requires_grad
        assert tensor.grad_fn is None


def test_fields_cannot_be_assigned() -> None:
    with pytest.raises(FrozenInstanceError):
        article().loss = "mse"  # type: ignore[misc]


def test_replace_changes_one_field_and_copies() -> None:
    before = article(name="a")
    after = before.replace(loss="mse")
    assert (after.loss, after.name, before.loss) == ("mse", "a", "mae")
    after.t_indep.fill_(9)
    assert before.t_indep.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_replace_validates_again() -> None:
    with pytest.raises(ScenarioError, match=r"^coeffs has shape"):
        article().replace(coeffs=[1, 2, 3])


@pytest.mark.parametrize(
    "changes",
    [
        {"t_indep": [[1, 2], [3, 5]]},
        {"t_dep": [5, 7]},
        {"coeffs": [0.5, 0.6]},
        {"loss": "mse"},
        {"reduction": "sum"},
        {"dtype": torch.float64},
        {"t_indep": [[1, 2]], "t_dep": [5]},
    ],
)
def test_any_other_content_is_another_scenario(changes: dict[str, Any]) -> None:
    assert article() != article(**changes)
    assert hash(article()) != hash(article(**changes))


def test_same_cells_in_another_shape_are_another_scenario() -> None:
    row, column = Scenario([[1, 1]], [1], [1, 1]), Scenario([[1], [1]], [1, 1], [1])
    assert row != column


def test_same_content_is_equal_and_hashes_alike_whatever_the_name() -> None:
    one, other = article(name="one"), article(t_indep=torch.tensor([[1, 2], [3, 4]]), name="other")
    assert one == other
    assert hash(one) == hash(other)
    assert len({one, other}) == 1


def test_minus_zero_is_zero() -> None:
    """-0 == 0, so they must hash alike, in each of the tensors."""
    zero = Scenario([[0.0, 1]], [0.0], [0.0, 1])
    minus = Scenario([[-0.0, 1]], [-0.0], [-0.0, 1])
    assert zero == minus
    assert hash(zero) == hash(minus)


def test_minus_zero_is_kept_as_typed() -> None:
    assert str(article(coeffs=[-0.0, 1]).coeffs[0].item()) == "-0.0"


def test_a_scenario_is_no_other_thing() -> None:
    assert article() != "article"
    assert article() != article().t_indep.tolist()


@SERIOUS
@given(scenarios())
def test_a_rebuilt_scenario_is_equal_and_hashes_alike(scenario: Scenario) -> None:
    rebuilt = Scenario(
        scenario.t_indep.tolist(),
        scenario.t_dep.tolist(),
        scenario.coeffs.tolist(),
        scenario.loss,
        scenario.reduction,
        scenario.dtype,
    )
    assert rebuilt == scenario
    assert hash(rebuilt) == hash(scenario)
