"""What a move changes, against exact rational arithmetic: the lines hold as they are shown, and each sentence is so."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
import torch

from core import LOSSES, PRESETS, Scenario, move, reach_of
from core.linear.curves import LinearMove
from core.link.links import decode
from core.numbers.shown import decimal
from core.slices.notches import notch_of
from tests.ui.markup import parse, text
from ui.slope.change import change_sentence, change_table

MIXED = PRESETS["mixed-4x2"].build()
TURN = "a kink, where the slope changes."
PROBLEMS = [f"from={slug}" for slug in PRESETS if slug != "article-1000x10"]
PROBLEMS += [
    "indep=0.1&dep=300&coeffs=3000",
    "indep=1&dep=1e12&coeffs=1e12",
    "indep=1e-9_2e-9__3e-9_4e-9&dep=5_6&coeffs=0.5_0.5",
    "indep=1_2__3_4&dep=6000.1_12345.6&coeffs=0.5_0.5",
    "indep=0_1__0_2&dep=1_2&coeffs=0.3_0.7",
    "indep=1e5__3e5&dep=7_7&coeffs=1e-3",
    "indep=1__1&dep=0.1_-0.1&coeffs=0.3",
]
"""Kinks, kinks of one dtype, perfect fits, tiny and huge numbers, a column that moves nothing."""


RATIONAL = [name for name in LOSSES if name != "logcosh"]
"""The losses that rational numbers can work out; a hyperbolic cosine has no exact value there."""


def rows(markup: str) -> list[list[str]]:
    return [[text(cell) for cell in row] for row in parse(markup).iter("tr")]


def moves() -> Iterator[tuple[str, Scenario, int, LinearMove]]:
    """Each problem with each loss and dtype, moved by notches and by typed numbers."""
    for query, loss, dtype in product(PROBLEMS, RATIONAL, (torch.float32, torch.float64)):
        scenario = decode(query).scenario.replace(loss=loss, dtype=dtype)
        for j in range(scenario.n_coeffs):
            reach = reach_of(scenario, j)
            for by in (*(notch_of(reach, notch) for notch in (-50, -3, 10, 50)), 0.01, -1e-7, 1e-20, 12.345678):
                yield f"{query} {loss} {dtype} j={j} by={by}", scenario, j, move(scenario, j, by)


def exactly(scenario: Scenario, j: int, by: float) -> tuple[Fraction, Fraction, int]:
    """The change of the loss and its slope in rational numbers, without rounding, and how many residuals reach 0."""
    change, slope, crossed = Fraction(0), Fraction(0), 0
    losses: dict[str, tuple[Callable[[Fraction], Fraction], Callable[[Fraction], Fraction]]] = {
        "mae": (abs, lambda r: Fraction((r > 0) - (r < 0))),
        "mse": (lambda r: r * r, lambda r: 2 * r),
        "huber": (
            lambda r: r * r / 2 if abs(r) <= 1 else abs(r) - Fraction(1, 2),
            lambda r: max(Fraction(-1), min(Fraction(1), r)),
        ),
    }
    error, derivative = losses[scenario.loss]
    for row, target in zip(scenario.t_indep.tolist(), scenario.t_dep.tolist(), strict=True):
        products = (Fraction(x) * Fraction(c) for x, c in zip(row, scenario.coeffs.tolist(), strict=True))
        before = sum(products, Fraction(0))
        before -= Fraction(target)
        after = before + Fraction(row[j]) * Fraction(by)
        change += error(after) - error(before)
        slope += derivative(before) * Fraction(row[j])
        crossed += row[j] != 0 and min(before, after) <= 0 <= max(before, after)
    return change / scenario.n_samples, slope / scenario.n_samples, crossed


def unit(shown: str) -> Decimal:
    """One in the last digit of a shown number."""
    exponent = decimal(shown).as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(1).scaleb(exponent)


def test_each_line_holds_with_the_digits_shown_or_carries_a_sign_that_it_does_roughly() -> None:
    """≈ hides no more than one in the last digit, and every number is the rounding of its own."""
    signs = Counter[bool]()
    for case, _, _, moved in moves():
        (_, how, predicted), (_, between, real) = rows(change_table(moved))
        slope, _, by = how.partition(" × ")
        before, _, after = between.partition(" → ")
        shown = {
            predicted: decimal(slope) * decimal(by.strip("()")),
            real: decimal(after) - decimal(before),
        }
        for result, found in shown.items():
            number = result.removeprefix("≈ ")
            signs[number != result] += 1
            assert (found == decimal(number)) == (number == result), case
            assert abs(found - decimal(number)) <= unit(number), case
        for number, value in ((before, moved.before), (after, moved.after), (slope, moved.slope)):
            assert abs(decimal(number) - Decimal(value)) <= unit(number) / 2 * Decimal("1.0001"), case
        assert moved.real == 0 or before != after, case
    assert min(signs[True], signs[False]) > 100


def test_each_sentence_says_what_exact_arithmetic_finds() -> None:
    """Over kinks, perfect fits, both precisions, tiny and huge numbers."""
    seen = Counter[str]()
    for case, scenario, j, moved in moves():
        said = change_sentence(moved, scenario, j)
        change, slope, crossed = exactly(scenario, j, moved.taken)
        size = max(abs(change), abs(slope * Fraction(moved.by)), Fraction(1, 10**300))
        kinked = "kink: " in said or ": a kink" in said
        assert kinked == (scenario.loss == "mae" and crossed > 0 and moved.taken != 0), (case, said)
        if match := re.search(r"(\d[\d,]*) residuals are 0 there", said):
            assert crossed >= int(match[1].replace(",", ""))
        if "The loss bends" in said:
            assert scenario.loss != "mae", (case, said)
            assert change > slope * Fraction(moved.taken), (case, said)
            seen["bends"] += 1
        if "exact" in said or "up to rounding" in said:
            assert abs(change - Fraction(moved.predicted)) <= size * Fraction(2, 10**5) + Fraction(moved.rounding), case
            (_, _, predicted), (_, _, real) = rows(change_table(moved))
            assert predicted.removeprefix("≈ ") == real.removeprefix("≈ "), (case, said)
            seen["holds"] += 1
        if "rounds the gradient itself" in said:
            assert scenario.dtype == torch.float32
            assert abs(slope - Fraction(moved.slope)) > abs(slope) / 10**6, (case, said)
            seen["rounded"] += 1
        if "no more than float64's rounding" in said:
            assert abs(change - slope * Fraction(moved.taken)) <= Fraction(moved.rounding), (case, said)
            seen["drowned"] += 1
        if "nothing changes" in said:
            assert moved.taken == moved.real == 0 != moved.by, case
            seen["swallowed"] += 1
        if match := re.search(r"misses by (about )?([^ ,]*\d)", said):
            (_, _, predicted), (_, _, real) = rows(change_table(moved))
            shown = abs(decimal(real.removeprefix("≈ ")) - decimal(predicted.removeprefix("≈ ")))
            assert (shown == decimal(match[2])) == (match[1] is None), (case, said)
            assert abs(shown - decimal(match[2])) <= max(unit(real.removeprefix("≈ ")), shown / 10), (case, said)
            seen["misses"] += 1
        seen["kink"] += kinked
        assert "nan" not in said
        assert "inf" not in said
    assert all(seen[each] > 3 for each in ("bends", "holds", "rounded", "swallowed", "drowned", "misses", "kink")), seen


@pytest.mark.parametrize(
    ("scenario", "by", "sentence"),
    [
        (MIXED, 0.5, "No kink lies within this move, so the prediction is exact."),
        (MIXED, -0.5, f"`residuals[3]` reaches 0 within this move: {TURN} The prediction misses by 0.5."),
        (MIXED, -1.0, f"`residuals[3]` and 1 more reach 0 within this move: {TURN} The prediction misses by 1.75."),
        (MIXED, 0.0, "No move, no change: move the slider, or write a number."),
        (
            PRESETS["kink"].build(),
            0.2,
            "This move starts at a kink: `residuals[1]` is 0 there. The prediction misses by 0.2.",
        ),
        (
            Scenario([[2]], [0], [1], loss="mse"),
            0.5,
            "The loss bends: the prediction misses by 1, and by less the shorter the move.",
        ),
        (Scenario([[1]], [0], [5], loss="huber"), 0.5, "The prediction is exact."),
        (
            Scenario([[1]], [1], [1e12], dtype=torch.float64),
            1e-6,
            "`coeffs[0]` is 1e12: float64 rounds so small a move away, and nothing changes.",
        ),
        (
            Scenario([[1e30]], [0], [1e30], loss="mse"),
            1.0,
            "`coeffs.grad[0]` is inf, so it predicts nothing.",
        ),
        (
            Scenario([[1e100]], [0], [1e40], loss="mse", dtype=torch.float64),
            1e60,
            "After the move the loss is inf: it is too large for float64, which ends at 1.8e308.",
        ),
    ],
)
def test_the_sentence_says_whether_the_prediction_holds(scenario: Scenario, by: float, sentence: str) -> None:
    assert change_sentence(move(scenario, 0, by), scenario, 0) == sentence


@pytest.mark.parametrize(
    ("scenario", "by", "lines"),
    [
        (MIXED, -0.5, [["Predicted", "+0.5 × (−0.5)", "−0.25"], ["Real", "2.125 → 2.375", "+0.25"]]),
        (
            Scenario([[1], [3]], [6000.25, 6345.75], [0.0], dtype=torch.float64),
            0.01,
            [["Predicted", "−2 × 0.01", "−0.02"], ["Real", "6173.00 → 6172.98", "−0.02"]],
        ),
        (
            PRESETS["kink"].build(),
            0.2,
            [["Predicted", "+0.3333 × 0.2", "≈ +0.0667"], ["Real", "1.1667 → 1.4333", "≈ +0.2667"]],
        ),
        (
            Scenario([[1e30]], [0], [1e30], loss="mse"),
            1.0,
            [["Predicted", "too large × 1", "too large"], ["Real", "1e120 → 1e120", "0"]],
        ),
    ],
)
def test_both_changes_stand_one_under_the_other(scenario: Scenario, by: float, lines: list[list[str]]) -> None:
    assert rows(change_table(move(scenario, 0, by))) == lines
