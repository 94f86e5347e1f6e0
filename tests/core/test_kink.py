"""At a kink: one-sided slopes and subgradients by hand, and the checks that pass all the same."""

import pytest
import torch

from core import LOSSES, REDUCTIONS, Scenario
from core.kink import kink, passes_gradcheck
from core.presets import PRESETS
from core.slopes import slopes

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


def test_gradcheck_fails_where_a_kink_lies_beside_the_point() -> None:
    """A residual of half a step: the difference sees one slope on one side and the other on the rest of the step."""
    assert passes_gradcheck(PRESETS["mixed-4x2"].build())
    assert not passes_gradcheck(Scenario([[1.0]], [1.0], [1.0 + 5e-7], dtype=torch.float64))
