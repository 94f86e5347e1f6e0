"""Which rows and columns of a tensor are drawn: all of a small one, the two ends and the chosen one of a large one."""

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

ROWS_IN_FULL = 6
COLUMNS_IN_FULL = 4
Slot = int | None
"""An index, or None for the gap that stands for all that is left out."""


@dataclass(frozen=True)
class Window:
    """The part of an (N, n) problem that is drawn, the same for every tensor of the tape.

    Attributes:
        rows: samples, with None for a gap.
        columns: coefficients, with None for a gap.
        i: the chosen sample.
        j: the chosen coefficient.
    """

    rows: tuple[Slot, ...]
    columns: tuple[Slot, ...]
    i: int
    j: int

    @cached_property  # as tensors once a picture, and not once a table
    def drawn_rows(self) -> Tensor:
        """The indices in `rows`, without the gaps."""
        return torch.tensor([row for row in self.rows if row is not None])

    @cached_property
    def drawn_columns(self) -> Tensor:
        """The indices in `columns`, without the gaps."""
        return torch.tensor([column for column in self.columns if column is not None])


def window(n_samples: int, n_coeffs: int, i: int = 0, j: int = 0) -> Window:
    """Choose what is drawn of a problem with N samples and n coefficients; sample i and coefficient j always are."""
    return Window(
        slots(n_samples, ROWS_IN_FULL, head=3, chosen=i), slots(n_coeffs, COLUMNS_IN_FULL, head=2, chosen=j), i, j
    )


def slots(count: int, in_full: int, head: int, chosen: int) -> tuple[Slot, ...]:
    """The indices drawn out of `count`: all up to `in_full`, else the first `head`, the last, and the chosen one.

    Choosing another index keeps the size of the picture: rows, with a head of 3, always take as many slots, and
    columns, with a head of 2, hold as many numbers; a second gap between columns is narrow.
    """
    if count <= in_full:
        return tuple(range(count))
    last = count - 1
    if chosen < head or chosen == last:
        return (*range(head), None, last)
    if chosen == last - 1:
        return (*range(head - 1), None, chosen, last)
    return 0, None, chosen, None, last
