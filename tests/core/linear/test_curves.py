"""The loss along one coefficient: kinks worked out by hand, and moves whose change is predicted exactly until one."""

import math

import pytest
import torch
from hypothesis import given

from core import LOSSES, REDUCTIONS, Scenario, calc_loss, chain_rule
from core.linear.curves import FEWEST, MOST_KINKS, curve, move, reach_of
from core.presets.presets import PRESETS
from core.scenario.draws import Draw
from core.slices.notches import NOTCHES, notch_of
from tests.core.strategies import scenarios

MIXED = PRESETS["mixed-4x2"].build()
"""Residuals -3.5, -2.5, 1.5, 1; inputs of the first coefficient 1, 3, 2, 4: zeros at 3.5, 5/6, -0.75, -0.25."""


def test_the_kinks_of_the_4x2_by_hand() -> None:
    found = curve(MIXED, 0, 2.5)
    torch.testing.assert_close(found.kinks, torch.tensor([-0.25, -0.75, 2.5 / 3], dtype=torch.float64))
    assert found.samples == (3, 2, 1)
    assert found.left_out == 0
    assert curve(MIXED, 0, 5.0).samples == (3, 2, 1, 0)
    assert curve(MIXED, 1, 3.0).samples == (1, 2, 0), "the last sample's input is 0: it never gets there"


def test_the_curve_of_the_4x2_at_and_between_its_kinks_by_hand() -> None:
    """At -0.25 the residuals are -3.75, -3.25, 1, 0; at -0.75 they are -4.25, -4.75, 0, -2."""
    found = curve(MIXED, 0, 2.5)
    at = dict(zip(found.moves.tolist(), found.losses.tolist(), strict=True))
    assert at[0.0] == 2.125
    assert at[-0.25] == 2.0
    assert at[-0.75] == 2.75
    assert found.moves.tolist() == sorted(at)
    assert found.moves[[0, -1]].tolist() == [-2.5, 2.5]


def test_the_mae_is_straight_between_its_kinks() -> None:
    found = curve(MIXED, 0, 2.5)
    slopes = found.losses.diff() / found.moves.diff()
    turns = found.moves[1:-1][slopes.diff().abs() > 1e-9]
    torch.testing.assert_close(turns, found.kinks.sort().values)


@pytest.mark.parametrize("loss", [name for name, loss in LOSSES.items() if not loss.kinked])
def test_a_smooth_loss_has_no_kinks(loss: str) -> None:
    found = curve(MIXED.replace(loss=loss), 0, 2.5)
    assert (len(found.kinks), found.samples, found.left_out) == (0, (), 0)
    assert move(MIXED.replace(loss=loss), 0, 2.5).crossed == 0


def test_a_large_problem_names_the_nearest_kinks_and_counts_the_rest() -> None:
    drawn = Draw("hidden", 1000, 3, 1).build()
    found = curve(drawn, 0, reach_of(drawn, 0))
    sizes = found.kinks.abs()
    assert len(found.kinks) == MOST_KINKS
    assert torch.equal(sizes, sizes.sort().values)
    zeros = (-chain_rule(drawn.replace(dtype=torch.float64)).residuals / drawn.t_indep[:, 0].double()).abs()
    assert found.left_out == int((zeros <= found.reach).sum()) - MOST_KINKS


def test_very_many_samples_get_fewer_points_and_each_counts() -> None:
    drawn = Draw("hidden", 300_000, 1, 1).build(loss="mse")
    found = curve(drawn, 0, 1.0)
    assert len(found.moves) == FEWEST
    assert found.losses[FEWEST // 2].item() == pytest.approx(move(drawn, 0, 0.5).before)


@given(scenarios(smallest=-1, largest=1))
def test_the_curve_is_the_model_s_own_loss(scenario: Scenario) -> None:
    reach = reach_of(scenario, 0)
    found, exact = curve(scenario, 0, reach), scenario.replace(dtype=torch.float64)
    for place in (0, len(found.moves) // 3, -1):
        moved = exact.coeffs.clone()
        moved[0] += found.moves[place]
        loss = calc_loss(moved, exact.t_indep, exact.t_dep, exact.loss, exact.reduction).item()
        assert found.losses[place].item() == pytest.approx(loss, rel=1e-9, abs=1e-9)


@given(scenarios())
def test_a_reach_is_fifty_round_notches(scenario: Scenario) -> None:
    unit = reach_of(scenario, scenario.n_coeffs - 1) / NOTCHES
    digit = unit / 10.0 ** math.floor(math.log10(unit) + 1e-9)
    assert min(abs(digit - round_one) for round_one in (1, 2, 5)) < 1e-6


@pytest.mark.parametrize(
    "scenario",
    [
        Scenario([[1e-300]], [1e-310], [1e-5], dtype=torch.float64),
        Scenario([[1e-300]], [1e300], [1e5], dtype=torch.float64),
        Scenario([[5e-324]], [5e-324], [0], dtype=torch.float64),
        Scenario([[0.0]], [1], [0]),
    ],
)
def test_even_odd_numbers_have_a_reach(scenario: Scenario) -> None:
    assert 0 < reach_of(scenario, 0) < math.inf


def test_a_range_holds_the_move_that_was_typed() -> None:
    assert reach_of(MIXED, 0) == 2.5
    assert reach_of(MIXED, 0, 2.5) == 2.5
    assert reach_of(MIXED, 0, 3.0) == 5.0
    assert reach_of(MIXED, 0, 1e9) == 1e9


@given(scenarios())
def test_a_notch_is_the_number_that_one_would_write(scenario: Scenario) -> None:
    reach = reach_of(scenario, 0)
    for notch in range(-NOTCHES, NOTCHES + 1):
        at = notch_of(reach, notch)
        assert at == pytest.approx(notch * reach / NOTCHES, rel=1e-12)
        assert at == float(f"{at:.6g}")


def test_a_move_before_the_kink_changes_the_loss_as_predicted() -> None:
    """The gradient is 0.5: down by 0.25 to the kink is -0.125, and up by 0.5 is 0.25."""
    up = move(MIXED, 0, 0.5)
    assert (up.before, up.after, up.predicted, up.real) == (2.125, 2.375, 0.25, 0.25)
    assert (up.crossed, up.first) == (0, -1)


def test_a_move_over_a_kink_does_not() -> None:
    """Down by 0.5: predicted -0.25; residuals -4, -4, 0.5, -1, so the loss is 9.5 / 4 = 2.375, a change of +0.25."""
    down = move(MIXED, 0, -0.5)
    assert (down.predicted, down.real) == (-0.25, 0.25)
    assert (down.crossed, down.first) == (1, 3)
    assert move(MIXED, 0, -1.0).crossed == 2


def test_a_move_of_nothing_changes_nothing() -> None:
    still = move(MIXED, 0, 0.0)
    assert (still.predicted, still.real, still.crossed) == (0.0, 0.0, 0)


def test_a_move_that_starts_on_a_kink_counts_it() -> None:
    kinked = PRESETS["kink"].build()
    assert move(kinked, 0, 0.1).crossed == 1
    assert move(kinked, 0, 0.1).first == 1


def test_the_squared_error_bends_away_by_the_square_of_the_move() -> None:
    """Of (2c)² at 1: slope 8, and (2 · 1.5)² - 4 = 5 = 8 · 0.5 + 4 · 0.5²."""
    moved = move(Scenario([[2]], [0], [1], loss="mse"), 0, 0.5)
    assert (moved.predicted, moved.real) == (4.0, 5.0)


@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_the_reduction_counts(reduction: str) -> None:
    found = curve(MIXED.replace(reduction=reduction), 0, 1.0)
    assert found.losses[found.moves == 0].item() == (2.125 if reduction == "mean" else 8.5)


@pytest.mark.parametrize("reach", [0.0, -1.0, math.inf, math.nan])
def test_a_reach_must_be_positive_and_finite(reach: float) -> None:
    with pytest.raises(ValueError, match=r"^reach is .*: give a positive finite number\.$"):
        curve(MIXED, 0, reach)
