"""An inf or a nan is traced to the first number that the dtype could not hold."""

import pytest
import torch
from hypothesis import given

from core import Scenario, chain_rule, run_backward, run_forward
from tests.core.strategies import scenarios
from ui.numbers.beyond import beyond

LARGEST = "float32's largest number, 3.4028235e38"
OVER = f"it, or a number on the way to it, went beyond {LARGEST}."

CASES: dict[str, tuple[Scenario, str]] = {
    "a product": (Scenario([[1.0], [1e30]], [0, 1], [1e30]), f"`products[1, 0]` is inf: {OVER}"),
    "a sum of products": (Scenario([[3e38, 3e38]], [0], [-1, -1]), f"`preds[0]` is −inf: {OVER}"),
    "a residual": (Scenario([[3e38]], [-3e38], [1]), f"`residuals[0]` is inf: {OVER}"),
    "a square": (Scenario([[1e20]], [0], [1], loss="mse"), f"`errors[0]` is inf: {OVER}"),
    "the sum of the errors": (Scenario([[3e38], [3e38]], [0, 0], [1]), f"`loss` is inf: {OVER}"),
    "the sum of the contributions": (
        Scenario([[3e38], [3e38]], [-1, -2], [0], reduction="sum"),
        f"The gradient that MulBackward0 hands on to `coeffs[0]` is inf: {OVER}",
    ),
    "in float64": (
        Scenario([[1]], [-1.7e308], [1.3e308], dtype=torch.float64),
        f"`residuals[0]` is inf: {OVER}".replace(LARGEST, "float64's largest number, 1.7976931348623157e308"),
    ),
}


@pytest.mark.parametrize(("scenario", "sentence"), CASES.values(), ids=CASES)
def test_the_first_number_beyond_is_named(scenario: Scenario, sentence: str) -> None:
    assert beyond(scenario) == sentence


@given(scenarios())
def test_something_is_said_exactly_where_something_is_not_finite(scenario: Scenario) -> None:
    shown = (torch.tensor(run_forward(scenario).loss), run_backward(scenario).coeffs_grad, chain_rule(scenario).grad)
    if not all(bool(tensor.isfinite().all()) for tensor in shown):
        assert beyond(scenario).endswith(".")
    elif all(bool(step.value.isfinite().all()) for step in run_forward(scenario).steps):
        assert not beyond(scenario) or "gradient" in beyond(scenario)
