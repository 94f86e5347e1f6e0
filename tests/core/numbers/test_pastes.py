"""Numbers as people paste them, one after the other."""

import pytest
import torch

from core.numbers import Block, NumberError, parse_number, read_block
from tests.core.numbers.pastes import CELLS, FLAT, REFUSED, ROWS, Rows


def numbers(block: Block) -> Rows:
    return [[parse_number(cell, torch.float64) for cell in row] for row in block.rows]


def test_each_paste_in_one_dimension_is_read_and_may_be_a_column() -> None:
    for kind, (text, expected) in FLAT.items():
        block = read_block(text)
        assert [number for row in numbers(block) for number in row] == expected, kind
        assert block.flat or len(block.rows[0]) == 1, kind


def test_each_paste_of_rows_is_read() -> None:
    for kind, (text, expected) in ROWS.items():
        block = read_block(text)
        assert numbers(block) == expected, kind
        assert not block.flat, kind


def test_each_other_paste_is_refused_in_its_sentence() -> None:
    for kind, (text, sentence) in REFUSED.items():
        with pytest.raises(NumberError) as caught:
            read_block(text)
        assert str(caught.value) == sentence, kind


def test_each_cell_that_is_no_number_says_what_it_is() -> None:
    for kind, (text, sentence) in CELLS.items():
        with pytest.raises(NumberError) as caught:
            parse_number(text)
        assert str(caught.value) == sentence, kind


def test_what_is_left_out_of_a_printed_frame_is_named() -> None:
    notes = {kind: read_block(text).notes for kind, (text, _) in ROWS.items()}
    assert notes["a printed DataFrame"] == ("the names “x0”, “x1” and the index column, “0” to “1”, are left out.",)
    assert notes["a printed Series"] == ("the index column, “0” to “1”, is left out.",)
    assert notes["tuples in a list"] == ()


def test_an_index_is_left_out_only_where_it_can_be_nothing_else() -> None:
    """A first column of 0, 1, 2 alone may be a feature."""
    assert read_block("0 1.5\n1 2.5").rows == [["0", "1.5"], ["1", "2.5"]]
