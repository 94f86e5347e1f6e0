"""At a kink: one-sided slopes and subgradients by hand, and the checks that pass all the same."""

import pytest
import torch

from core import LOSSES, REDUCTIONS, Scenario, chain_rule, run_forward
from core.linear.kinks import kink, passes_gradcheck, rises
from core.linear.moved_slopes import slopes
from core.presets.presets import PRESETS

KINK = PRESETS["kink"].build()
"""Residuals -2.5, 0, 1 with inputs 1, 3, 2: slopes (-1 - 3 + 2) / 3 and (-1 + 3 + 2) / 3; PyTorch (-1 + 0 + 2) / 3."""


def test_the_kink_of_the_preset_by_hand() -> None:
    found = kink(KINK, 0)
    assert found is not None
    assert found.samples == (1,)
    assert found.left == pytest.approx(-2 / 3)
    assert found.right == pytest.approx(4 / 3)
    assert found.chosen == pytest.approx(1 / 3)
    assert found.central == pytest.approx(1 / 3)
    assert found.gradcheck is True


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("j", [0, 1])
def test_the_slopes_are_those_that_the_loss_really_has(j: int, reduction: str) -> None:
    scenario = KINK.replace(reduction=reduction)
    found, moved = kink(scenario, j), slopes(scenario, 1e-3)
    assert found is not None
    assert found.left == pytest.approx(moved.left[j].item())
    assert found.right == pytest.approx(moved.right[j].item())
    assert found.left < found.chosen < found.right


@pytest.mark.parametrize("loss", [name for name, loss in LOSSES.items() if not loss.kinked])
def test_a_smooth_loss_has_none(loss: str) -> None:
    assert kink(KINK.replace(loss=loss), 0) is None


def test_no_residual_of_zero_is_no_kink() -> None:
    assert kink(PRESETS["mixed-4x2"].build(), 0) is None


def test_a_residual_that_the_coefficient_does_not_move_is_no_kink() -> None:
    scenario = Scenario([[0, 1], [1, 1]], [1, 5], [1, 1])  # residuals 0 and -3
    assert kink(scenario, 0) is None
    found = kink(scenario, 1)
    assert found is not None
    assert found.samples == (0,)


def test_several_residuals_of_zero_turn_together() -> None:
    found = kink(Scenario([[1], [-2], [1]], [1, -2, 9], [1]), 0)  # the third pulls by -1
    assert found is not None
    assert found.samples == (0, 1)
    assert found.left == pytest.approx((-1 - 3) / 3)
    assert found.right == pytest.approx((-1 + 3) / 3)


def test_the_kink_is_the_dtype_s_own() -> None:
    scenario = Scenario([[1, 1]], [0.3], [0.1, 0.2])  # 0 in float32 alone
    assert kink(scenario, 0) is not None
    assert kink(scenario.replace(t_dep=[0.3], coeffs=[0.1, 0.2], dtype=torch.float64), 0) is None


@pytest.mark.parametrize(
    ("scenario", "beside", "unnoticed"),
    [
        (KINK, 0.0, True),
        (PRESETS["perfect"].build(), 0.0, True),
        (PRESETS["kink-by-dtype"].build().replace(dtype=torch.float32), 7.45e-8, False),
        (Scenario([[0.1]], [300], [3000]), 4.47e-5, False),
    ],
)
def test_a_kink_of_float32_may_lie_beside_the_point_in_float64(
    scenario: Scenario, beside: float, unnoticed: bool
) -> None:
    found = kink(scenario, 0)
    assert found is not None
    assert found.beside == pytest.approx(beside, rel=1e-2)
    assert found.halves
    assert found.unnoticed is unnoticed


@pytest.mark.parametrize("preset", [slug for slug in PRESETS if slug != "kink-by-dtype"])
def test_along_minus_gradient_the_loss_rises_where_it_is_said_to(preset: str) -> None:
    """A kink of kink-by-dtype lies within the move. From the kink of `kink` the first step goes uphill."""
    scenario = PRESETS[preset].build().replace(dtype=torch.float64)
    down, step = -chain_rule(scenario).grad, 1e-7
    moved = scenario.replace(coeffs=scenario.coeffs + step * down)
    real = (run_forward(moved).loss - run_forward(scenario).loss) / step
    assert rises(scenario, down) == (real > 1e-7) == (preset == "kink")


def test_a_smooth_loss_goes_down_along_minus_gradient() -> None:
    for loss in [name for name, loss in LOSSES.items() if not loss.kinked]:
        for preset in PRESETS:
            scenario = PRESETS[preset].build().replace(loss=loss, dtype=torch.float64)
            assert not rises(scenario, -chain_rule(scenario).grad), (loss, preset)


def test_gradcheck_fails_where_a_kink_lies_beside_the_point() -> None:
    """A residual of half a step: the difference sees one slope on one side and the other on the rest of the step."""
    assert passes_gradcheck(PRESETS["mixed-4x2"].build())
    assert not passes_gradcheck(Scenario([[1.0]], [1.0], [1.0 + 5e-7], dtype=torch.float64))
