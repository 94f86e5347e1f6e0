"""Each column of a table: what it holds, its range, and why it cannot be used where it cannot."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd
import torch
from torch import Tensor

from core.table.kinds import BLANKS, COMMA, DATE, GROUPED, MISSING, MISSING_MARKS, POINT, TIME, TRUE_FALSE, refusal


@dataclass(frozen=True, eq=False)
class Column:
    """One column.

    Attributes:
        name: unique in its table.
        kind: "number", "true/false", "date or time", "text" or "empty".
        why: why it cannot be used, in one sentence; "" where it can.
        missing: how many of its cells are missing.
        numbers: its cells, (R,), in float64, with NaN for a missing one; None where it cannot be used.
        marks: what stands in its missing cells, such as "?"; neither nothing nor a word.
        counts: whether it has no name and counts the rows, as the index does that programs write.
    """

    name: str
    kind: str
    why: str
    missing: int
    numbers: Tensor | None
    marks: tuple[str, ...] = ()
    counts: bool = False

    @property
    def usable(self) -> bool:
        """Whether it can be the target or a feature."""
        return self.numbers is not None

    @property
    def range(self) -> tuple[float, float] | None:
        """Its least and largest number; None where it cannot be used."""
        if self.numbers is None:
            return None
        given = self.numbers[~self.numbers.isnan()]
        return given.min().item(), given.max().item()


def read_columns(cells: pd.DataFrame, names: tuple[str, ...], rows: Tensor, *, first_named: bool) -> Iterator[Column]:
    """The columns of a table's cells.

    Args:
        cells: text, a column a column and a row a row, (R, C).
        names: of the columns.
        rows: the number of each row, as a person counts them, (R,).
        first_named: whether the first column was given a name.
    """
    texts = [_plain(cells[position]) for position in cells]
    commas = any(_has_decimal_commas(column) for column, _ in texts)
    for position, (name, (column, marks)) in enumerate(zip(names, texts, strict=True)):
        found = _read(name, column, rows, decimal_commas=commas)
        yield replace(found, marks=marks, counts=position == 0 and not first_named and _counts(found.numbers))


def _counts(numbers: Tensor | None) -> bool:
    """Whether the numbers are whole and grow from row to row."""
    return numbers is not None and bool((numbers == numbers.round()).all() and (numbers.diff() > 0).all())


def _plain(column: "pd.Series[str]") -> tuple["pd.Series[str]", tuple[str, ...]]:
    """The cells as `kinds.plain` makes one, and "" for each missing one; and the marks of those."""
    stripped = column.str.strip(BLANKS).str.replace("\u2212", "-", regex=False)
    missing = stripped.str.lower().isin(MISSING)
    marks = stripped[missing & stripped.isin(MISSING_MARKS)].unique()
    return stripped.mask(missing, ""), tuple(map(str, marks))


def _all(column: "pd.Series[str]", pattern: str) -> bool:
    return bool(column.str.fullmatch(pattern).all())


def _has_decimal_commas(column: "pd.Series[str]") -> bool:
    """Whether commas in it can be nothing else: all its cells are numbers, and one is like 3,5 or 0,125."""
    with_comma = column[column.str.contains(",", regex=False)]
    return len(with_comma) > 0 and _all(column[column != ""], COMMA) and not _all(with_comma, GROUPED)


def _read(name: str, column: "pd.Series[str]", rows: Tensor, *, decimal_commas: bool) -> Column:
    given = column[column != ""]
    missing = len(column) - len(given)
    if not len(given):
        return Column(name, "empty", "every cell is missing: leave it out.", missing, None)
    if bool(given.str.lower().isin(list(TRUE_FALSE)).all()):
        return Column(name, "true/false", "", missing, _tensor(given.str.lower().map(TRUE_FALSE), column))
    for mark, pattern in ((".", POINT), (",", COMMA)):
        if _all(given, pattern) and not _may_be_grouped(given, mark, decimal_commas=decimal_commas):
            numbers = given.str.replace(",", ".", regex=False).astype("float64")
            bad = _out_of_range(given, numbers)
            if not bad.any():
                return Column(name, "number", "", missing, _tensor(numbers, column))
            return _refused(name, "number", given[bad], rows, missing)
    bad = ~given.str.fullmatch(POINT) | (given.str.contains(".", regex=False) & decimal_commas)
    kind = "date or time" if _all(given, rf"{DATE}|{TIME}") else "text"
    return _refused(name, kind, given[bad], rows, missing)


def _may_be_grouped(given: "pd.Series[str]", mark: str, *, decimal_commas: bool) -> bool:
    """Whether a mark may stand between thousands: always with three digits behind it, and not this table's decimal."""
    marked = given[given.str.contains(mark, regex=False)]
    return len(marked) > 0 and decimal_commas == (mark == ".") and _all(marked, GROUPED)


def _out_of_range(given: "pd.Series[str]", numbers: "pd.Series[float]") -> "pd.Series[bool]":
    """Beyond float64: too large, or too small to be anything but 0."""
    return numbers.abs().eq(float("inf")) | (numbers.eq(0) & given.str.contains("^[^eE]*[1-9]"))


def _refused(name: str, kind: str, bad: "pd.Series[str]", rows: Tensor, missing: int) -> Column:
    position, text = bad.index[0], bad.iloc[0]
    return Column(name, kind, refusal(int(rows[position]), text), missing, None)


def _tensor(numbers: "pd.Series[float]", column: "pd.Series[str]") -> Tensor:
    """With NaN at the cells that are missing."""
    return torch.from_numpy(numbers.astype("float64").reindex(column.index).to_numpy(copy=True))
