"""What a table says about itself: the names of its columns, and how it was read."""

import re
from collections.abc import Collection, Iterator, Sequence

from core.numbers import quote
from core.table.columns import Column
from core.table.kinds import is_missing
from core.table.sniff import SEPARATORS, Numbered

MAX_NAME = 60


def unique_names(cells: Sequence[str]) -> tuple[str, ...]:
    """A name for each column: short, printable, and no two alike. A name that one column has alone stays its."""
    clean = [_clean(cell) for cell in cells]
    taken = {name for name in clean if name and clean.count(name) == 1}
    names: list[str] = []
    for position, name in enumerate(clean, 1):
        if name not in taken or name in names:
            place = f"column {position}"
            tries = (
                f"{name} ({place})" if name else place,
                *(f"{name or place}, {k}" for k in range(2, len(clean) + 2)),
            )
            name = next(each for each in tries if each not in taken)  # noqa: PLW2901
            taken.add(name)
        names.append(name)
    return tuple(names)


def _clean(cell: str) -> str:
    name = " ".join("".join(c if c.isprintable() else " " for c in re.sub(r"\s", " ", cell)).split())
    return name if len(name) <= MAX_NAME else name[: MAX_NAME - 1] + "…"


def how_read(separator: str, encoding: str) -> str:
    """What stands between the cells, and the encoding where there was one."""
    between = SEPARATORS.get(separator, quote(separator))
    return f"Read with {between} between the cells{f', as {encoding}' if encoding else ''}."


def describe(
    columns: Sequence[Column], names: Sequence[str] | None, units: Numbered | None, comments: Collection[int]
) -> Iterator[str]:
    """How a table was read, a sentence each.

    Args:
        columns: of the table.
        names: the texts of its first row, where it holds names.
        units: the row that holds units and is left out, where there is one.
        comments: the rows that are comments and are left out.
    """
    yield "The first row holds the names." if names else "The first row holds numbers, so columns are counted."
    given = [_clean(name) for name in names or ()]
    twice = sorted({name for name in given if name and given.count(name) > 1})
    if twice:
        yield f"More than one column is named {', '.join(map(quote, twice))}: their places tell them apart."
    if units:
        held = ", ".join(quote(cell.strip()) for cell in units[1] if not is_missing(cell))
        yield f"Row {units[0]} holds units, not numbers, and is left out: {held}."
    if columns[0].counts:
        yield f"{quote(columns[0].name)} has no name of its own and counts the rows, so it is not chosen as a feature."
    if truths := [column.name for column in columns if column.kind == "true/false"]:
        yield f"True is read as 1 and false as 0 in {', '.join(map(quote, truths))}."
    for mark in dict.fromkeys(mark for column in columns for mark in column.marks):
        held = ", ".join(quote(column.name) for column in columns if mark in column.marks)
        yield f"{quote(mark)} is read as a missing cell in {held}."
    if comments:
        lines = f"{len(comments):,} line{'' if len(comments) == 1 else 's'}"
        yield f"Left out as comments, which begin with #: {lines}."
