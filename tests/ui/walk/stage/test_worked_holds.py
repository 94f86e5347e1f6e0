"""Each line on each card holds with the digits shown.

The cards are read back from their markup and worked out in exact arithmetic, as a reader would with pencil and paper.
"""

import math
from collections.abc import Iterator

import pytest
import torch
from hypothesis import given, settings

from core import Scenario
from tests.ui.walk import entries
from tests.ui.walk.holding import value, wrong
from tests.ui.walk.stage.cards import equations
from tests.ui.walk.tape.cases import KINDS, PROBLEMS, walks
from ui.walk.stage.equation import Worked
from ui.walk.stage.worked import worked
from ui.walk.tape.story import Story, tell


def cards(story: Story) -> Iterator[tuple[str, Worked]]:
    """Every card of a story, by what its step is called."""
    for steps in walks(story):
        for step in steps:
            if (made := worked(story, step)) is not None:
                yield f"{step.direction} {step.title}", made


def check(scenario: Scenario, i: int, j: int) -> None:
    story = tell(scenario, i, j)
    contributions = story.back("products").unreduced[:, j]
    added = (story.forward["products"].value[i], story.forward["errors"].value, contributions)
    sizes = [len(each) * each.double().abs().sum().item() * torch.finfo(scenario.dtype).eps for each in added]
    unseen = max((size for size in sizes if math.isfinite(size)), default=0.0)
    for title, made in cards(story):
        for sides in equations(made):
            assert all(value(side.text) is not None for side in sides), f"{title}: {sides}"
            assert wrong(sides, scenario.dtype, unseen) == [], f"{title}: {made.spoken}"


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_each_line_of_each_card_holds_within_its_displayed_digits(loss: str, reduction: str) -> None:
    for entry in entries.every(loss, reduction):
        check(*entry)


@settings(max_examples=150)
@given(entries.random())
def test_cards_hold_on_random_problems(entry: entries.Entry) -> None:
    check(*entry)


@settings(max_examples=100)
@given(entries.random(smallest=-40, largest=38, hits=False))
def test_cards_hold_at_the_ends_of_float32(entry: entries.Entry) -> None:
    scenario, i, j = entry
    check(scenario.replace(dtype=torch.float32), i, j)


def number(text: str, form: str = "value") -> str:
    return f'<b class="n {form}">{text}</b>'


def formula(inside: str) -> str:
    return f"<math><mrow>{inside}</mrow></math>"


CLAMPED = "<mo>clamp</mo><mo>(</mo><mtext>−3</mtext><mo>,</mo><mo>−</mo><mn>1</mn><mo>,</mo><mn>1</mn><mo>)</mo>"
SQUARED = "<mo>(</mo><mtext>−2.5</mtext><msup><mo>)</mo><mn>2</mn></msup>"
HALF = "<mstyle><mfrac><mn>1</mn><mn>2</mn></mfrac></mstyle>"
SIZE = "<mo>|</mo><mrow><mtext>−2</mtext></mrow><mo>|</mo>"
CASES = (
    f"<mtable><mtr><mtd>{HALF}<mo>·</mo><mo>(</mo><mtext>−2</mtext><msup><mo>)</mo><mn>2</mn></msup></mtd>"
    f"<mtd>{SIZE}<mo>≤</mo><mn>1</mn></mtd></mtr>"
    f"<mtr><mtd>{SIZE}<mo>−</mo>{HALF}</mtd><mtd>{SIZE}<mo>&gt;</mo><mn>1</mn></mtd></mtr></mtable>"
)


LINES: list[tuple[list[list[str]], bool]] = [
    ([[number("0.3"), "=", number("0.1"), "×", number("3")]], True),
    ([[number("0.31"), "=", number("0.1"), "×", number("3")]], False),
    ([[number("5.6e−17"), "=", number("0.3"), "−", number("0.3")]], False),
    ([[number("5.6e−17"), "≈", number("0.3"), "−", number("0.3")]], False),
    ([[number("5.6e−17"), "= (float64)", number("0.30000000000000004"), "−", number("0.3")]], True),
    ([[number("0.0013"), "≈", number("1.234"), "−", number("1.233")]], False),
    ([[number("7"), "=", number("1"), "+", number("2 (7 more)"), "+", number("3")]], False),
    ([[number("6"), "=", number("1"), "+", number("2 (7 more)"), "+", number("3")]], True),
    ([[number("0.6667"), "≈", number("1/3"), "× (", number("1"), "+", number("1"), ")"]], True),
    ([[number("0.6667"), "=", number("1/3"), "× (", number("1"), "+", number("1"), ")"]], False),
    ([[number("+0.5"), "=", number("−0.25"), "+", number("+0.75")]], True),
    ([[number("−0.25"), "=", number("−0.25")]], True),
    ([[number("−0.25"), "=", number("+0.25")]], False),
    ([[number("inf"), "=", number("3e38"), "×", number("3e38")]], False),
    ([[number("6.25"), "=", number(formula(SQUARED))]], True),
    ([[number("−6.25"), "=", number(formula(SQUARED))]], False),
    ([[number("1.5"), "=", number(formula(CASES))]], True),
    ([[number("2"), "=", number(formula(CASES))]], False),
    ([["", "", f"{formula(CLAMPED)} <i>=</i>"], [number("−0.5"), "=", number("−1"), "×", number("0.5")]], True),
    ([["", "", f"{formula(CLAMPED)} <i>=</i>"], [number("0.5"), "=", number("1"), "×", number("0.5")]], False),
]


def test_the_check_tells_a_wrong_line_from_a_right_one() -> None:
    for rows, holds in LINES:
        padded = [row + [""] * (len(rows[-1]) - len(row)) for row in rows]
        made = Worked((tuple([""] * len(rows[-1])), *map(tuple, padded)), "")
        assert all(wrong(sides, torch.float64) == [] for sides in equations(made)) is holds, (rows, holds)


def test_every_card_is_read_whole() -> None:
    """All steps but the start have one; a derivative is worked out in a line of its own."""
    found = {title: list(equations(made)) for title, made in cards(tell(PROBLEMS["mixed-4x2"]))}
    assert len(found) == 5 + 7
    assert [title for title, lines in found.items() if len(lines) == 2] == ["backward AbsBackward0"]
    assert [title for title, lines in found.items() if len(lines[0]) == 1] == []
    (sides,) = found["backward MulBackward0, add"]
    assert sides[0].text == "(-0.25) + (-0.75) + 0.5 + 1"
