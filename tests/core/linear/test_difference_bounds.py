"""The bound on a finite difference's error, part by part."""

import torch
from hypothesis import given

from core import LOSSES, Scenario, chain_rule
from core.linear.difference_bounds import DifferenceBounds, bound_differences, uncancelled
from core.linear.moved_slopes import slopes
from tests.core.strategies import SERIOUS, scenarios


def doubt_of(scenario: Scenario, eps: float) -> DifferenceBounds:
    exact = scenario.replace(dtype=torch.float64)
    return bound_differences(exact, chain_rule(scenario), chain_rule(exact), slopes(exact, eps), eps)


def test_bend_is_half_the_distance_of_the_one_sided_slopes() -> None:
    # (2c)² around 1 with step 0.5: slopes 6 and 10
    assert doubt_of(Scenario([[2]], [0], [1], loss="mse"), 0.5).bend.item() == 2.0


def test_rounding_grows_as_the_step_shrinks() -> None:
    scenario = Scenario([[1, 2], [3, 4]], [5, 6], [0.5, 0.5])
    wide, narrow = doubt_of(scenario, 1e-4).rounding, doubt_of(scenario, 1e-8).rounding
    torch.testing.assert_close(narrow, wide * 1e4, rtol=1e-3, atol=0)
    assert bool((wide < 1e-9).all())


def test_a_loss_of_several_operations_counts_what_each_of_them_rounds() -> None:
    """Residual 1e-5: the error is 5e-11 and was taken of a cosh that is rounded at 1. One loss may be off by eps."""
    rounding = doubt_of(Scenario([[1]], [1], [1.00001], loss="logcosh", dtype=torch.float64), 1e-6).rounding.item()
    eps = torch.finfo(torch.float64).eps
    assert rounding >= 4 * eps / 1e-6
    assert rounding <= 40 * eps / 1e-6


def test_precision_is_the_distance_to_the_same_calculation_in_float64() -> None:
    """.1 + .2 - .3 is 0 in float32, and positive for the float32 numbers in float64: the whole gradient is missing."""
    scenario = Scenario([[1, 1]], [0.3], [0.1, 0.2])
    assert doubt_of(scenario, 1e-6).precision.tolist() == [1.0, 1.0]
    assert doubt_of(scenario.replace(dtype=torch.float64), 1e-6).precision.tolist() == [0.0, 0.0]


def test_kinked_is_the_first_sample_within_the_step_that_the_coefficient_moves() -> None:
    scenario = Scenario([[1, 0], [1, 0], [1, 1]], [5, 1, 1], [1, 0])  # residuals -4, 0, 0
    assert doubt_of(scenario, 1e-6).kinked.tolist() == [1, 2]
    assert doubt_of(scenario.replace(loss="mse"), 1e-6).kinked.tolist() == [-1, -1]
    assert doubt_of(scenario.replace(t_dep=[5, 2, 2]), 1e-6).kinked.tolist() == [-1, -1]


def test_uncancelled_adds_sizes() -> None:
    scenario = Scenario([[1, -2], [3, 4]], [5, -6], [0.5, -0.5])
    assert uncancelled(scenario).tolist() == [6.5, 9.5]  # 0.5 + 1 + 5 and 1.5 + 2 + 6


@SERIOUS
@given(scenarios(losses=tuple(name for name, loss in LOSSES.items() if not loss.kinked)))
def test_the_bound_holds_for_the_smooth_losses_over_twelve_powers_of_ten(scenario: Scenario) -> None:
    eps = 1e-6
    moved = slopes(scenario, eps)
    off = (moved.central - chain_rule(scenario).grad).abs()
    assert bool((off <= doubt_of(scenario, eps).total * (1 + 1e-6)).all())
