"""From text to rows of cells: what stands between the cells, their quotes, and the comments around them."""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import chain, islice

from core.table.kinds import POINT, is_value
from core.table.limits import MAX_COLUMNS, MAX_ROWS, MAX_TABLE_CELLS, TableError
from core.table.lines import COMMENT, Lines, is_drawn

SEPARATORS = {"\t": "tabs", ";": "semicolons", ",": "commas", "|": "pipes", " ": "blanks"}
"""In the order in which they are tried: a comma may be a decimal comma, and a tab is nothing else."""

PACKED = re.compile(rf"{POINT}(?:[ \t]+{POINT})+")
SPACED_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?: [0-9]{3})+")

TRIED_ROWS = 50

NO_ROWS = "the table has no row but comments and separators: give a row of names and rows of numbers."

Numbered = tuple[int, list[str]]
"""A row with its number, from 1."""


def find_separator(text: str) -> str:
    """What stands between the cells: the first of `SEPARATORS` that cuts the first rows into equally many cells.

    Pipes are tried first where the table is drawn with them. Where none fits, it is the first one that the first row
    holds: the rows are then refused with their places.

    Raises:
        TableError: where the first row holds none.
    """
    for separator in sorted(SEPARATORS, key=lambda each: not (each == "|" and is_drawn(text))):
        try:
            rows = [row for _, row in islice(split(text, separator), TRIED_ROWS)]
        except TableError:
            continue
        widths = {len(row) for row in rows}
        if len(widths) == 1 and widths != {1} and not _is_packed(rows, separator):
            return separator
    first = next((row[0].strip() for _, row in split(text, "\0")), "")
    if not first:
        raise TableError(NO_ROWS)
    for separator in SEPARATORS:
        if separator in first and (separator != " " or _may_stand_between_cells(text)):
            return separator
    raise TableError("only one column was found: put commas, semicolons, tabs or blanks between the cells of a row.")


def _is_packed(rows: list[list[str]], separator: str) -> bool:
    """Whether each row has a cell of several numbers, so that blanks stand between those.

    Where blanks do stand between the cells: whether each row may be one number with blanks between its thousands.
    """
    if separator == " ":
        return all(SPACED_THOUSANDS.fullmatch(" ".join(row)) for row in rows)
    return all(any(_holds_several(cell.strip()) for cell in row) for row in rows)


def _holds_several(cell: str) -> bool:
    return bool(PACKED.fullmatch(cell)) and not SPACED_THOUSANDS.fullmatch(cell)


def _may_stand_between_cells(text: str) -> bool:
    """Whether blanks do more than group digits: most rows have some."""
    rows = [row for _, row in islice(split(text, " "), TRIED_ROWS)]
    return 2 * sum(len(row) > 1 for row in rows) > len(rows) and not _is_packed(rows, " ")


def split(text: str, separator: str) -> Iterator[Numbered]:
    """The rows that hold anything, with their numbers; a cell may be quoted, and then hold separators and line ends.

    Comments, and what is drawn around a table, are rows that hold nothing.

    Raises:
        TableError: for quotes that do not match.
    """
    lines = Lines(text, separator) if Lines.needed(text, separator) else None
    rows = _rows(lines or StringIO(text, newline=""), separator, lines)
    return _indexed(rows) if separator == " " else rows


def _rows(source: Iterable[str], separator: str, lines: Lines | None) -> Iterator[Numbered]:
    number = 0
    reader = csv.reader(source, delimiter=separator, skipinitialspace=True, strict=True)
    try:
        for number, row in enumerate(reader, 1):
            # A blank row is []: asked for first, since a file may be full of them.
            if row and any(cell and not cell.isspace() for cell in row):
                yield number, [cell.strip() for cell in row] if separator == "|" else row
            if lines is not None:
                lines.fresh = True
    except csv.Error as error:
        raise TableError(
            f"the quotes in row {number + 1} do not match: close each one, and write one inside a quoted cell twice."
        ) from error


def _indexed(rows: Iterator[Numbered]) -> Iterator[Numbered]:
    """With an empty name over the index, where blanks stand between the cells: R and pandas print none."""
    start = list(islice(rows, 2))
    if len(start) == 2 and len(start[0][1]) + 1 == len(start[1][1]) and not any(map(is_value, start[0][1])):
        start[0] = (start[0][0], ["", *start[0][1]])
    return chain(start, rows)


def find_comments(text: str, separator: str) -> dict[int, str]:
    """The comments of a table, by the numbers of their rows."""
    if not COMMENT.search(text):
        return {}
    lines = Lines(text, separator)
    for _ in _rows(lines, separator, lines):
        pass
    return lines.comments


def names_in(comments: dict[int, str], separator: str, first: Numbered) -> Numbered | None:
    """The names, where the last comment above the first row of numbers holds them: `# x, y` or `#,x,y`."""
    number, row = first
    above = [at for at in comments if at < number]
    if not above or not any(map(is_value, row)):
        return None
    try:
        (_, cells), *_ = _rows([comments[above[-1]].lstrip("#")], separator, None)
    except (TableError, ValueError):  # ValueError: the comment is empty
        return None
    return (above[-1], cells) if len(cells) == len(row) and not any(map(is_value, cells)) else None


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
