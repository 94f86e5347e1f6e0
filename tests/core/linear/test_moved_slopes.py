"""Finite differences, in float64."""

import pytest
import torch

from core import Scenario
from core.linear.moved_slopes import slopes
from core.presets.presets import PRESETS


def test_a_straight_loss_has_one_slope_everywhere() -> None:
    """All signs stay as they are within the step, so the 2×2's loss is straight: three times its gradient."""
    moved = slopes(PRESETS["article-2x2"].build(), 0.25)
    for slope in (moved.left, moved.central, moved.right):
        assert slope.tolist() == [-2.0, -3.0]
        assert slope.dtype == torch.float64


def test_mse_bends_so_the_slopes_differ_by_the_bend() -> None:
    # residual 2 · 1 - 0 = 2, input 2: loss (2c)², from 0.5 to 1 to 1.5 it is 1, 4, 9
    moved = slopes(Scenario([[2]], [0], [1], loss="mse"), 0.5)
    assert (moved.left.item(), moved.central.item(), moved.right.item()) == (6.0, 8.0, 10.0)


def test_a_kink_shows_in_the_one_sided_slopes_and_hides_in_the_central_one() -> None:
    moved = slopes(Scenario([[3]], [3], [1]), 2.0**-20)
    assert (moved.left.item(), moved.central.item(), moved.right.item()) == (-3.0, 0.0, 3.0)


def test_float64_whatever_the_scenario_holds() -> None:
    """In float32 a step of 1e-9 would be lost beside 0.5."""
    moved = slopes(PRESETS["article-2x2"].build(), 1e-9)
    torch.testing.assert_close(moved.central, torch.tensor([-2.0, -3.0], dtype=torch.float64), rtol=1e-5, atol=0)


def test_a_step_too_small_to_move_leaves_no_slope() -> None:
    moved = slopes(PRESETS["article-2x2"].build(), 1e-20)
    assert bool(moved.central.isnan().all())


@pytest.mark.parametrize("eps", [0.0, -1e-6, float("inf"), float("nan")])
def test_eps_must_be_positive_and_finite(eps: float) -> None:
    with pytest.raises(ValueError, match=r"^eps is .*: give a positive finite number\.$"):
        slopes(PRESETS["article-2x2"].build(), eps)
