"""The charts of Descent, read from their traces."""

import math

import pytest
import torch
from plotly.graph_objects import Figure

from core import DESCENT_STORIES, PRESETS, Box, Descent, Entry, Scenario, chain_rule, curve, descend
from core.linear.surfaces import surface
from core.link.links import Link
from ui.descent import figures, plane

BOUNCE = Scenario([[1, 2], [3, 4]], [1, 2], [0.9, 0.9])
PAIR = FIRST, SECOND = Entry("coeffs", (0,)), Entry("coeffs", (1,))


def trace(figure: Figure, name: str) -> tuple[list[float], list[float]]:
    (found,) = (each for each in figure.data if each.name == name)
    return list(found.x), list(found.y)


def names(figure: Figure) -> list[str | None]:
    return [each.name for each in figure.data]


def box_of(descent: Descent) -> Box:
    box = plane.box_of(descent, *PAIR)
    assert box is not None
    return box


def path(descent: Descent, step: int) -> Figure:
    box = box_of(descent)
    here = descent.scenario.replace(coeffs=descent.coeffs[step])
    arrow = plane.arrow(descent, step, chain_rule(here).grad[:2], box, PAIR)
    within = plane.inside(descent, box, *PAIR)
    return figures.path(surface(here, 0, 1, box), descent, step, box, PAIR, within, arrow)


def story(key: str) -> Descent:
    told = DESCENT_STORIES[key]
    return descend(told.build(), told.lr, told.steps, told.zero_grad, told.rate)


def test_the_losses_stand_over_their_steps() -> None:
    figure = figures.losses(descend(BOUNCE, 0.1, 3), 2, 0.0)
    x, y = trace(figure, "loss")
    assert x == [0, 1, 2, 3]
    assert y == pytest.approx([3.0, 1.7, 0.4, 0.9], rel=1e-5)
    x, y = trace(figure, "this step")
    assert x == [2]
    assert y == pytest.approx([0.4], rel=1e-5)
    assert figure.layout.yaxis.type is None
    assert "the least possible: 0" in figure.layout.annotations[0].text


def test_a_loss_that_grows_a_thousandfold_gets_a_logarithmic_axis() -> None:
    figure = figures.losses(story("diverge"), 0, 0.0)
    assert figure.layout.yaxis.type == "log"
    assert not figure.layout.shapes, "such an axis has no 0"


def test_the_path_starts_at_coeffs_and_passes_each_step() -> None:
    for step in range(3):
        x, _ = trace(path(descend(BOUNCE, 0.1, 2), step), "path")
        assert len(x) == step + 1, "what comes after the step is not drawn yet"
    figure = path(descend(BOUNCE, 0.1, 2), 2)
    x, y = trace(figure, "path")
    assert x == [pytest.approx(each, rel=1e-5) for each in (0.9, 0.7, 0.5)]
    assert y == [pytest.approx(each, rel=1e-5) for each in (0.9, 0.6, 0.3)]
    assert trace(figure, "this step")[0] == [pytest.approx(0.5, rel=1e-5)]


def test_the_arrow_points_against_the_gradient_which_is_2_and_3() -> None:
    x, y = trace(path(descend(BOUNCE, 0.1, 2), 0), "−gradient")
    assert x[1] < x[0]
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(3 / 2)


def test_the_lines_of_residual_zero_are_one_trace_and_the_mse_has_none() -> None:
    descent = descend(BOUNCE, 0.1, 8)
    x, y = trace(path(descent, 0), "a residual is 0")
    assert len(x) == 6
    assert x.index(None) == y.index(None) == 2, "a gap between the two"  # type: ignore[arg-type]
    for place in (0, 1):
        assert x[place] + 2 * y[place] == pytest.approx(1) or 3 * x[place] + 4 * y[place] == pytest.approx(2)
    assert "a residual is 0" not in names(path(descend(BOUNCE.replace(loss="mse"), 0.01, 8), 0))


def test_of_a_divergence_the_first_steps_are_drawn() -> None:
    descent = story("diverge")
    figure = path(descent, descent.taken)
    x, _ = trace(figure, "path")
    assert [place for place, each in enumerate(x) if not math.isnan(each)] == [0, 1, 2]
    box = box_of(descent)
    assert list(figure.layout.xaxis.range) == [box.left, box.right]
    assert int((~plane.inside(descent, box, *PAIR)).sum()) == descent.taken - 1


@pytest.mark.parametrize("key", DESCENT_STORIES)
def test_every_step_of_a_story_but_a_divergence_lies_in_the_picture(key: str) -> None:
    descent = story(key)
    pair = plane.entries(Link(descent.scenario), descent)
    box = plane.box_of(descent, *pair)
    assert box is not None
    if not descent.stopped:
        assert bool(plane.inside(descent, box, *pair).all())
    assert min(box.width, box.height) >= 0.24 * max(box.width, box.height)


def test_where_the_gradient_is_zero_there_is_no_arrow() -> None:
    perfect = descend(Scenario([[1, 2], [3, 4]], [3, 7], [1, 1]), 0.1, 3)
    assert "−gradient" not in names(path(perfect, 0))


def test_one_coefficient_is_drawn_on_its_curve() -> None:
    descent = descend(Scenario([[1]], [3], [0]), 1.0, 3)
    along = curve(descent.scenario.replace(coeffs=[1.5]), 0, 2.0)
    figure = figures.valley(1.5 + along.moves, along.losses, FIRST, descent, 1)
    assert trace(figure, "path") == ([0, 1], [3, 2])
    assert trace(figure, "this step") == ([1], [2])


@pytest.mark.parametrize("preset", PRESETS)
def test_the_charts_stay_lean(preset: str) -> None:
    descent = descend(PRESETS[preset].build(), 0.01, 1000)
    ground, *others = path(descent, 5).data
    assert ground.z.size + sum(len(each.x) for each in others) < 6000


def test_two_coefficients_are_chosen_and_never_the_same_one() -> None:
    two, ten = PRESETS["mixed-4x2"].build(), PRESETS["article-1000x10"].build()
    assert [plane.pair(Link(two, j=j)) for j in (0, 1)] == [(0, 1), (0, 1)]
    assert plane.pair(Link(ten, j=9)) == (8, 9)
    assert plane.pair(Link(ten, j=4, k=2)) == (4, 2)
    assert plane.pair(Link(ten, j=4, k=4)) == (4, 5)


@pytest.mark.parametrize(
    ("coeffs", "drawn"),
    [
        ([1.3e308, 1.0], False),
        ([1e308, -1e308], False),
        ([1e151, 0.0], False),
        ([1e149, 0.0], True),
        ([0.0, 0.0], True),
        ([5e-324, 1e-323], True),
        ([1e-200, -1e-200], True),
    ],
)
def test_a_box_is_a_finite_part_of_the_plane_or_none(coeffs: list[float], drawn: bool) -> None:
    """A mean of two huge numbers outgrows float64, and half of the least number of all is 0."""
    descent = descend(Scenario([[1, 1]], [0], coeffs, dtype=torch.float64), 0.01, 3)
    box = plane.box_of(descent, *PAIR)
    assert (box is not None) == drawn
    if box:
        assert 0 < box.width < math.inf
        assert 0 < box.width / 2 < box.width
        assert bool(surface(descent.scenario, 0, 1, box).losses.isfinite().all())
        assert bool(plane.inside(descent, box, *PAIR)[0])


def test_losses_beyond_a_plain_axis_are_drawn_on_a_logarithmic_one() -> None:
    figure = figures.losses(descend(Scenario([[1]], [0], [1.3e308], dtype=torch.float64), 0.01, 3), 0, 0.0)
    assert figure.layout.yaxis.type == "log"
    low, high = figure.layout.yaxis.range
    assert low < math.log10(1.3e308) < high < 308.3, "it ends where float64 ends"
