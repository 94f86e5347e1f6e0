"""One tensor of the tape as cells: a row a sample, a column a coefficient."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from torch import Tensor

from core import short
from ui.walk.tape.windows import Slot, Window

CellKind = Literal["value", "given", "copy", "gradient", "local"]


@dataclass(frozen=True)
class Cells:
    """One tensor as it is drawn.

    Attributes:
        key: the cell group's name, such as "v.preds" (see steps.py).
        name: what stands above it; "" for nothing. It may come from a reader's file and is escaped.
        values: the tensor, (N, n), (N,), (n,) or ().
        axes: what its dimensions mean: "ij" samples and coefficients, "i", "j" or "".
        kind: how its cells look.
        spoken: what a screen reader calls it, where that differs from the name.
    """

    key: str
    name: str
    values: Tensor
    axes: str
    kind: CellKind
    spoken: str = ""

    def texts(self, view: Window) -> Iterator[tuple[Slot, list[tuple[Slot, str]]]]:
        """The drawn numbers, row by row, with the index of each row and cell; gaps where cells are left out."""
        tensor = self.values
        grid = tensor.reshape(len(tensor) if "i" in self.axes else 1, tensor.shape[-1] if "j" in self.axes else 1)
        columns = view.columns if "j" in self.axes else (0,)
        rows = view.rows if "i" in self.axes else (0,)
        # All numbers in one go: asking a tensor cell by cell took half a tape's time.
        if None in rows:
            grid = grid.index_select(0, view.drawn_rows)
        if None in columns:
            grid = grid.index_select(1, view.drawn_columns)
        numbers, signed = iter(grid.tolist()), self.kind == "gradient"
        for row in rows:
            if row is None:
                yield row, [(column, "⋮") for column in columns]
                continue
            across = iter(next(numbers))
            yield row, [(c, "…" if c is None else short(next(across), signed=signed)) for c in columns]


def axes_of(tensor: Tensor) -> str:
    """What the dimensions of a tensor mean by their number; only coeffs and its gradient have coefficients alone."""
    return ("", "i", "ij")[tensor.ndim]
