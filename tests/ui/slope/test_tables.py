"""The sentences and tables of Slope, for moves and kinks worked out by hand."""

import pytest

from core import LOSSES, PRESETS, Scenario, kink, move, verify
from tests.ui.markup import parse, text
from ui.slope.tables import aligned, change_sentence, change_table, kink_text, sides_table, verify_table

MIXED = PRESETS["mixed-4x2"].build()
TURN = "a kink, where the slope changes."


def rows(markup: str) -> list[list[str]]:
    return [[text(cell) for cell in row] for row in parse(markup).iter("tr")]


def test_both_changes_stand_one_under_the_other() -> None:
    assert rows(change_table(move(MIXED, 0, -0.5), 0.5)) == [
        ["Predicted", "+0.5 × (−0.5)", "−0.25"],
        ["Real", "2.125 → 2.375", "+0.25"],
    ]


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        (0.06667, 0.26667, ("+0.0667", "+0.2667")),
        (-2, 0.5, ("−2.0", "+0.5")),
        (-2.0, -1.25, ("−2.00", "−1.25")),
        (12.34567, -0.5, ("+12.35", "−0.50")),
        (0.0, 0.0, ("+0", "+0")),
        (1e12, -1.0, ("+1e12", "−1")),
        (float("inf"), 1.0, ("+inf", "+1")),
    ],
)
def test_both_have_the_same_decimals(one: float, other: float, shown: tuple[str, str]) -> None:
    assert aligned(one, other) == shown


@pytest.mark.parametrize(
    ("scenario", "by", "sentence"),
    [
        (MIXED, 0.5, "No kink lies within this move, so the prediction is exact."),
        (
            MIXED,
            -0.5,
            f"`residuals[3]` reaches 0 within this move: {TURN} The prediction misses by 0.5.",
        ),
        (
            MIXED,
            -1.0,
            f"`residuals[3]` and 1 more reach 0 within this move: {TURN} The prediction misses by 1.75.",
        ),
        (MIXED, 0.0, "No move, no change. Move the slider."),
        (
            Scenario([[2]], [0], [1], loss="mse"),
            0.5,
            "The loss bends: the prediction misses by 1, and by less the shorter the move.",
        ),
        (Scenario([[1]], [0], [5], loss="huber"), 0.5, "The prediction holds."),
    ],
)
def test_the_sentence_says_whether_the_prediction_holds(scenario: Scenario, by: float, sentence: str) -> None:
    assert change_sentence(move(scenario, 0, by), LOSSES[scenario.loss]) == sentence


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
    assert "residuals[1] reaches 0 within the step" in text(parse(markup))


def test_the_sides_differ_at_a_kink() -> None:
    markup = sides_table(verify(PRESETS["kink"].build()), (0, None, 1), 0)
    assert rows(markup)[1] == ["coeffs[0]", "−0.6667", "+0.3333", "+1.333"]
    assert rows(markup)[2] == ["⋮"] * 4


def test_the_kink_is_explained_with_its_numbers() -> None:
    found = kink(PRESETS["kink"].build(), 0)
    assert found is not None
    said = text(parse(kink_text(found, 0)))
    for part in ("residuals[1] is exactly 0", "from −0.6667 to +1.333 is a subgradient", "nothing: +0.3333", "True"):
        assert part in said


def test_several_residuals_at_their_kinks_are_counted() -> None:
    found = kink(Scenario([[1], [-2], [1]], [1, -2, 9], [1]), 0)
    assert found is not None
    assert "2 residuals are exactly 0" in text(parse(kink_text(found, 0)))
