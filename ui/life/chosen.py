"""The chosen leaf of the page: what it is called, and its tensors as tables, of a large one the chosen row alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal, Self

import torch
from torch import Tensor

from core import DEFAULT_MODEL, Link, Scenario, grid_of, short
from ui.walk.tape.windows import COLUMNS_IN_FULL, Slot, slots

ROWS_IN_FULL = 3
Look = Literal["value", "gradient"]


@dataclass(frozen=True)
class Chosen:
    """The leaf that the calls are made on, and the entry of it that is drawn in any case.

    Attributes:
        leaf: its name.
        shape: its shape.
        row: of the entry; tensors of one dimension, and single numbers, are one row.
        column: of the entry.
    """

    leaf: str
    shape: tuple[int, ...]
    row: int = 0
    column: int = 0

    @classmethod
    def of(cls, link: Link) -> Self:
        """What an address chooses."""
        leaf = link.chosen_leaf
        row = 0 if link.scenario.model == DEFAULT_MODEL else link.i  # the article's i is a sample
        return cls(leaf, tuple(link.scenario.tensors[leaf].shape), row, link.j)

    @classmethod
    def first(cls, scenario: Scenario) -> Self:
        """The first entry of a problem's first leaf."""
        return cls(scenario.leaves[0], tuple(scenario.tensors[scenario.leaves[0]].shape))

    @property
    def at(self) -> str:
        """The index of the chosen row behind a name: `[3]`; "" where there is one row alone."""
        return f"[{self.row}]" if grid_of(self.shape)[0] > 1 else ""

    @property
    def columns(self) -> tuple[Slot, ...]:
        """The columns that are drawn, None for those left out."""
        return slots(grid_of(self.shape)[1], COLUMNS_IN_FULL, head=2, chosen=self.column)

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows that are drawn: all of a few, else the chosen one."""
        rows = grid_of(self.shape)[0]
        return tuple(range(rows)) if rows <= ROWS_IN_FULL else (self.row,)

    def line(self, tensor: Tensor) -> str:
        """The chosen row of a gradient in a line of text, shortened as in the tables."""
        (numbers,) = self._texts(tensor, "gradient", (self.row,))
        return f"[{', '.join(numbers)}]" if self.shape else numbers[0]

    def row_of(self, tensor: Tensor) -> Tensor:
        """The chosen row of a tensor of the leaf's shape, (columns,)."""
        return tensor.reshape(grid_of(self.shape))[self.row]

    def width(self, tensor: Tensor, look: Look) -> int:
        """How many characters the widest number takes that is drawn of a tensor."""
        return max(len(text) for row in self._texts(tensor, look, self.rows) for text in row)

    def table(self, tensor: Tensor, look: Look, width: int, spoken: str) -> str:
        """A tensor of the leaf's shape as markup, and, where rows are left out, what all its numbers add up to.

        Args:
            tensor: the leaf, or its gradient.
            look: how its cells look.
            width: of a cell, in characters.
            spoken: what a screen reader calls it.
        """
        body = "".join(
            f"<tr>{self._head(row)}{''.join(map(self._cell, self.columns, texts))}</tr>"
            for row, texts in zip(self.rows, self._texts(tensor, look, self.rows), strict=True)
        )
        table = f'<table class="life-cells {look}" aria-label="{escape(spoken)}" style="--w:{width}ch">{body}</table>'
        rows = grid_of(self.shape)[0]
        if len(self.rows) == rows:
            return table
        total = short(tensor.double().sum().item(), signed=look == "gradient")
        return f'{table}<p class="life-folded">row {self.row}; all {tensor.numel():,} add up to {total}</p>'

    def _head(self, row: int) -> str:
        return f'<th scope="row">row {row}</th>' if grid_of(self.shape)[0] > 1 else ""

    @staticmethod
    def _cell(column: Slot, text: str) -> str:
        if column is None:
            return f'<td class="gap">{text}</td>'
        lost = ' class="lost"' if text.lstrip("+−") in ("nan", "inf") else ""
        return f"<td{lost}>{text}</td>"

    def _texts(self, tensor: Tensor, look: Look, rows: tuple[int, ...]) -> Iterator[list[str]]:
        """The drawn numbers of some rows, row by row."""
        drawn = [column for column in self.columns if column is not None]
        grid = tensor.reshape(grid_of(self.shape))[torch.tensor(rows)][:, torch.tensor(drawn)]
        for numbers in grid.tolist():
            across = iter(numbers)
            yield ["…" if column is None else short(next(across), signed=look == "gradient") for column in self.columns]
