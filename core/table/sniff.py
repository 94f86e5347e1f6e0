"""From bytes to rows of text: the source, its encoding, what stands between the cells, and their quotes."""

import codecs
import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import IO

from core.numbers import quote
from core.table.limits import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, MAX_TABLE_CELLS, TableError

Source = Path | str | bytes | IO[str] | IO[bytes]
"""A path (as text, too, where it has no line end), the table itself as bytes or text, or an open file."""

SEPARATORS = {"\t": "tabs", ";": "semicolons", ",": "commas"}
"""In the order in which they are tried: a comma may be a decimal comma, and a tab is nothing else."""

TRIED_ROWS = 50
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
ZIP = b"PK\x03\x04"

Numbered = tuple[int, list[str]]
"""A row with its number, from 1."""


def read_text(source: Source) -> tuple[str, str]:
    """The source's text, and the name of its encoding; "" where it was text already.

    Bytes are UTF-8, with or without a byte order mark; else UTF-16 with one, which spreadsheets call "Unicode text";
    else Latin-1, in the form of Windows-1252, which has a few more characters and is what programs mean by that name
    (https://encoding.spec.whatwg.org/#names-and-labels).

    Raises:
        TableError: for a file that cannot be opened, holds more than `MAX_BYTES`, nothing at all, or no text.
    """
    raw = _take(source)
    if len(raw) > MAX_BYTES:
        raise TableError(f"the table is larger than {MAX_BYTES // 2**20} MB: use fewer rows or columns.")
    text, encoding = (raw, "") if isinstance(raw, str) else _decode(raw)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise TableError("the table is empty: give a row of names and rows of numbers.")
    return text, encoding


def _take(source: Source) -> str | bytes:
    if isinstance(source, bytes) or (isinstance(source, str) and re.search(r"[\r\n]", source)):
        return source
    if isinstance(source, str | Path):
        try:
            with Path(source).open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:  # ValueError: a path with a zero byte in it
            reason = getattr(error, "strerror", None) or error
            raise TableError(f"the file {quote(str(source))} cannot be opened: {reason}.") from error
    return source.read(MAX_BYTES + 1)


def _decode(raw: bytes) -> tuple[str, str]:
    if raw.startswith(ZIP):
        raise TableError("this is a zip file or a workbook: save the sheet as CSV first.")
    try:
        if raw.startswith(UTF_16):
            return raw.decode("utf-16"), "UTF-16"
        if not CONTROLS.search(raw):
            return _decode_plain(raw)
    except UnicodeDecodeError:
        pass
    raise TableError("this is no text: give a CSV file, in UTF-8 or Latin-1.")


def _decode_plain(raw: bytes) -> tuple[str, str]:
    try:
        return raw.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return raw.decode("cp1252"), "Latin-1"


def find_separator(text: str) -> str:
    """What stands between the cells: the first of `SEPARATORS` that cuts the first rows into equally many cells.

    Where none does, the first one that the first row holds: the rows are then refused with their places.

    Raises:
        TableError: where the first row holds none.
    """
    for separator in SEPARATORS:
        try:
            widths = {len(row) for _, row in islice(split(text, separator), TRIED_ROWS)}
        except TableError:
            continue
        if len(widths) == 1 and widths != {1}:
            return separator
    first = next(line for line in StringIO(text) if line.strip())
    for separator in SEPARATORS:
        if separator in first:
            return separator
    raise TableError("only one column was found: put commas, semicolons or tabs between the cells of a row.")


def split(text: str, separator: str) -> Iterator[Numbered]:
    """The rows that hold anything, with their numbers; a cell may be quoted, and then hold separators and line ends.

    Raises:
        TableError: for quotes that do not match.
    """
    number = 0
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    try:
        for number, row in enumerate(reader, 1):
            # A blank row is []: asked for first, since a file may be full of them.
            if row and any(cell and not cell.isspace() for cell in row):
                yield number, row
    except csv.Error as error:
        raise TableError(
            f"the quotes in row {number + 1} do not match: close each one, and write one inside a quoted cell twice."
        ) from error


def checked(text: str, separator: str) -> Iterator[Numbered]:
    """The rows, as long as the table keeps to its limits and all of them are equally long.

    Raises:
        TableError: at the first row that is too many, or longer or shorter than the first.
    """
    first, width = 0, 0
    for count, (number, row) in enumerate(split(text, separator)):
        if count == 0:
            first, width = number, len(row)
            if width > MAX_COLUMNS:
                raise TableError(f"the table has {width:,} columns: use at most {MAX_COLUMNS}.")
        if len(row) != width:
            hint = "; put quotes around decimal commas" if separator == "," and len(row) > width else ""
            cells = f"{len(row)} cell{'' if len(row) == 1 else 's'}"
            raise TableError(
                f"row {number} has {cells} where row {first} has {width}: give every row the same number of "
                f"cells{hint}."
            )
        if count > MAX_ROWS:  # the first row may hold the names
            raise TableError(f"the table has more than {MAX_ROWS:,} rows: use fewer.")
        if count * width > MAX_TABLE_CELLS:
            raise TableError(f"the table has more than {MAX_TABLE_CELLS:,} cells: use fewer rows or columns.")
        yield number, row
