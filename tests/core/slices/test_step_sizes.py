"""Finite differences over many steps: float32 falls apart early, float64 late."""

import pytest
import torch

from core import Scenario
from core.presets.presets import PRESETS
from core.scenario.entries import Entry
from core.slices.step_sizes import EXPONENTS, differences


@pytest.mark.parametrize("preset", ["article-2x2", "mixed-4x2", "article-1000x10"])
def test_float32_falls_apart_where_float64_still_holds(preset: str) -> None:
    found = differences(PRESETS[preset].build(), Entry("coeffs", (0,)))
    at = list(EXPONENTS).index(7)
    assert found.float32 is not None
    assert abs(found.float32[at].item() - found.exact) > 0.05 * abs(found.exact)
    assert abs(found.float64[at].item() - found.exact) < 1e-5 * abs(found.exact)


def test_a_step_that_float32_cannot_take_gives_no_slope_at_all() -> None:
    """0.5 + 1e-9 is 0.5 in float32, so the loss does not change."""
    found = differences(PRESETS["article-2x2"].build(), Entry("coeffs", (0,)))
    assert found.float32 is not None
    assert found.float32[list(EXPONENTS).index(9)].item() == 0.0
    assert found.exact == -2.0


def test_the_steps_are_powers_of_ten() -> None:
    found = differences(PRESETS["article-2x2"].build(), Entry("coeffs", (1,)))
    assert found.eps.tolist() == [10.0**-power for power in EXPONENTS]
    assert found.float64[0].item() == pytest.approx(-3.0)


def test_numbers_beyond_float32_leave_its_row_out() -> None:
    found = differences(Scenario([[1e50]], [0], [1], dtype=torch.float64), Entry("coeffs", (0,)))
    assert found.float32 is None
    assert found.exact == 1e50
