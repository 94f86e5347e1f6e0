"""The tables of Slope, for numbers worked out by hand."""

import pytest
import torch

from core import LOSSES, PRESETS, Entry, Scenario, differences, verify
from tests.ui.markup import parse, text
from ui.slope.tables import none_text, sides_table, steps_text, verify_table
from ui.walk.origins import origin_text

MIXED = PRESETS["mixed-4x2"].build()


def rows(markup: str) -> list[list[str]]:
    return [[text(cell) for cell in row] for row in parse(markup).iter("tr")]


def test_three_gradients_and_a_verdict() -> None:
    markup = verify_table(verify(MIXED), (0, 1), 1)
    assert rows(markup) == [
        ["", "Autograd", "By hand", "Finite difference", "Verdict"],
        ["coeffs.grad[0]", "+0.5", "+0.5", "+0.5", "✓ agree"],
        ["coeffs.grad[1]", "−1.25", "−1.25", "−1.25", "✓ agree"],
    ]
    (chosen,) = (row for row in parse(markup).iter("tr") if row.get("class") == "chosen")
    assert text(chosen).startswith("coeffs.grad[1]")


def test_a_kink_cannot_be_told_and_the_reason_stands_below() -> None:
    markup = verify_table(verify(PRESETS["kink"].build()), (0, 1), 0)
    assert rows(markup)[1][-1] == "? cannot tell"
    assert "residuals[1] is 0, where the loss has no derivative" in text(parse(markup))


def test_the_sides_differ_at_a_kink() -> None:
    markup = sides_table(verify(PRESETS["kink"].build()), (0, None, 1), 0)
    assert rows(markup)[1] == ["coeffs[0]", "−0.6667", "+0.3333", "+1.333"]
    assert rows(markup)[2] == ["⋮"] * 4


@pytest.mark.parametrize(
    ("scenario", "cells", "why"),
    [
        (MIXED, ["+0.5", "+0.5", "+0.5"], ""),
        (
            Scenario([[1, 1]], [1e12], [1e12, 0.0], dtype=torch.float64),
            ["none", "0", "none"],
            "`coeffs[0]`: 1e-6 is too small a step for float64 to move 1e12 by it: choose a larger eps.",
        ),
        (
            Scenario([[1e30, 1]], [0], [1e30, 1], loss="mse"),
            ["none", "+inf", "none"],
            (
                "inf first appears in `products[0, 0]`: `t_indep * coeffs` multiplies, and 1e30 × 1e30 is beyond what "
                "float32 holds, about 3.4e38. In float64 every number of this run is finite. `coeffs[0]`: 1e-6 is too "
                "small a step for float64 to move 1e30 by it: choose a larger eps."
            ),
        ),
        (
            Scenario([[1e200]], [0], [1e-20], loss="mse", dtype=torch.float64),
            ["none", "+inf", "none"],
            "inf first appears in `errors[0]`: `residuals**2` of 1e180 is beyond what float64 holds, about 1.8e308.",
        ),
    ],
)
def test_where_there_is_no_slope_it_is_said_why_and_no_nan_stands_there(
    scenario: Scenario, cells: list[str], why: str
) -> None:
    found = verify(scenario)
    assert rows(sides_table(found, (0,), 0))[1][1:] == cells
    assert none_text(found, tuple(range(scenario.n_coeffs)), scenario, 0, origin_text(scenario)).startswith(why)
    assert "nan" not in " ".join(rows(verify_table(found, (0,), 0))[1])


@pytest.mark.parametrize(
    ("scenario", "digits", "there", "absent"),
    [
        (
            MIXED,
            6,
            "+0.4768 in float32 and is +0.5 in float64|A large step reaches kinks|A small one is rounded",
            "bends",
        ),
        (MIXED.replace(loss="mse"), 6, "A large step bends away", "kinks"),
        (PRESETS["perfect"].build().replace(loss="mse"), 6, "An error of exactly 0", "nan"),
        (Scenario([[1e50]], [0], [1], dtype=torch.float64), 6, "cannot be taken in float32 and is +1e50", "nan"),
        (Scenario([[1e30]], [0], [1e30], loss="mse"), 6, "too large in float32", "nan"),
    ],
)
def test_why_a_finite_difference_misses(scenario: Scenario, digits: int, there: str, absent: str) -> None:
    said = steps_text(differences(scenario, Entry("coeffs", (0,))), digits, LOSSES[scenario.loss])
    assert [part for part in there.split("|") if part not in said] == [], said
    assert absent not in said
