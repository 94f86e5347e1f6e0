"""Reads a table: its cells, its names, and what each column holds."""

import re
from collections.abc import Iterator
from itertools import chain, islice

import pandas as pd
import torch
from torch import Tensor

from core.table.columns import read_columns
from core.table.kinds import is_missing, is_value
from core.table.limits import TableError
from core.table.lines import given_separator
from core.table.notes import describe, how_read, unique_names
from core.table.sniff import NO_ROWS, Numbered, checked, find_comments, find_separator, names_in
from core.table.source import Source, read_text
from core.table.table import Table

SHOWN_ROWS = 5
LOOKED_AT = 100
"""How many rows say whether the first one holds names."""

AT_ONCE = 5_000
"""Rows whose cells are Python's own texts for a step, twenty times the memory of Arrow's."""


def read_table(source: Source, has_names: bool | None = None) -> Table:
    """Read a table of comma, semicolon or tab separated values (RFC 4180, with the usual freedoms).

    Decimal commas are read where they can be nothing else; 1,234 alone is refused, since it can mean two numbers.

    Args:
        source: a path, the table itself, or an open file.
        has_names: whether the first row holds the names; None to decide by its cells.

    Raises:
        TableError: for a table that is too large, empty, not text, or whose rows are of different lengths.
    """
    text, encoding = read_text(source)
    given, text = given_separator(text)
    separator = given or find_separator(text)
    rows = checked(text, separator)
    start = list(islice(rows, LOOKED_AT))
    if not start:
        raise TableError(NO_ROWS)
    comments = find_comments(text, separator)
    if has_names is not False and (found := names_in(comments, separator, start[0])):
        start.insert(0, found)
        del comments[found[0]]
    first = start[0][1]
    named = _first_row_holds_names(start) if has_names is None else has_names
    units = start.pop(1) if named and _is_units_row(start) else None
    cells, numbers = _gather(chain(start[named:], rows))
    if not len(cells):
        raise TableError("the table has names, but no row below them: give at least one row of numbers.")
    names = unique_names(first if named else [""] * len(first))
    first_named = not named or not re.fullmatch(r"\s*(?:Unnamed: 0)?\s*", first[0])
    columns = tuple(read_columns(cells, names, numbers, first_named=first_named))
    head = tuple(tuple(row) for row in cells.head(SHOWN_ROWS).itertuples(index=False))
    notes = describe(columns, first if named else None, units, comments)
    return Table(columns, numbers, head, named, (how_read(separator, encoding), *notes))


def _gather(rows: Iterator[Numbered]) -> tuple[pd.DataFrame, Tensor]:
    """The cells, (R, C), and the number of each row, (R,)."""
    frames: list[pd.DataFrame] = []
    numbers: list[int] = []
    while part := list(islice(rows, AT_ONCE)):
        frames.append(pd.DataFrame([row for _, row in part], dtype="str"))
        numbers += [number for number, _ in part]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(), torch.tensor(numbers)


def _first_row_holds_names(start: list[Numbered]) -> bool:
    """Whether some column begins with a text and goes on with numbers; else, whether there is no number in that row."""
    (_, first), *others = start
    for position, cell in enumerate(first):
        below = [row[position] for _, row in others if not is_missing(row[position])]
        if not is_missing(cell) and not is_value(cell) and 2 * sum(map(is_value, below)) > len(below):
            return True
    return not any(is_value(cell) for cell in first)


def _is_units_row(start: list[Numbered]) -> bool:
    """Whether the row below the names holds no number, and nothing but units above the numbers that follow.

    A column of text has no unit: where one has a cell there, the row is one like the others.
    """
    if len(start) < 3:
        return False
    (_, row), *others = start[1:]
    found = False
    for position, cell in enumerate(row):
        below = [other[position] for _, other in others if not is_missing(other[position])]
        if is_missing(cell):
            continue
        if is_value(cell) or not below or not all(map(is_value, below)):
            return False
        found = True
    return found
