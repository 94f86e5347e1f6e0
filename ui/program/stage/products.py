"""A matrix product with both factors as matrices, whatever the operands' dimensions."""

from typing import NamedTuple

from torch import Tensor

from core import Operation
from ui.program.story import ProgramStory


class Product(NamedTuple):
    """A matrix product with both factors as matrices, (m, k) and (k, n)."""

    left: Tensor
    right: Tensor
    flat: tuple[bool, bool]

    @classmethod
    def of(cls, story: ProgramStory, operation: Operation) -> "Product":
        """Of vectors, a row on the left and a column on the right."""
        left, right = (story.forward.values[value] for value in operation.values)
        flat = left.ndim == 1, right.ndim == 1
        return cls(left[None] if flat[0] else left, right[:, None] if flat[1] else right, flat)

    def row(self, place: tuple[int, ...]) -> int:
        """The row of the left factor that an entry of the product, or of that factor, belongs to."""
        return 0 if self.flat[0] else place[0]

    def column(self, place: tuple[int, ...]) -> int:
        """The column of the right factor, likewise."""
        return 0 if self.flat[1] else place[-1]

    def of_left(self, row: int | str, k: int | str) -> tuple[int | str, ...]:
        """An index of the left factor."""
        return (k,) if self.flat[0] else (row, k)

    def of_right(self, k: int | str, column: int | str) -> tuple[int | str, ...]:
        """An index of the right factor."""
        return (k,) if self.flat[1] else (k, column)

    def of_out(self, row: int | str, column: int | str) -> tuple[int | str, ...]:
        """An index of the product."""
        return (*(() if self.flat[0] else (row,)), *(() if self.flat[1] else (column,)))
