"""Which numbers of a tensor are drawn and where each lies: all of a small one, of a large one the chosen and the last.

The samples run downwards on the whole stage: a vector with a number a sample is a column, any other one a row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

import torch
from torch import Tensor

from core import grid_of, short
from ui.program.story import ProgramStory
from ui.walk.tape.windows import Slot

ROWS_IN_FULL, COLUMNS_IN_FULL = 5, 3
DIGIT, PADDING, LEAST, GAP = 0.6, 0.8, 2.4, 1.4
"""How wide a character, what stands round a number, a cell at least, and a gap between columns are."""


@dataclass(frozen=True)
class Grid:
    """The drawn part of one tensor.

    Attributes:
        shape: of the tensor.
        size: rows and columns as it is laid out.
        rows: those that are drawn, with None for a gap.
        columns: likewise.
        chosen: the row and the column of the entry that is worked out.
    """

    shape: tuple[int, ...]
    size: tuple[int, int]
    rows: tuple[Slot, ...]
    columns: tuple[Slot, ...]
    chosen: tuple[int, int]

    def texts(self, tensor: Tensor, *, signed: bool) -> Iterator[tuple[Slot, list[tuple[Slot, str]]]]:
        """The drawn numbers, row by row; gaps where rows and columns are left out."""
        drawn = [[each for each in slots_ if each is not None] for slots_ in (self.rows, self.columns)]
        grid = tensor.reshape(self.size)[torch.tensor(drawn[0])][:, torch.tensor(drawn[1])]
        numbers = iter(grid.tolist())
        for row in self.rows:
            if row is None:
                yield row, [(column, "⋮") for column in self.columns]
                continue
            across = iter(next(numbers))
            yield row, [(c, "…" if c is None else short(next(across), signed=signed)) for c in self.columns]

    @property
    def part(self) -> str:
        """Which of several rows, or of several numbers, stands alone; "" where none does."""
        if len(self.rows) == 1 and len(self.columns) == 1 < self.size[1]:
            return f"[{', '.join(map(str, self.entry))}] of {self.size[0] * self.size[1]:,}"
        return f"row {self.chosen[0]} of {self.size[0]:,}" if len(self.rows) == 1 < self.size[0] else ""

    def folded(self, tensor: Tensor) -> str:
        """What all numbers add up to, where not all are drawn; "" where they are."""
        if None not in self.rows and None not in self.columns:
            return ""
        return f"all {tensor.numel():,} add up to {short(tensor.double().sum().item())}"

    def cell(self, tensor: Tensor, *, signed: bool) -> float:
        """How wide a cell has to be."""
        longest = max(
            len(text) for _, row in self.texts(tensor, signed=signed) for slot, text in row if slot is not None
        )
        return max(LEAST, longest * DIGIT + PADDING)

    def width(self, tensor: Tensor, *, signed: bool) -> float:
        """How wide its table is."""
        cell = self.cell(tensor, signed=signed)
        return sum(GAP if column is None else cell for column in self.columns)

    def index(self, row: int, column: int) -> tuple[int, ...]:
        """The index of a drawn number in its tensor."""
        return index_of(self.shape, self.size, row, column)

    @property
    def entry(self) -> tuple[int, ...]:
        """The index of the chosen entry."""
        return self.index(*self.chosen)

    def alone(self) -> "Grid":
        """The chosen row alone."""
        return Grid(self.shape, self.size, self.chosen[:1], self.columns, self.chosen)

    def pick(self) -> "Grid":
        """The chosen entry alone."""
        return Grid(self.shape, self.size, self.chosen[:1], self.chosen[1:], self.chosen)


def grid(story: ProgramStory, value: int) -> Grid:
    """How a value is drawn, and its gradient like it."""
    shape = tuple(story.scenario.shapes[value])
    upright = len(shape) == 1 and story.axes[value][0] in downward(story)
    size = (shape[0], 1) if upright else grid_of(shape)
    row, column = entry(story, value)
    if upright:
        row, column = column, 0
    row, column = min(row, size[0] - 1), min(column, size[1] - 1)
    return Grid(
        shape, size, window(size[0], ROWS_IN_FULL, row), window(size[1], COLUMNS_IN_FULL, column), (row, column)
    )


def entry(story: ProgramStory, value: int) -> tuple[int, int]:
    """The row and the column of a value in which the chosen entry, or else the chosen sample, lies."""
    row, column = story.place(value)
    axes, sample = story.axes[value], story.sample_axis
    if row is None:
        row = story.sample if len(axes) == 2 and axes[0] == sample else 0
    if column is None:
        column = story.sample if axes and axes[-1] == sample else 0
    return row, column


def downward(story: ProgramStory) -> frozenset[int]:
    """The axes that run downwards: those of the samples, and the rows of each matrix that is no leaf."""
    inputs, leaves = story.scenario.program.inputs, story.scenario.leaves
    drawn = [axes for value, axes in enumerate(story.axes) if value >= len(inputs) or inputs[value] not in leaves]
    rows = {axes[0] for axes in drawn if len(axes) == 2}
    columns = {axes[1] for axes in drawn if len(axes) == 2}
    sample = story.sample_axis
    return frozenset(rows - columns) | (frozenset() if sample is None else {sample})


def window(count: int, in_full: int, chosen: int) -> tuple[Slot, ...]:
    """The rows or columns that are drawn: all of a few, else the chosen one and the last."""
    if count <= in_full:
        return tuple(range(count))
    last = count - 1
    before = () if chosen == 0 else (None,)
    if chosen == last:
        return 0, None, last
    return (*before, chosen, last) if chosen == last - 1 else (*before, chosen, None, last)


def index_of(shape: tuple[int, ...], size: tuple[int, int], row: int, column: int) -> tuple[int, ...]:
    """The index in a tensor of a place in the grid that it is laid out in."""
    flat, places = row * size[1] + column, []
    for at in range(len(shape)):
        below = prod(shape[at + 1 :])
        places.append(flat // below)
        flat %= below
    return tuple(places)
