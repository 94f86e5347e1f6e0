"""Names, rows and the whole way from a text to a table and back."""

import csv
import io

import pytest
import torch
from hypothesis import assume, example, given
from hypothesis import strategies as st

from core.numbers import exact
from core.table import Table, TableError, read_csv, read_table
from core.table.kinds import is_missing, is_value, plain
from core.table.read import SHOWN_ROWS
from tests.core.table.wording import one_sentence


def names(text: str, has_names: bool | None = None) -> list[str]:
    return [column.name for column in read_table(text, has_names).columns]


def numbers(table: Table) -> list[list[float]]:
    columns = [column.numbers for column in table.columns]
    return torch.stack([column for column in columns if column is not None], dim=1).tolist()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x,y\n1,2\n", True),
        ("x,2020\n1,2\n2,3\n", True),
        ("name,score\nAda,3\n", True),
        ("name,place\nAda,here\n", True),
        ("x,y\n1,\n,2\n", True),
        ("1,2\n3,4\n", False),
        ("Ada,3\nBob,4\n", False),
        ("1,\n3,4\n", False),
        (",1\n2,3\n", False),
        ("true,1\nfalse,2\n", False),
        ("1,5;2\n3,5;4\n", False),
    ],
)
def test_whether_the_first_row_holds_names(text: str, found: bool) -> None:
    assert read_table(text).has_names == found


def test_a_table_without_names_counts_its_columns_and_its_rows_from_1() -> None:
    table = read_table("1,2\n3,4\n")
    assert [column.name for column in table.columns] == ["column 1", "column 2"]
    assert table.rows.tolist() == [1, 2]
    assert "The first row holds numbers, so columns are counted." in table.notes


def test_the_reader_of_the_table_knows_better() -> None:
    assert names("2020,2021\n1,2\n", has_names=True) == ["2020", "2021"]
    assert numbers(read_table("2020,2021\n1,2\n", has_names=False)) == [[2020, 2021], [1, 2]]


def test_names_that_are_alike_are_told_apart_by_their_place() -> None:
    text = "x,y,x\n1,2,3\n4,5,6\n"
    table = read_table(text)
    assert names(text) == ["x (column 1)", "y", "x (column 3)"]
    assert "More than one column is named “x”: their places tell them apart." in table.notes
    with pytest.raises(TableError) as caught:
        read_csv(text, "y", ["x"])
    assert str(caught.value) == "there is no column “x”: choose one of “x (column 1)”, “x (column 3)”."
    assert read_csv(text, "y", ["x (column 3)"]).t_indep.tolist() == [[3], [6]]


def test_names_are_short_printable_and_never_alike() -> None:
    assert names(f" a\tb\u200b ;;{'n' * 80};{'n' * 80}\n1;2;3;4\n")[:2] == ["a b", "column 2"]
    long = names(f"x;{'n' * 80};{'n' * 80}\n1;2;3\n")
    assert long[1:] == [f"{'n' * 59}… (column 2)", f"{'n' * 59}… (column 3)"]
    assert len(set(names("column 2,x,column 2\n1,2,3\n"))) == 3


def test_empty_rows_are_skipped_and_counted() -> None:
    """Also rows of separators alone, which a spreadsheet leaves at the end."""
    table = read_table("\nx,y\n\n1,2\n,\n3,4\n,\n")
    assert table.rows.tolist() == [4, 6]
    assert numbers(table) == [[1, 2], [3, 4]]


def test_the_first_rows_are_kept_as_they_stood() -> None:
    table = read_table("x;day\n" + "".join(f"{k},50;Sun\n" for k in range(30)))
    assert table.head == tuple((f"{k},50", "Sun") for k in range(SHOWN_ROWS))


def test_a_long_table_keeps_its_order() -> None:
    """More rows than are gathered at a time."""
    table = read_table("x,y\n" + "".join(f"{k},{-k}\n" for k in range(12_345)))
    assert numbers(table) == [[k, -k] for k in range(12_345)]
    assert table.rows.tolist() == list(range(2, 12_347))


FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(
    st.lists(st.tuples(FINITE, FINITE), min_size=1, max_size=20),
    st.sampled_from([(",", "."), (";", "."), ("\t", "."), (";", ","), ("\t", ","), (",", ",")]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.booleans(),
)
def test_numbers_come_back_to_the_bit(
    rows: list[tuple[float, float]], marks: tuple[str, str], end: str, encoding: str, quoting: int, names: bool
) -> None:
    """However a program writes them; with decimal commas, where one is there that can be nothing else."""
    separator, decimal = marks
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    texts = [[exact(x, torch.float64).replace(".", decimal) for x in row] for row in [*rows, (0.5, 0.5)]]
    writer.writerows([["x", "y"], *texts] if names else texts)
    table = read_table(written.getvalue().encode(encoding))
    found = [list(map(repr, row)) for row in numbers(table)]
    assert found == [list(map(repr, row)) for row in [*rows, (0.5, 0.5)]]


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
@example([["1", "x,y", '"']])
def test_any_text_a_program_writes_comes_back(rows: list[list[str]]) -> None:
    """What stands in the first rows is what was written, and each usable column holds the numbers of its texts."""
    assume(all(any(cell.strip() for cell in row) for row in rows))
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    table = read_table(written.getvalue(), has_names=True)
    assert [list(row) for row in table.head] == rows[:SHOWN_ROWS]
    for position, column in enumerate(table.columns):
        texts = [plain(row[position]) for row in rows]
        assert column.missing == sum(map(is_missing, texts))
        if column.usable:
            assert all(is_value(text) or is_missing(text) for text in texts)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@example(b'a,b\n"')
def test_whatever_comes_is_read_or_refused_in_a_sentence(raw: bytes) -> None:
    try:
        table = read_table(raw)
    except TableError as error:
        one_sentence(str(error))
    else:
        assert len(table.rows) >= 1
        assert len({column.name for column in table.columns}) == len(table.columns) >= 2
