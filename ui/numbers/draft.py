"""The three tensors as a person edits them: the text of every cell, also of those that cannot be read."""

from dataclasses import dataclass, replace
from typing import Self, TypeVar

from torch import Tensor

from core import Scenario, exact

NEW = "0"
"""What a new cell holds: valid, and a new coefficient or its column changes no prediction."""

Row = tuple[str, ...]
Index = tuple[int, ...]


@dataclass(frozen=True)
class Draft:
    """The texts of all cells.

    Attributes:
        samples: a row a sample: t_indep's n cells and t_dep's one, (N, n + 1).
        coeffs: (n,).
    """

    samples: tuple[Row, ...]
    coeffs: Row

    @classmethod
    def of(cls, scenario: Scenario) -> Self:
        """A scenario's numbers, exactly."""
        t_dep = _texts(scenario.t_dep)
        rows = (_texts(row) for row in scenario.t_indep)
        return cls(tuple((*row, dep) for row, dep in zip(rows, t_dep, strict=True)), _texts(scenario.coeffs))

    @property
    def sample_columns(self) -> tuple[str, ...]:
        """The names of the columns of `samples`, as a reader would index them."""
        return (*(f"t_indep[:, {j}]" for j in range(len(self.coeffs))), "t_dep")

    def cell(self, name: str, index: Index) -> str:
        """The text of one cell.

        Args:
            name: "t_indep", "t_dep" or "coeffs".
            index: its place in that tensor.
        """
        row, column = self._at(name, index)
        return self.coeffs[column] if name == "coeffs" else self.samples[row][column]

    def with_cell(self, name: str, index: Index, text: str) -> Self:
        """With another text in one cell."""
        row, column = self._at(name, index)
        if name == "coeffs":
            return replace(self, coeffs=_put(self.coeffs, column, text))
        return replace(self, samples=_put(self.samples, row, _put(self.samples[row], column, text)))

    def has(self, name: str, index: Index) -> bool:
        """Whether there is such a cell: one may have been removed while somebody typed in it."""
        row, column = self._at(name, index)
        return column < len(self.coeffs) + (name == "t_dep") and (name == "coeffs" or row < len(self.samples))

    def _at(self, name: str, index: Index) -> tuple[int, int]:
        """The row of `samples` and the column in it; of coeffs the column alone."""
        return (0, index[0]) if name == "coeffs" else (index[0], index[1] if name == "t_indep" else len(self.coeffs))

    def add_sample(self) -> Self:
        """With one sample more, at the end."""
        return replace(self, samples=(*self.samples, (NEW,) * (len(self.coeffs) + 1)))

    def drop_sample(self, i: int = -1) -> Self:
        """Without one sample, the last where none is named."""
        i %= len(self.samples)
        return replace(self, samples=(*self.samples[:i], *self.samples[i + 1 :]))

    def add_coeff(self) -> Self:
        """With one coefficient more, at the end, and its column."""
        rows = tuple((*row[:-1], NEW, row[-1]) for row in self.samples)
        return replace(self, samples=rows, coeffs=(*self.coeffs, NEW))

    def drop_coeff(self) -> Self:
        """Without the last coefficient and its column."""
        rows = tuple((*row[:-2], row[-1]) for row in self.samples)
        return replace(self, samples=rows, coeffs=self.coeffs[:-1])


T = TypeVar("T")


def _put(items: tuple[T, ...], index: int, item: T) -> tuple[T, ...]:
    return (*items[:index], item, *items[index + 1 :])


def _texts(tensor: Tensor) -> Row:
    return tuple(exact(x, tensor.dtype) for x in tensor.tolist())
