"""Whole numbers as text: exactly, or refused in a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numbers import NumberError
from ui.numbers.whole import parse_whole


@given(st.integers(0, 10**6))
def test_every_number_in_range_is_read(number: int) -> None:
    assert parse_whole(f" {number}\n", 0, 10**6) == number


REFUSED = ("", " ", "3,5", "1/2", "1e3", "-1", "+1", "1.0", "0x1", "1_0", "1 0", "٣", "0", "101", "9" * 99)


def test_anything_else_is_refused_with_the_range() -> None:
    for text in REFUSED:
        with pytest.raises(NumberError, match=r"write a whole number from 1 to 100\.$"):
            parse_whole(text, 1, 100)
