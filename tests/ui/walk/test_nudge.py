"""What is said after the last step of Backward: the numbers hold as shown, and why the slope missed is true."""

import math
import re
from fractions import Fraction
from itertools import product

import pytest
import torch
from hypothesis import given, settings

from core import LOSSES, PRESETS, REDUCTIONS, Scenario
from core.numbers import short
from core.scenario.scenario import DTYPES
from tests.core.strategies import scenarios
from tests.ui.markup import texts
from tests.ui.walk.edges import EDGES
from tests.ui.walk.holding import last_digit
from tests.ui.walk.tape.cases import PROBLEMS
from ui.walk.nudge import NUDGE, nudge
from ui.walk.tape.story import tell

GOES = re.compile(r"the loss goes from ([\d.e−]+) to ([\d.e−]+), a change of ([\d.e−]+)")
LARGE = Scenario([[6173.0, 1.0]], [0.0], [1.0, 1.0], reduction="sum")
PASSES = Scenario([[1.0], [1.0]], [1.005, 5.0], [1.0])
AWAY = Scenario([[1.0], [1.0]], [3.0, 5.0], [1.0])
UNFELT = Scenario([[1.0, 0.0], [2.0, 1.0]], [1.0, 9.0], [1.0, 1.0])
"""Residual 0 is exactly 0, but coeffs[1] does not move it."""


def said(scenario: Scenario, j: int = 0) -> str:
    (text,) = texts(nudge(tell(scenario, 0, j)), "walk-note")
    return text


CASES: list[tuple[Scenario, int, str]] = [
    (AWAY, 0, "the slope predicts −1 × 0.01. backward()"),
    (PASSES, 0, "Residual 0 reaches 0 on the way, where the slope changes."),
    (PRESETS["kink"].build(), 0, "Residual 1 is exactly 0 at the start, where |x| has no slope and PyTorch takes 0."),
    (PRESETS["perfect"].build(), 0, "Residuals 0, 1 and 2 are exactly 0 at the start"),
    (PRESETS["perfect"].build().replace(loss="mse"), 0, "The loss bends on the way"),
    (PRESETS["kink-by-dtype"].build().replace(dtype=torch.float32), 0, "Residual 0 is exactly 0 at the start"),
    (UNFELT, 1, "the slope predicts −0.5 × 0.01. backward()"),
    (PRESETS["mixed-4x2"].build().replace(loss="mse"), 0, "the shorter the move, the nearer they are."),
    (LARGE, 1, "the loss goes from 6174 to 6174.01, a change of 0.01; the slope predicts 1 × 0.01. backward()"),
    (Scenario([[1.0]], [0.0], [1e20], dtype=torch.float64), 0, "too large a number for so small a move"),
    (PROBLEMS["overflow"].replace(loss="mse"), 0, "coeffs.grad[0] is nan and the loss in float64 0"),
]


@pytest.mark.parametrize(("scenario", "j", "says"), CASES)
def test_what_is_said(scenario: Scenario, j: int, says: str) -> None:
    assert says in said(scenario, j)
    assert "change of nan" not in said(scenario, j)


def check(scenario: Scenario, j: int) -> None:
    """The written change is that of the written losses, and a reason that is given is there."""
    text = said(scenario, j)
    goes = GOES.search(text)
    if goes:
        before, after, change = (Fraction(number.replace("−", "-")) for number in goes.groups())
        rounding = 4 * Fraction(torch.finfo(torch.float64).eps) * max(abs(before), abs(after))
        digit = last_digit(goes[3].replace("−", "-").removeprefix("-")) if change else Fraction(0)
        assert abs(after - before - change) <= max(digit, rounding), text
        assert before != after
    residuals = tell(scenario, 0, j).forward["residuals"].value
    at_0 = (residuals == 0) & (scenario.t_indep[:, j] != 0)
    kinked = LOSSES[scenario.loss].kinked
    if "exactly 0 at the start" in text:
        assert kinked
        assert at_0.any()
        assert text.count("Residual") == 1
    if "reaches 0" in text or "reach 0" in text:
        assert kinked
        moved = scenario.replace(dtype=torch.float64)
        coeffs = moved.coeffs.clone()
        coeffs[j] += NUDGE
        start = (moved.t_indep * moved.coeffs).sum(1) - moved.t_dep
        end = (moved.t_indep * coeffs).sum(1) - moved.t_dep
        assert bool((start * end <= 0).any())
    if "bends" in text:
        assert not kinked


def test_every_preset_loss_reduction_and_precision() -> None:
    problems = (PROBLEMS | EDGES).values()
    for problem, loss, reduction, dtype in product(problems, LOSSES, REDUCTIONS, DTYPES.values()):
        scenario = problem.replace(loss=loss, reduction=reduction, dtype=dtype)
        for j in {0, scenario.n_coeffs - 1}:
            check(scenario, j)


@settings(max_examples=150)
@given(scenarios(smallest=-8, largest=12))
def test_random_problems(scenario: Scenario) -> None:
    check(scenario, 0)


def test_a_missed_prediction_at_the_kink_always_has_its_reason() -> None:
    """The old text: a change of 0.01, and a slope that predicts 0 × 0.01, without a word."""
    for loss, dtype in product(LOSSES, DTYPES.values()):
        scenario = PRESETS["perfect"].build().replace(loss=loss, dtype=dtype)
        text = said(scenario)
        change = GOES.search(text)
        assert change is not None
        assert not math.isclose(float(change[3].replace("−", "-")), 0)
        assert f"predicts {short(0)} × 0.01. backward()" not in text
