"""Tables as people have them, one after the other."""

import math

import pytest

from core.table import TableError, read_table
from tests.core.table.wording import one_sentence
from tests.core.table.written import READ, REFUSED, WHY_NOT, Columns


def usable(text: str) -> tuple[Columns, str]:
    """What the usable columns hold, and all notes."""
    table = read_table(text)
    columns: Columns = {}
    for column in table.columns:
        if column.numbers is not None:
            columns[column.name] = [None if math.isnan(number) else number for number in column.numbers.tolist()]
    return columns, " ".join(table.notes)


def test_each_table_is_read_as_it_is_meant_and_says_what_was_left_out() -> None:
    for kind, (text, columns, note) in READ.items():
        read, notes = usable(text)
        assert read == columns, kind
        assert note in notes, kind


def test_each_other_table_is_refused_in_its_sentence() -> None:
    for kind, (text, sentence) in REFUSED.items():
        with pytest.raises(TableError) as caught:
            read_table(text)
        assert one_sentence(str(caught.value)) == sentence, kind


def test_a_column_that_cannot_be_used_says_why() -> None:
    for kind, (text, why) in WHY_NOT.items():
        assert read_table(text).columns[0].why == why, kind


def test_every_column_of_every_table_can_be_reached_by_its_name() -> None:
    """The names are all that the page has to choose by."""
    for kind, (text, columns, _) in READ.items():
        table = read_table(text)
        for name, cells in columns.items():
            numbers = table.column(name).numbers
            assert numbers is not None, kind
            assert [None if math.isnan(cell) else cell for cell in numbers.tolist()] == cells, kind


def test_without_names_in_its_first_row_a_comment_gives_none() -> None:
    table = read_table("# x, y\n1,2\n3,4\n", has_names=False)
    assert [column.name for column in table.columns] == ["column 1", "column 2"]
    assert len(table.rows) == 2
