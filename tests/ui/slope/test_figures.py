"""The charts of Slope, read from their traces."""

import math

import pytest
import torch
from plotly.graph_objects import Figure

from core import PRESETS, Entry, Scenario, curve, differences, move
from ui.frame.tokens import COLOURS
from ui.slope.figures import errors, loss_curve

MIXED = PRESETS["mixed-4x2"].build()


def chart(scenario: Scenario = MIXED, by: float = -0.5) -> Figure:
    return loss_curve(curve(scenario, 0, 2.5), move(scenario, 0, by), 0.5, 0)


def trace(figure: Figure, name: str) -> tuple[list[float], list[float]]:
    (found,) = (each for each in figure.data if each.name == name)
    return list(found.x), list(found.y)


def test_the_tangent_touches_the_curve_where_it_is_now() -> None:
    x, y = trace(chart(), "tangent")
    assert (x, y) == ([-2.0, 3.0], [0.875, 3.375])
    assert trace(chart(), "now") == ([0.5], [2.125])


def test_now_has_the_amber_ring_of_the_tape() -> None:
    (now,) = (each for each in chart().data if each.name == "now")
    assert (now.marker.color, now.marker.symbol) == (COLOURS["now-edge"].light, "circle-open")


def test_kinks_lie_on_the_curve_where_a_residual_is_zero() -> None:
    figure = chart()
    x, y = trace(figure, "kink")
    assert x == [0.25, -0.25, pytest.approx(0.5 + 2.5 / 3)]
    assert y[:2] == [2.0, 2.75]
    (kinks,) = (each for each in figure.data if each.name == "kink")
    assert list(kinks.text) == ["residuals[3] is 0", "residuals[2] is 0", "residuals[1] is 0"]


def test_the_move_leads_to_a_predicted_and_a_real_loss() -> None:
    assert trace(chart(), "predicted") == ([0.0], [1.875])
    assert trace(chart(), "real") == ([0.0], [2.375])


def test_on_a_logarithmic_axis_a_text_stands_at_its_line() -> None:
    """Lines are placed by the value itself there, and texts by its power of ten (plotly's reference)."""
    figure = errors(differences(MIXED, Entry("coeffs", (0,))), 1e-3)
    (said,) = figure.layout.annotations
    line = next(each for each in figure.layout.shapes if each.yref == "y")
    assert figure.layout.yaxis.type == "log"
    assert line.y0 == line.y1 == 0.5
    assert said.text == "size of the gradient, 0.5"
    assert said.y == pytest.approx(math.log10(0.5))


def test_a_smooth_loss_shows_no_kinks() -> None:
    (kinks,) = (each for each in chart(MIXED.replace(loss="mse")).data if each.name == "kink")
    assert kinks.visible is False


def test_the_axis_holds_the_whole_curve_and_the_prediction() -> None:
    figure = chart(by=-2.5)
    low, high = figure.layout.yaxis.range
    _, losses = trace(figure, "loss")
    assert low < min(losses) <= max(losses) < high
    assert low < trace(figure, "predicted")[1][0] < high


def test_a_loss_beyond_float64_draws_no_axis_and_raises_nothing() -> None:
    huge = Scenario([[1e300]], [1], [1e300], loss="mse", dtype=torch.float64)
    figure = loss_curve(curve(huge, 0, 1.0), move(huge, 0, 0.5), 1e300, 0)
    assert figure.layout.yaxis.range is None


@pytest.mark.parametrize("preset", PRESETS)
def test_the_charts_stay_lean(preset: str) -> None:
    scenario = PRESETS[preset].build()
    along = curve(scenario, 0, 2.5)
    figure = loss_curve(along, move(scenario, 0, 0.5), scenario.coeffs[0].item(), 0)
    assert sum(len(each.x) for each in figure.data) < 400


def test_the_errors_are_drawn_on_logarithmic_axes_in_both_dtypes() -> None:
    figure = errors(differences(PRESETS["article-2x2"].build(), Entry("coeffs", (0,))), 1e-6)
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "log")
    assert [each.name for each in figure.data] == ["float32", "float64"]
    single, double = (list(each.y) for each in figure.data)
    assert single[8] == 2.0, "with 1e-9 float32 sees no change at all: the error is the gradient"
    assert math.isnan(double[0]) or double[0] < 1e-12


def test_numbers_beyond_float32_leave_its_line_out() -> None:
    figure = errors(differences(Scenario([[1e50]], [0], [1], dtype=torch.float64), Entry("coeffs", (0,))), 1e-6)
    assert [each.name for each in figure.data] == ["float64"]
