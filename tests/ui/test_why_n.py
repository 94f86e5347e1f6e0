"""Why divide by N: the two pictures and the two sentences."""

from core.presets import PRESETS
from core.repeat import repeated, shards
from tests.ui.markup import parse
from ui.why_n import meaning, picture, shards_text

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
    assert "The mean's gradient stays at +0.5, the sum's goes from +2 to +6:" in said
    assert (
        meaning(repeated(MIXED, 1), 0)
        == "The mean's gradient stays at +0.5, the sum's stays at +2: N = 4 times as much."
    )


def test_shards_in_numbers() -> None:
    said = shards_text(shards(MIXED), 0)
    assert said.startswith(
        "Shards of 1 and 3 samples have the mean gradients −1 and +1. Their plain average, 0, counts"
    )
    assert "small shard 3 times as much" in said
    assert said.endswith("(1 · (−1) + 3 · (+1)) ÷ 4 = +0.5: the gradient of all together.")
    assert shards_text(None, 0) == "One sample cannot be split into shards."
    assert "equally large" in shards_text(shards(PRESETS["article-2x2"].build()), 0)
