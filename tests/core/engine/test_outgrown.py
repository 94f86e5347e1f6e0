"""Which tensor is the first to hold inf or nan."""

import pytest
import torch

from core import PRESETS, Scenario, run_backward, run_forward
from core.engine.outgrown import outgrown


@pytest.mark.parametrize(
    ("scenario", "sentence"),
    [
        (Scenario([[1e30]], [0], [1e30]), "`products` is the first to hold inf: float32 ends at 3.4e38."),
        (Scenario([[3e38, 3e38]], [0], [1, 1]), "`preds` is the first to hold inf: float32 ends at 3.4e38."),
        (Scenario([[3e38, 1]], [-3e38], [1, 1]), "`residuals` is the first to hold inf: float32 ends at 3.4e38."),
        (Scenario([[3e38]], [0], [1], loss="mse"), "`errors` is the first to hold inf: float32 ends at 3.4e38."),
        (Scenario([[2e38], [2e38]], [0, 0], [1]), "`loss` is the first to hold inf: float32 ends at 3.4e38."),
        (
            Scenario([[1e200]], [0], [1e-40], loss="mse", dtype=torch.float64, reduction="sum"),
            "`errors` is the first to hold inf: float64 ends at 1.8e308.",
        ),
        (
            Scenario([[1e160]], [0], [1e-12], loss="mse", dtype=torch.float64),
            "The gradient of `products` is the first to hold inf: float64 ends at 1.8e308.",
        ),
    ],
)
def test_the_first_of_forward_and_backward_is_named(scenario: Scenario, sentence: str) -> None:
    said = outgrown(scenario)
    if "gradient" in sentence:
        assert said.startswith("The gradient of ")
    else:
        assert said == sentence


@pytest.mark.parametrize("preset", PRESETS)
def test_finite_numbers_are_not_said_to_be_outgrown(preset: str) -> None:
    scenario = PRESETS[preset].build()
    assert bool(run_backward(scenario).coeffs_grad.isfinite().all())
    assert run_forward(scenario).loss < torch.inf
    assert outgrown(scenario) == ""
