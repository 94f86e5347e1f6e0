"""Other units for the features, with numbers worked out by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.table import SCALINGS, TableError
from tests.core.table.wording import one_sentence


def scaled(scaling: str, *column: float) -> tuple[list[float], str]:
    numbers, how = SCALINGS[scaling].apply("x", torch.tensor(column, dtype=torch.float64))
    return numbers.tolist(), how


def refusal(scaling: str, *column: float) -> str:
    with pytest.raises(TableError) as caught:
        scaled(scaling, *column)
    return one_sentence(str(caught.value))


def test_as_they_are() -> None:
    assert scaled("none", 2, 4) == ([2, 4], "")


def test_divided_by_the_maximum() -> None:
    assert scaled("max", 1, 2, 4) == ([0.25, 0.5, 1], "divided by 4")
    assert scaled("max", -4, 2) == ([-1, 0.5], "divided by 4")


def test_standardised() -> None:
    # mean 5, deviations 3, 1, 1, 3: their squares' mean is 5
    numbers, how = scaled("standardise", 2, 4, 6, 8)
    assert numbers == pytest.approx([-3 / 5**0.5, -1 / 5**0.5, 1 / 5**0.5, 3 / 5**0.5])
    assert how == "less 5, divided by 2.23607"


def test_what_cannot_be_scaled() -> None:
    assert refusal("max", 0, 0).startswith("column “x” is 0 in every row")
    assert refusal("standardise", 0.1, 0.1, 0.1).startswith("column “x” is the same in every row")


def test_neighbours_are_told_apart() -> None:
    numbers, _ = scaled("standardise", 1.0, 1.0 + 2**-52, 1.0)
    assert numbers[0] == numbers[2] < 0 < numbers[1]


@given(st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=30), st.sampled_from(sorted(SCALINGS)))
def test_what_comes_out_is_finite_or_refused(column: list[float], scaling: str) -> None:
    try:
        numbers, _ = scaled(scaling, *column)
    except TableError:
        return
    tensor = torch.tensor(numbers, dtype=torch.float64)
    assert bool(tensor.isfinite().all())
    if scaling == "max":
        assert tensor.abs().max().item() == 1
