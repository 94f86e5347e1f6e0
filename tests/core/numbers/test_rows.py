"""Pasted blocks of numbers: how they are cut into cells, and the sentence for a block that cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numbers import NumberError, exact, parse_number, parse_table
from core.numbers.rows import MAX_TABLE_CHARACTERS

SQUARE = [["1", "2"], ["3", "4"]]


def table_or_sentence(text: str) -> list[list[str]] | str:
    """The cells, or what the reader is told instead."""
    try:
        return parse_table(text)
    except NumberError as error:
        return str(error)


USUAL_FORMS: list[str] = [
    "[[1, 2], [3, 4]]",
    "[[1,2],[3,4]]",
    " [ [1, 2] ,\n   [3, 4,],\n ]\n",
    "[[1 2]\n [3 4]]",
    "torch.tensor([[1, 2], [3, 4]])",
    "tensor([[1, 2],\n        [3, 4]])",
    "t_indep = torch.tensor([[1, 2], [3, 4]], dtype=torch.float32, requires_grad=True);",
    "tensor([[1, 2], [3, 4]], grad_fn=<MulBackward0>)",
    "torch.tensor([[1, 2], [3, 4]]).requires_grad_()",
    "np.array([[1, 2], [3, 4]],)",
    "t_indep = [[1, 2], [3, 4]]",
    "1\t2\r\n3\t4\r\n",
    "\ufeff1\t2\n3\t4",
    "1,2\n3,4",
    "1, 2,\n3, 4,\n",
    "1; 2\n3; 4",
    "\n\n  1   2\n 3 4  \n\n",
    "1\u00a02\r3\u00a04",
]


def test_every_usual_form_of_a_table_is_read() -> None:
    """Python, torch and NumPy, printed or typed; spreadsheets; commas, semicolons and blanks."""
    for text in USUAL_FORMS:
        assert parse_table(text) == SQUARE, text


@pytest.mark.parametrize("text", ["[5, 6]", "[[5, 6]]", "tensor([5., 6.])", "5 6", "5, 6", "5\t6", "[5 6]"])
def test_one_dimension_is_one_row(text: str) -> None:
    """A list without rows is a row."""
    (row,) = parse_table(text)
    assert [parse_number(cell) for cell in row] == [5.0, 6.0]


def test_a_column_is_a_cell_a_row() -> None:
    """One number a line needs no separator."""
    assert parse_table("5\n6\n") == [["5"], ["6"]]


@pytest.mark.parametrize("text", ["3,5\t4,5", "3,5; 4,5", "3,5 4,5"])
def test_a_decimal_comma_reaches_the_cell(text: str) -> None:
    """The cell is refused with the sentence for decimal commas, not split in two."""
    assert parse_table(text) == [["3,5", "4,5"]]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("1\t\n3\t4", [["1", ""], ["3", "4"]]),
        ("\t2\n3\t4", [["", "2"], ["3", "4"]]),
        ("[1,,2]", [["1", "", "2"]]),
        ("5\n\n6", [["5"], [""], ["6"]]),
        ("x1\tx2\n1\t2", [["x1", "x2"], ["1", "2"]]),
    ],
)
def test_a_cell_that_is_no_number_keeps_its_place(text: str, cells: list[list[str]]) -> None:
    """Empty cells and words are handed on, so that the caller can name where they stand."""
    assert parse_table(text) == cells


REFUSED: list[tuple[str, str]] = [
    ("", "there is nothing to read: paste numbers, such as 1, 2."),
    (" \n\t\r\n", "there is nothing to read: paste numbers, such as 1, 2."),
    ("[]", "the brackets are empty: write numbers into them, such as [1, 2]."),
    ("[[], []]", "the brackets are empty: write numbers into them, such as [1, 2]."),
    ("[[1, 2], [3]]", "row 1 has 1 cell where row 0 has 2: give every row the same number of cells."),
    ("1 2\n3 4 5", "row 1 has 3 cells where row 0 has 2: give every row the same number of cells."),
    ("1 2\n\n3 4", "row 1 has 1 cell where row 0 has 2: give every row the same number of cells."),
    ("[[1, 2], [3, 4]", "a bracket is not closed: add ] where its row ends."),
    ("[[1, 2", "a bracket is not closed: add ]] where its row ends."),
    ("[1, 2]]", "there is a ] without its [: remove it, or add the [."),
    ("1, 2]", "there is a ] without its [: remove it, or add the [."),
    ("[[[1]]]", "the brackets are more than two deep: give rows of numbers, such as [[1, 2], [3, 4]]."),
    ("[1, 2]\n[3, 4]", "there is more than one list: put all rows into one, such as [[1, 2], [3, 4]]."),
    ("[1, [2, 3]]", "“1” stands outside a row: give every row its own brackets."),
    ("[[1, 2], 3]", "“3” stands outside a row: give every row its own brackets."),
    ("[[1, 2],, [3, 4]]", "a number or a row is missing before a comma: write it, or remove the comma."),
    ("tensor([[1, 2],\n ...,\n [3, 4]])", "“...” stands for numbers that are not in the text: paste all of them."),
    ("print([1, 2]", "the round brackets do not match: paste the numbers in their square brackets alone."),
    ("[1, 2])", "the round brackets do not match: paste the numbers in their square brackets alone."),
    ("x = lambda: [1, 2]", "“lambda: [1, 2]” cannot be read: paste the numbers in their brackets alone."),
    ("torch.tensor([1]) + 2", "“+ 2” cannot be read: paste the numbers in their brackets alone."),
]


def test_a_table_that_cannot_be_read_is_refused_in_a_sentence() -> None:
    """Brackets, dimensions and rows that do not fit each have their own sentence."""
    for text, sentence in REFUSED:
        with pytest.raises(NumberError) as caught:
            parse_table(text)
        assert str(caught.value) == sentence, (text, sentence)


def test_a_text_over_the_limit_is_refused_unread() -> None:
    """The bound is on characters, before any work is done."""
    with pytest.raises(NumberError, match="2,000,001 characters: paste at most 2,000,000"):
        parse_table("[" * (MAX_TABLE_CHARACTERS + 1))


UNITS = ("[", "]", "[[", "[],", "\n", " ", "1 ", "1,", "\t", "a(", "[1],", ",a=", "1\n")


def test_a_long_text_takes_linear_time() -> None:
    """A fifth of what may be pasted ends at once; anything quadratic would run for an hour and hang this test."""
    length = MAX_TABLE_CHARACTERS // 5
    for unit in UNITS:
        text = (unit * length)[:length]
        for body in (text, f"[1{text}", f"{text}[1]"):
            assert table_or_sentence(body), unit


def test_a_text_at_the_limit_is_read() -> None:
    assert table_or_sentence("1 " * (MAX_TABLE_CHARACTERS // 2)) == [["1"] * (MAX_TABLE_CHARACTERS // 2)]


@given(st.text(alphabet="[](),;.=-0123456789e \t\r\nax…", max_size=40) | st.text(max_size=40))
def test_any_text_is_a_table_or_one_sentence(text: str) -> None:
    """Rows come out equally long and not empty, or there is one printable sentence."""
    read = table_or_sentence(text)
    if isinstance(read, str):
        assert read.endswith(".")
        assert read.isprintable() or "\ufffd" in read
        assert len(read) < 200
    else:
        assert {len(row) for row in read} == {len(read[0])}
        assert read[0]


@given(st.data(), st.integers(1, 5), st.integers(1, 5), st.sampled_from(("\t", ";", ",", " ", ", ")))
def test_a_written_table_reads_back(data: st.DataObject, n_rows: int, n_columns: int, separator: str) -> None:
    """Cells come back in their places with every separator, and in brackets."""
    number = st.floats(allow_nan=False, allow_infinity=False, width=32).map(exact)
    rows = data.draw(
        st.lists(st.lists(number, min_size=n_columns, max_size=n_columns), min_size=n_rows, max_size=n_rows)
    )
    assert parse_table("\n".join(separator.join(row) for row in rows)) == rows
    assert parse_table("[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]") == rows
