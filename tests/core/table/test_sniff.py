"""From bytes to rows of text: each encoding, separator and kind of quote, and each source that is refused."""

import io
from pathlib import Path

import pytest
import torch

from core.table import MAX_BYTES, TableError, read_csv, read_table
from core.table import sniff as module
from core.table.source import Source
from tests.core.table.wording import one_sentence

HEIGHTS = "Größe,Länge\n1,2\n3,4\n"


def cells(source: object) -> list[list[float]]:
    table = read_table(source)  # type: ignore[arg-type]  # whatever a test gives
    columns = [column.numbers for column in table.columns]
    return torch.stack([numbers for numbers in columns if numbers is not None], dim=1).tolist()


def refusal(source: object) -> str:
    with pytest.raises(TableError) as caught:
        read_table(source)  # type: ignore[arg-type]
    return one_sentence(str(caught.value))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (HEIGHTS.encode("utf-8"), "as UTF-8"),
        (HEIGHTS.encode("utf-8-sig"), "as UTF-8"),
        (HEIGHTS.encode("latin-1"), "as Latin-1"),
        (HEIGHTS.encode("utf-16"), "as UTF-16"),
    ],
)
def test_encodings(raw: bytes, says: str) -> None:
    table = read_table(raw)
    assert [column.name for column in table.columns] == ["Größe", "Länge"]
    assert says in table.notes[0]


def test_a_byte_order_mark_in_pasted_text_is_no_part_of_the_first_name() -> None:
    assert read_table("\ufeffx,y\n1,2\n").usable == ("x", "y")


def test_separators_and_line_ends() -> None:
    for separator in [",", ";", "\t"]:
        for end in ["\n", "\r\n", "\r"]:
            for last in [True, False]:
                text = end.join(separator.join(row) for row in (["x", "y"], ["1", "2.5"], ["-3", "4e2"])) + end * last
                assert cells(text) == [[1, 2.5], [-3, 400]], (separator, end, last)


def test_quotes_hold_separators_quotes_and_line_ends() -> None:
    text = 'x,"a ""b"", c","two\nlines"\r\n"1",2,3\r\n'
    table = read_table(text)
    assert [column.name for column in table.columns] == ["x", 'a "b", c', "two lines"]
    assert table.rows.tolist() == [2]
    assert cells(text) == [[1, 2, 3]]


def test_blanks_after_a_separator_are_not_part_of_a_cell() -> None:
    assert read_table('x, "y"\n1, "2"\n').usable == ("x", "y")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('x,y\n1,"2\n3,4\n', 2),
        ('x,y\n1,2\n3,"4"5\n', 3),
        ('"x,y\n1,2\n', 1),
        ('x,y\n1,"' + "9" * 140_000 + '"\n', 2),
    ],
    ids=["never closed", "closed too early", "in the names", "too long"],
)
def test_quotes_that_do_not_match(text: str, row: int) -> None:
    expected = f"the quotes in row {row} do not match: close each one, and write one inside a quoted cell twice."
    assert refusal(text) == expected


def test_ragged_rows_are_named_as_a_person_counts_them() -> None:
    """With the names in row 1, and with the empty row 3, which a spreadsheet shows too."""
    short, long = "x,y,z\n1,2,3\n\n1,2\n", "x;y\n1;2\n3;4;5\n"
    assert refusal(short) == "row 4 has 2 cells where row 1 has 3: give every row the same number of cells."
    assert refusal(long) == "row 3 has 3 cells where row 1 has 2: give every row the same number of cells."


def test_decimal_commas_between_commas_are_guessed_at_in_the_refusal() -> None:
    assert refusal("x,y\n1,5,2,5\n").endswith(
        "give every row the same number of cells; put quotes around decimal commas."
    )


def test_one_column_is_no_table() -> None:
    """Blanks between groups of three digits make no second one."""
    expected = "only one column was found: put commas, semicolons, tabs or blanks between the cells of a row."
    assert refusal("x\n1\n2\n") == refusal("1 000\n2 000\n") == refusal("total bill\n1\n2\n") == expected


@pytest.mark.parametrize("source", [b"", "\n", b"\xef\xbb\xbf", b" \r\n\n"])
def test_empty(source: bytes | str) -> None:
    assert refusal(source) == "the table is empty: give a row of names and rows of numbers."


@pytest.mark.parametrize("source", ["x,y\n", "x,y\n,\n\n"])
def test_names_alone(source: str) -> None:
    assert refusal(source) == "the table has names, but no row below them: give at least one row of numbers."


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\x1f\x8b\x08\x08S\x07M",
        bytes(range(256)),
        b"x,y\n1,\x00\n",
        b"x,\x81\n1,2",
        b"\xff\xfe\x00",
    ],
    ids=["picture", "gzip", "all bytes", "a zero byte", "no character of Latin-1", "half a UTF-16 character"],
)
def test_binary(raw: bytes) -> None:
    assert refusal(raw) == "this is no text: give a CSV file, in UTF-8 or Latin-1."


def test_a_workbook_is_recognised() -> None:
    assert refusal(b"PK\x03\x04\x14\x00") == "this is a zip file or a workbook: save the sheet as CSV first."


def test_every_kind_of_source(tmp_path: Path) -> None:
    path, text = tmp_path / "table.csv", "x,y\n1,2\n3,5\n"
    path.write_text(text)
    sources: list[Source] = [path, str(path), text, text.encode(), io.StringIO(text), io.BytesIO(text.encode())]
    assert [read_csv(source, "y", ["x"]) for source in sources] == [read_csv(text, "y", ["x"])] * len(sources)
    with path.open(encoding="utf-8") as opened:
        assert cells(opened) == [[1, 2], [3, 5]]


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    missing = refusal(tmp_path / "none.csv")
    assert missing.endswith("cannot be opened: No such file or directory.")
    assert refusal(tmp_path).endswith("cannot be opened: Is a directory.")
    assert "cannot be opened" in refusal("\x00")


class Endless(io.RawIOBase):
    """A source without an end, which counts what was asked of it."""

    asked = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "all of it was asked for"
        self.asked += size
        return b"1" * size


def test_a_huge_source_is_refused_without_being_read_to_its_end() -> None:
    source = Endless()
    assert refusal(source) == "the table is larger than 10 MB: use fewer rows or columns."
    assert source.asked == MAX_BYTES + 1


def test_the_largest_size_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a limit that is read in no time."""
    monkeypatch.setattr("core.table.source.MAX_BYTES", 2**20)
    text = "x,y\n1,2\n"
    assert cells(text + "\n" * (2**20 - len(text))) == [[1, 2]]
    assert refusal(text + "\n" * (2**20 + 1 - len(text))).startswith("the table is larger than 1 MB")


def test_too_many_rows_columns_and_cells_stop_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """With smaller limits, and rows behind the first one too many that could not be read at all."""
    monkeypatch.setattr(module, "MAX_ROWS", 120)
    monkeypatch.setattr(module, "MAX_COLUMNS", 4)
    monkeypatch.setattr(module, "MAX_TABLE_CELLS", 400)
    bad = "1,2,3,4,5,6\n"
    assert len(cells("x,y\n" + "1,2\n" * 120)) == 120
    assert refusal("x,y\n" + "1,2\n" * 121 + bad) == "the table has more than 120 rows: use fewer."
    assert refusal("a,b,c,d,e\n" + bad) == "the table has 5 columns: use at most 4."
    assert len(cells("a,b,c,d\n" + "1,2,3,4\n" * 100)) == 100
    assert refusal("a,b,c,d\n" + "1,2,3,4\n" * 101 + bad).startswith("the table has more than 400 cells")
