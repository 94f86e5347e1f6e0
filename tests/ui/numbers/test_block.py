"""A block pasted into one cell goes to the cells around it, or is refused as it stands."""

import pytest

from ui.numbers.block import spread
from ui.numbers.draft import Draft
from ui.numbers.limits import MAX_GRID_SAMPLES

DRAFT = Draft((("1", "2", "5"), ("3", "4", "6")), ("0.5", "0.25"))


def test_a_piece_of_a_spreadsheet_fills_the_cells_right_and_below() -> None:
    """A browser's field turns the line ends into blanks and keeps the tabs."""
    filled = spread(DRAFT, "t_indep", (0, 1), "7\t8 9\tabc")
    assert filled.samples == (("1", "7", "8"), ("3", "9", "abc"))
    assert filled.coeffs == DRAFT.coeffs


def test_rows_that_are_missing_are_added_with_zeros() -> None:
    filled = spread(DRAFT, "t_indep", (1, 0), "7\t8 9\t10 11\t12")
    assert filled.samples == (("1", "2", "5"), ("7", "8", "6"), ("9", "10", "0"), ("11", "12", "0"))


@pytest.mark.parametrize("text", ["[[7, 8], [9, 10]]", "torch.tensor([[7, 8],  [9, 10]])", "7\t8 9\t10 "])
def test_brackets_and_tabs_mean_the_same(text: str) -> None:
    assert spread(DRAFT, "t_indep", (0, 0), text).samples == (("7", "8", "5"), ("9", "10", "6"))


@pytest.mark.parametrize("text", ["[7, 8, 9]", "[[7], [8], [9]]"])
def test_a_list_pasted_into_t_dep_goes_down(text: str) -> None:
    assert [row[-1] for row in spread(DRAFT, "t_dep", (0,), text).samples] == ["7", "8", "9"]


def test_a_row_pasted_into_coeffs_goes_right() -> None:
    assert spread(DRAFT, "coeffs", (0,), "7\t8").coeffs == ("7", "8")
    assert spread(DRAFT, "coeffs", (1,), "[8]").coeffs == ("0.5", "8")


@pytest.mark.parametrize("text", ["1 000", "1 2", "3,5", "1;2", "", "7", "[1, 2"])
def test_what_is_no_block_stays_one_cell(text: str) -> None:
    """Blanks alone make no block: `1 000` is one number, written wrongly, and must not become 1 and 000."""
    assert spread(DRAFT, "t_indep", (0, 0), text) == DRAFT.with_cell("t_indep", (0, 0), text.replace("\t", " "))


@pytest.mark.parametrize(
    ("name", "index", "text"),
    [("t_indep", (0, 1), "1\t2\t3"), ("t_dep", (0,), "1\t2"), ("coeffs", (1,), "1\t2"), ("coeffs", (0,), "1\t2 3\t4")],
)
def test_a_block_that_does_not_fit_changes_no_other_cell(name: str, index: tuple[int, ...], text: str) -> None:
    assert spread(DRAFT, name, index, text) == DRAFT.with_cell(name, index, text.replace("\t", " "))


def test_a_block_of_too_many_rows_is_not_spread() -> None:
    text = " ".join(["1\t2"] * (MAX_GRID_SAMPLES + 1))
    assert len(spread(DRAFT, "t_indep", (0, 0), text).samples) == 2
