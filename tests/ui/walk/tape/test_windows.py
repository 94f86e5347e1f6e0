"""Which rows and columns of a large tensor are drawn."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.walk.tape.windows import COLUMNS_IN_FULL, ROWS_IN_FULL, Slot, slots, window

SIZES = st.integers(1, 1200)
ROWS, COLUMNS = (ROWS_IN_FULL, 3), (COLUMNS_IN_FULL, 2)
"""How many are drawn in full, and how many at the head of more."""

DRAWN = (ROWS, COLUMNS)


@st.composite
def choices(draw: st.DrawFn) -> tuple[int, int]:
    """How many there are, and the chosen one."""
    count = draw(SIZES)
    return count, draw(st.integers(0, count - 1))


def drawn(found: tuple[Slot, ...]) -> list[int]:
    return [slot for slot in found if slot is not None]


@pytest.mark.parametrize(("in_full", "head"), DRAWN)
@given(choices())
def test_the_chosen_one_and_both_ends_are_drawn(in_full: int, head: int, choice: tuple[int, int]) -> None:
    count, chosen = choice
    found = slots(count, in_full, head, chosen)
    assert chosen in found
    assert (found[0], found[-1]) == (0, count - 1)


@pytest.mark.parametrize(("in_full", "head"), DRAWN)
@given(choices())
def test_indices_increase_and_a_gap_stands_for_what_is_left_out(
    in_full: int, head: int, choice: tuple[int, int]
) -> None:
    count, chosen = choice
    found = slots(count, in_full, head, chosen)
    assert drawn(found) == sorted(set(drawn(found)))
    for before, after in pairwise(found):
        if before is None:
            assert after is not None, "two gaps side by side"
        elif after is not None:
            assert after == before + 1, "indices left out without a gap"
    for place, slot in enumerate(found):
        if slot is None:
            before, after = found[place - 1], found[place + 1]
            assert before is not None
            assert after is not None
            assert after - before >= 2, "a gap that stands for nothing"


@given(choices())
def test_choosing_another_sample_keeps_the_number_of_rows(choice: tuple[int, int]) -> None:
    """A gap is as high as a row, so the picture keeps its height."""
    count, chosen = choice
    assert len(slots(count, *ROWS, chosen)) == len(slots(count, *ROWS, 0)) <= ROWS_IN_FULL


@given(choices())
def test_choosing_another_coefficient_keeps_the_number_of_numbers_in_a_row(choice: tuple[int, int]) -> None:
    """A gap is narrow, so the picture nearly keeps its width."""
    count, chosen = choice
    assert len(drawn(slots(count, *COLUMNS, chosen))) == len(drawn(slots(count, *COLUMNS, 0))) <= COLUMNS_IN_FULL


@pytest.mark.parametrize(("in_full", "head"), DRAWN)
def test_small_ones_are_drawn_in_full(in_full: int, head: int) -> None:
    for count in range(1, in_full + 1):
        assert slots(count, in_full, head, count - 1) == tuple(range(count))


def test_a_window_holds_the_chosen_sample_and_coefficient() -> None:
    view = window(1000, 10, i=500, j=7)
    assert (500 in view.rows, 7 in view.columns) == (True, True)
    assert (view.rows[-1], view.columns[-1]) == (999, 9)
