"""Why divide by N: the two pictures and the two sentences."""

import math
import re
from fractions import Fraction
from itertools import product

import pytest

from core import LOSSES
from core.numbers import dtype_name
from core.presets.presets import PRESETS
from core.scenario.scenario import DTYPES
from core.training.repeats import repeat, repeated, shards
from tests.ui.markup import parse
from tests.ui.walk.edges import EDGES
from tests.ui.walk.holding import last_digit
from tests.ui.walk.tape.cases import PROBLEMS
from ui.by_hand.why_n import meaning, picture, shards_text

MIXED = PRESETS["mixed-4x2"].build()


def rows(reduction: str, copies: int = 3, j: int = 0) -> list[list[str]]:
    tree = parse(picture(repeated(MIXED, copies), j, reduction, MIXED))
    return [[("".join(cell.itertext())) for cell in row] for row in tree.iter("tr")][1:]


def lengths(reduction: str) -> list[str]:
    tree = parse(picture(repeated(MIXED, 4), 0, reduction, MIXED))
    return [bar.attrib["style"] for bar in tree.iter("i")]


def test_the_mean_stands_still_and_the_sum_grows() -> None:
    assert rows("mean") == [[f"{k}×", str(4 * k), "2.125", "+0.5", ""] for k in (1, 2, 3)]
    assert rows("sum") == [["1×", "4", "8.5", "+2", ""], ["2×", "8", "17", "+4", ""], ["3×", "12", "25.5", "+6", ""]]


def test_bars_are_as_long_as_the_gradients() -> None:
    assert lengths("mean") == ["width: 100.00%"] * 4
    assert lengths("sum") == [f"width: {part}.00%" for part in (25, 50, 75, 100)]


def test_a_gradient_of_0_has_no_bar() -> None:
    perfect = PRESETS["perfect"].build()
    tree = parse(picture(repeated(perfect, 2), 0, "sum", perfect))
    assert [bar.attrib["style"] for bar in tree.iter("i")] == ["width: 0.00%"] * 2


def test_what_the_pictures_show() -> None:
    said = meaning(repeated(MIXED, 3), 0)
    assert "The mean's gradient stays at +0.5, the sum's goes from +2 to +6: with the sum, a step" in said
    assert meaning(repeated(MIXED, 1), 0) == "The mean's gradient is +0.5, the sum's +2: N = 4 times as much."


@pytest.mark.parametrize("copies", [1, 3])
def test_a_gradient_of_0_or_inf_does_not_grow_and_nothing_follows_from_it(copies: int) -> None:
    for scenario in (PRESETS["perfect"].build(), PROBLEMS["overflow"].replace(loss="mse"), EDGES["overflow of a sum"]):
        found = repeated(scenario, copies)
        total = found[0].grads["sum"][0].item()
        assert total == 0 or not math.isfinite(total)
        said = meaning(found, 0)
        assert not re.search("learning rate|times as much", said), said


def test_shards_in_numbers() -> None:
    said = shards_text(shards(MIXED), 0)
    assert "Split these 4 samples into shards of 1 and 3: their mean gradients are −1 and +1. Their plain" in said
    assert "Their plain average, 0, counts each sample of the small shard 3 times as much" in said
    assert said.endswith("(1 · (−1) + 3 · (+1)) ÷ 4 = +0.5: the gradient of all together.")
    assert shards_text(None, 0) == "One sample cannot be split into shards."
    assert "equally large" in shards_text(shards(PRESETS["article-2x2"].build()), 0)


def test_the_samples_of_the_shards_are_those_of_the_copies_above() -> None:
    """3 × 2 samples: where 6 come from is said."""
    said = shards_text(shards(repeat(PRESETS["article-2x2"].build(), 3)), 0, 3)
    assert "Split these 6 samples (3 × 2) into shards of 1 and 5:" in said


def test_the_weighted_average_holds_with_the_digits_shown() -> None:
    """The equation is read back from the text and worked out, over problems, losses and precisions."""
    for problem, loss, dtype, copies in product(PROBLEMS.values(), LOSSES, DTYPES.values(), (1, 3)):
        scenario = repeat(problem.replace(loss=loss, dtype=dtype), copies)
        said = shards_text(shards(scenario), 0, copies)
        found = re.search(
            r"\(([\d,]+) · \(([^)]+)\) \+ ([\d,]+) · \(([^)]+)\)\) ÷ ([\d,]+) (.+?) ([+−]?[\d.e−]+): the gradient", said
        )
        if found is None:
            assert "÷" not in said
            continue
        first, one, second, other, n_samples, sign, made = found.groups()
        numbers = [Fraction(each.replace(",", "").replace("−", "-")) for each in (first, one, second, other, n_samples)]
        computed = (numbers[0] * numbers[1] + numbers[2] * numbers[3]) / numbers[4]
        off = abs(computed - Fraction(made.replace("−", "-")))
        digit = last_digit(made.replace("−", "-").removeprefix("-").removeprefix("+")) if made != "0" else 0
        assert off == 0 if sign == "=" else off <= digit or dtype_name(dtype) in sign, said
