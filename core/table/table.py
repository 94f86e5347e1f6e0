"""A table that was read: its columns, and the rows that they came from."""

from dataclasses import dataclass

from torch import Tensor

from core.numbers import quote
from core.table.columns import Column
from core.table.limits import TableError


@dataclass(frozen=True, eq=False)
class Table:
    """A table that was read.

    Attributes:
        columns: what each holds.
        rows: the number of each row, as a person counts them, (R,).
        head: the text of the first rows, as it stood there.
        has_names: whether its first row holds names.
        notes: how it was read, a sentence each.
    """

    columns: tuple[Column, ...]
    rows: Tensor
    head: tuple[tuple[str, ...], ...]
    has_names: bool
    notes: tuple[str, ...]

    @property
    def usable(self) -> tuple[str, ...]:
        """The names of the columns that can be the target or a feature."""
        return tuple(column.name for column in self.columns if column.usable)

    def column(self, name: str) -> Column:
        """A usable column.

        Raises:
            TableError: where there is none of that name, or it cannot be used.
        """
        found = next((column for column in self.columns if column.name == name), None)
        if found is None:
            alike = [column.name for column in self.columns if column.name.startswith(f"{name} (column ")]
            known = ", ".join(quote(each) for each in (alike or [column.name for column in self.columns])[:8])
            raise TableError(f"there is no column {quote(name)}: choose one of {known}.")
        if not found.usable:
            raise TableError(f"column {quote(name)} cannot be used: {found.why}")
        return found
