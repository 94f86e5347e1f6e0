"""A scenario converts and copies what it is given, and is equal to another by content."""

from dataclasses import FrozenInstanceError
from typing import Any

import pytest
import torch
from hypothesis import given
from torch import Tensor

from core import Scenario, ScenarioError
from core.scenario.scenario import Numbers
from tests.core.strategies import SERIOUS, scenarios


def article(**changes: Any) -> Scenario:
    fields: dict[str, Any] = {"t_indep": [[1, 2], [3, 4]], "t_dep": [5, 6], "coeffs": [0.5, 0.5]}
    return Scenario(**(fields | changes))


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
