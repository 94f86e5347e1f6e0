"""Every view shows every preset, loss and reduction, and odd problems, whichever step is asked for."""

from itertools import cycle, islice, product

import pytest

from core import LOSSES, REDUCTIONS
from core.presets.presets import PRESETS
from tests.ui.markup import texts
from tests.ui.visits import address, go_to, markup, notices, open_view
from ui.frame.views import VIEWS

STEPS = ("0", "3", "900")
"""Steps that are asked for, in turn: a page holds all of its steps, and the last is more than any has."""

ODD: list[dict[str, str]] = [
    {"indep": "2", "dep": "3", "coeffs": "1"},
    {"indep": "1_2_3", "dep": "4", "coeffs": "1_1_1"},
    {"indep": "1__2__3", "dep": "4_5_6", "coeffs": "0"},
    {"from": "hidden-1-1-0"},
    {"from": "hidden-3-20-0"},
    {"from": "hidden-8-8-1"},
    {"from": "hidden-200-7-1", "i": "150", "j": "4", "trace": "1"},
    {"indep": "1e30_-1e-30__3e-9_2.5e7", "dep": "1e-12_-7e20", "coeffs": "-1e8_1e-8"},
    {"indep": "3e38_3e38", "dep": "0", "coeffs": "3e38_-3e38"},
    {"indep": "3e38_3e38", "dep": "0", "coeffs": "3e38_-3e38", "loss": "mse", "reduction": "sum"},
    {"from": "mixed-4x2", "dtype": "float64", "i": "3", "j": "1"},
]
"""One sample, one coefficient, many of both, numbers that overflow float32 on the way, float64."""


TURNS = 3
"""A view shows every third combination of preset, loss and reduction, and the next view begins one later.

Three divides none of their numbers, so each view has every preset, loss and reduction, and three views together have
each combination.
"""


@pytest.mark.parametrize("slug", VIEWS)
def test_every_preset_loss_reduction_and_problem_is_shown_and_a_damaged_link_warned_of(slug: str) -> None:
    at = open_view(slug, {"from": "<script>alert(1)</script>"})
    assert len([warning for warning in notices(at, "warning") if "<script>" in warning]) == 1
    (strip,) = texts(markup(at), "strip")
    assert strip.startswith("The article's 2×2 · ")
    steps = cycle(STEPS)
    for problem in ODD:
        go_to(at, problem | {"step": next(steps)})
        assert [warning for warning in notices(at, "warning") if "Until then" in warning] == [], problem
    for preset, loss, reduction in islice(
        product(PRESETS, LOSSES, REDUCTIONS), list(VIEWS).index(slug) % TURNS, None, TURNS
    ):
        query = {"from": preset, "loss": loss, "reduction": reduction, "step": next(steps)}
        go_to(at, query)
        assert address(at) == query
        (strip,) = texts(markup(at), "strip")
        assert strip.startswith(f"{PRESETS[preset].title} · "), query
