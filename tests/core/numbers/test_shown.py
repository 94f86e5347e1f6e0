"""Numbers beside each other: enough digits for what is read off them."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.numbers.shown import decimal, exponent, factor, fixed, signed, told_apart, whole

NUMBERS = st.floats(-1e30, 1e30, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-30)


@pytest.mark.parametrize(
    ("before", "after", "change", "shown"),
    [
        (6173.33333, 6173.25, "−0.08333", ("6173.33333", "6173.25000")),
        (2.125, 2.375, "+0.25", ("2.125", "2.375")),
        (1.2549, 1.3651, "+0.1102", ("1.2549", "1.3651")),
        (1e-5, 300.0, "+300", ("1e−5", "300")),
        (1e20, 1.0001e20, "+1e16", ("1.0000e20", "1.0001e20")),
        (6173.3333, 6173.25, "", ("6173.333", "6173.250")),
        (3.0, 1.7, "", ("3", "1.7")),
        (0.5, 0.5, "", ("0.5", "0.5")),
        (1.0, float("inf"), "", ("1", "inf")),
        (1.0, 1.0 + 2**-52, "", ("1.00000000000000000", "1.00000000000000022")),
        (-1234.5, -1234.4, "+0.1", ("−1234.5", "−1234.4")),
    ],
)
def test_two_numbers_show_what_lies_between_them(
    before: float, after: float, change: str, shown: tuple[str, str]
) -> None:
    assert told_apart(before, after, change) == shown


@given(NUMBERS, NUMBERS)
def test_different_numbers_look_different_and_each_is_a_rounding_of_its_own(before: float, after: float) -> None:
    assume(before != after)
    texts = told_apart(before, after)
    assert texts[0] != texts[1]
    assert (decimal(texts[0]) < decimal(texts[1])) == (before < after)
    for text, value in zip(texts, (before, after), strict=True):
        assert float(decimal(text)) == pytest.approx(value, rel=5e-3)


@pytest.mark.parametrize(
    ("x", "other", "product", "shown"),
    [(0.5, "0.5", "+0.25", "+0.5"), (1.234567e-4, "0.5", "+6.17e-5", "+0.00012346"), (-2.0, "3", "−6", "−2")],
)
def test_a_factor_has_the_digits_that_its_product_needs(x: float, other: str, product: str, shown: str) -> None:
    assert factor(x, other, product, signed=True) == shown


def test_the_parts_of_a_shown_number() -> None:
    assert [fixed(x, 2) for x in (1.005, -3.14159, 0.0, 1e-9)] == ["1.00", "−3.14", "0", "1e−9"]
    assert fixed(2.5e20, -19) == "2.5e20"
    assert [signed(text) for text in ("1", "−1", "0")] == ["+1", "−1", "0"]
    assert [whole(x) for x in (0.1, -12345678.9, 1e-7)] == ["0.1", "−12345678.9", "1e−7"]
    assert [exponent(decimal(text)) for text in ("0.25", "−3", "1e−9")] == [-2, 0, -9]
