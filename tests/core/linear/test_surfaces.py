"""The loss over two coefficients: values by hand, the lines of residual 0, and their number."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core import LOSSES, REDUCTIONS, Scenario, calc_loss
from core.linear.surfaces import COARSEST, FINEST, MOST_LINES, Box, surface
from core.presets.presets import PRESETS
from core.scenario.draws import Draw
from tests.core.strategies import scenarios

MIXED = PRESETS["mixed-4x2"].build()
"""Lines: x + 2y = 5, 3x + 4y = 6, 2x + y = 0, 4x = 1."""
UNIT = Box(0, 1, 0, 2)


def test_the_corners_of_the_4x2_by_hand() -> None:
    found = surface(MIXED, 0, 1, UNIT)
    # residuals at (0, 0): -5, -6, 0, -1; at (1, 0): -4, -3, 2, 3; at (0, 2): -1, 2, 2, -1; at (1, 2): 0, 5, 4, 3
    corners = [found.losses[row, column].item() for row in (0, -1) for column in (0, -1)]
    assert corners == [3.0, 3.0, 1.5, 3.0]
    assert found.losses.shape == (FINEST, FINEST)
    assert found.across[[0, -1]].tolist() == [0, 1]
    assert found.up[[0, -1]].tolist() == [0, 2]


def test_the_lines_that_cross_the_box_by_hand() -> None:
    found = surface(MIXED, 0, 1, UNIT)
    assert found.left_out == 0
    ends = {line.sample: {(line.x0, line.y0), (line.x1, line.y1)} for line in found.lines}
    assert ends == {1: {(0, 1.5), (1, 0.75)}, 3: {(0.25, 0), (0.25, 2)}}
    assert found.lines[0].sample == 3, "the point 0.5, 0.5 lies nearest to 4x = 1"


def test_the_axes_can_be_swapped() -> None:
    found, turned = surface(MIXED, 0, 1, UNIT), surface(MIXED, 1, 0, Box(0, 2, 0, 1))
    torch.testing.assert_close(turned.losses, found.losses.T)


def test_the_others_are_held() -> None:
    scenario = Scenario([[1, 2, 3]], [4], [5, 6, 7])  # 1·5 + 2·0 + 3·0 - 4 = 1 where the last two are 0
    assert surface(scenario, 1, 2, Box(0, 1, 0, 1)).losses[0, 0].item() == 1.0


@pytest.mark.parametrize("loss", [name for name, loss in LOSSES.items() if not loss.kinked])
def test_a_smooth_loss_has_no_lines(loss: str) -> None:
    found = surface(MIXED.replace(loss=loss), 0, 1, UNIT)
    assert (found.lines, found.left_out) == ((), 0)


def test_only_the_nearest_lines_are_drawn_and_the_rest_is_counted() -> None:
    found = surface(Draw("hidden", 200, 2, 1).build(), 0, 1, Box(-2, 2, -2, 2))
    assert len(found.lines) == MOST_LINES
    assert found.left_out > MOST_LINES


def test_very_many_samples_get_a_coarser_grid_and_each_counts() -> None:
    drawn = Draw("hidden", 100_000, 2, 1).build()
    found = surface(drawn, 0, 1, Box(-1, 1, -1, 1))
    assert len(found.across) < FINEST
    assert len(found.across) >= COARSEST
    corner = calc_loss(torch.tensor([-1.0, -1.0]), drawn.t_indep, drawn.t_dep).item()
    assert found.losses[0, 0].item() == pytest.approx(corner, rel=1e-4)


@given(scenarios(smallest=-1, largest=1), st.floats(-3, 3), st.floats(0.1, 3))
def test_lines_lie_in_the_box_and_their_residual_is_zero(scenario: Scenario, corner: float, size: float) -> None:
    if scenario.n_coeffs < 2:
        return
    box = Box(corner, corner + size, -corner, -corner + size / 2)
    found, exact = surface(scenario, 0, 1, box), scenario.replace(dtype=torch.float64)
    for line in found.lines:
        for x, y in ((line.x0, line.y0), (line.x1, line.y1)):
            assert box.left - 1e-6 <= x <= box.right + 1e-6
            assert box.bottom - 1e-6 <= y <= box.top + 1e-6
            at = torch.cat([torch.tensor([x, y], dtype=torch.float64), exact.coeffs[2:]])
            products = exact.t_indep[line.sample] * at
            residual = products.sum() - exact.t_dep[line.sample]
            assert abs(residual.item()) <= 1e-9 * (products.abs().sum() + exact.t_dep[line.sample].abs() + 1).item()


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_the_surface_is_the_model_s_own_loss(loss: str, reduction: str) -> None:
    scenario = Draw("hidden", 20, 4, 2).build(loss, reduction)
    found, exact = surface(scenario, 2, 1, UNIT), scenario.replace(dtype=torch.float64)
    for row, column in ((0, 0), (7, 30), (-1, 3)):
        at = exact.coeffs.clone()
        at[2], at[1] = found.across[column], found.up[row]
        expected = calc_loss(at, exact.t_indep, exact.t_dep, loss, reduction).item()
        assert found.losses[row, column].item() == pytest.approx(expected)
