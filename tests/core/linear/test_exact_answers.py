"""The exact answers: a gradient of zero for least squares, and nothing lower for least absolute deviations."""

import pytest
import torch
from hypothesis import given, settings

from core import LOSSES, Scenario, chain_rule
from core.linear.exact_answers import least_absolute, least_of, least_squares, loss_at
from core.presets.presets import PRESETS
from core.scenario.draws import Draw
from tests.core.strategies import scenarios


def test_a_line_through_three_points_by_hand() -> None:
    """0, 0 and 3 at x = 0, 1 and 2. Least squares: 1.5 x - 0.5. Lines through two miss the third by 3, 1.5 and 3."""
    scenario = Scenario([[1, 0], [1, 1], [1, 2]], [0, 0, 3], [0, 0])
    squares, absolute = least_squares(scenario), least_absolute(scenario)
    torch.testing.assert_close(squares.coeffs, torch.tensor([-0.5, 1.5], dtype=torch.float64))
    assert absolute is not None
    torch.testing.assert_close(absolute.coeffs, torch.tensor([0.0, 1.5], dtype=torch.float64))
    assert squares.unique
    assert absolute.unique
    assert loss_at(scenario, absolute.coeffs, "mae") == pytest.approx(0.5)


def test_one_outlier_moves_the_mean_and_not_the_median() -> None:
    scenario = Scenario([[1], [1], [1]], [1, 2, 30], [0])
    absolute = least_absolute(scenario)
    assert absolute is not None
    assert least_squares(scenario).coeffs.item() == pytest.approx(11)
    assert absolute.coeffs.item() == pytest.approx(2)


def test_a_median_of_an_even_number_is_not_unique() -> None:
    absolute = least_absolute(Scenario([[1], [1]], [1, 2], [0]))
    assert absolute is not None
    assert not absolute.unique


def test_as_many_coefficients_as_samples_fit_exactly() -> None:
    scenario = PRESETS["article-2x2"].build()
    for found in (least_squares(scenario), least_absolute(scenario)):
        assert found is not None
        torch.testing.assert_close(found.coeffs, torch.tensor([-4.0, 4.5], dtype=torch.float64))


@given(scenarios(smallest=-1, largest=1))
def test_the_gradient_of_the_mse_is_zero_at_the_least_squares(scenario: Scenario) -> None:
    found = least_squares(scenario)
    there = scenario.replace(loss="mse", dtype=torch.float64, coeffs=found.coeffs)
    sizes = chain_rule(there).contributions.abs().sum(0) + there.t_indep.abs().sum() * there.t_dep.abs().max() + 1
    assert bool((chain_rule(there).grad.abs() <= 1e-9 * sizes).all())


@settings(max_examples=40)
@given(scenarios(smallest=-1, largest=1))
def test_no_other_fit_has_a_lower_mae(scenario: Scenario) -> None:
    """Neither least squares, nor a point beside the answer, nor the start."""
    found = least_absolute(scenario)
    if found is None:
        return
    best = loss_at(scenario, found.coeffs, "mae")
    generator = torch.Generator().manual_seed(0)
    others = found.coeffs + 0.01 * torch.randn((20, scenario.n_coeffs), generator=generator, dtype=torch.float64)
    for other in (*others, least_squares(scenario).coeffs, scenario.coeffs):
        assert loss_at(scenario, other, "mae") >= best - 1e-9 * (1 + abs(best))


def test_equal_columns_leave_the_answer_open_and_the_loss_known() -> None:
    scenario = Scenario([[1, 1], [2, 2], [4, 4]], [2, 4, 12], [0, 0])
    squares, absolute = least_squares(scenario), least_absolute(scenario)
    assert absolute is not None
    assert not squares.unique
    assert not absolute.unique
    assert absolute.coeffs.sum().item() == pytest.approx(3), "3 leaves the errors 1, 2, 0, and 2 leaves 0, 0, 4"


def test_columns_of_zeros_alone_are_answered_with_zeros() -> None:
    absolute = least_absolute(Scenario([[0, 0], [0, 0]], [1, 2], [5, 5]))
    assert absolute is not None
    assert absolute.coeffs.tolist() == [0, 0]


@pytest.mark.parametrize("slug", ["article-1000x10", "hidden-100000-5-1"])
def test_a_search_that_would_take_too_long_is_not_begun(slug: str) -> None:
    scenario = PRESETS[slug].build() if slug in PRESETS else Draw.from_slug(slug).build()
    assert least_absolute(scenario) is None


@pytest.mark.parametrize("loss", LOSSES)
def test_the_loss_anywhere_is_the_model_s(loss: str) -> None:
    scenario = PRESETS["mixed-4x2"].build()
    expected = {"mae": 2.125, "mse": 5.4375, "huber": 1.625, "logcosh": 1.4776383638299563}[loss]
    assert loss_at(scenario, scenario.coeffs, loss) == pytest.approx(expected, rel=1e-15)


UNITS = [(1.0, 1.0), (1e-17, 1.0), (1e17, 1.0), (1.0, 1e-17), (1.0, 1e17), (1e-150, 1e150), (1e-12, 1e-12)]
"""What the second column and the targets are multiplied by."""


@pytest.mark.parametrize("slug", ["article-2x2", "mixed-4x2", "kink", "outlier", "collinear", "scales", "perfect"])
def test_the_answers_do_not_depend_on_units(slug: str) -> None:
    """A column of 1e-17 is as independent as one of 1; so with targets, and with both."""
    plain = PRESETS[slug].build().replace(dtype=torch.float64)
    for column, targets in UNITS:
        factors = torch.tensor([1.0, column], dtype=torch.float64)
        scaled = plain.replace(t_indep=plain.t_indep * factors, t_dep=plain.t_dep * targets)
        for answer in (least_squares, least_absolute):
            there, here = answer(scaled), answer(plain)
            assert there is not None
            assert here is not None
            assert there.unique == here.unique, (slug, column, targets, answer)
            if here.unique:
                size = here.coeffs.abs().max() * targets
                assert bool(((there.coeffs * factors - here.coeffs * targets).abs() <= 1e-9 * size).all())


def test_a_tie_is_a_tie_in_any_unit() -> None:
    """The median of two numbers is anything between them, also of 1e-12 and 2e-12."""
    for unit in (1e-300, 1e-12, 1.0, 1e12, 1e300):
        absolute = least_absolute(Scenario([[1], [1]], [unit, 2 * unit], [0], dtype=torch.float64))
        assert absolute is not None
        assert not absolute.unique
        absolute = least_absolute(Scenario([[1], [1], [1]], [unit, 2 * unit, 3 * unit], [0], dtype=torch.float64))
        assert absolute is not None
        assert absolute.unique
        assert absolute.coeffs.item() == pytest.approx(2 * unit)


def test_huge_targets_are_answered_and_what_float64_cannot_hold_is_said_to_be() -> None:
    for answer in (least_squares, least_absolute):
        held = answer(Scenario([[1], [1], [1]], [1.7e308, 1.7e308, 1.7e308], [0], dtype=torch.float64))
        assert held is not None
        assert held.held
        assert held.coeffs.item() == pytest.approx(1.7e308)
        outgrown = answer(Scenario([[1e-10]], [1.7e308], [0], dtype=torch.float64))
        assert outgrown is not None
        assert not outgrown.held


@pytest.mark.parametrize("loss", ["mae", "mse"])
def test_the_rounding_of_a_perfect_fit_is_no_loss_in_any_unit(loss: str) -> None:
    for unit in (1e-12, 1.0, 1e12):
        for slug in ("article-2x2", "perfect", "collinear", "mixed-4x2"):
            plain = PRESETS[slug].build().replace(dtype=torch.float64, loss=loss)
            scaled = plain.replace(t_dep=plain.t_dep * unit)
            found = least_squares(scaled) if loss == "mse" else least_absolute(scaled)
            assert found is not None
            assert (least_of(scaled, found) == 0.0) == (slug != "mixed-4x2"), (slug, unit)
