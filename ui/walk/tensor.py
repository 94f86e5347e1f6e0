"""One tensor of a program as a table; of a large one the ends and the chosen row and column, and the total of all."""

from html import escape
from typing import Literal

import torch
from torch import Tensor

from core import grid_of, short
from ui.walk.tape.windows import slots
from ui.words import shape_text

Look = Literal["value", "given", "gradient", "local"]
ROWS_IN_FULL, COLUMNS_IN_FULL = 5, 4
Place = tuple[int | None, int | None]


def cells(name: str, tensor: Tensor, look: Look, place: Place = (None, None), spoken: str = "") -> str:
    """Markup of a tensor under its name and shape.

    Args:
        name: what stands above it with its shape; "" for neither.
        tensor: of at most two dimensions; a vector is drawn as a row.
        look: how its cells look.
        place: the row and the column of the chosen entry, which are drawn and outlined.
        spoken: what a screen reader calls it, where that differs from the name.
    """
    shape = tuple(tensor.shape)
    grid = tensor.reshape(grid_of(shape))
    rows = slots(grid.shape[0], ROWS_IN_FULL, 2, place[0] or 0)
    columns = slots(grid.shape[1], COLUMNS_IN_FULL, 2, place[1] or 0)
    drawn = grid[torch.tensor([r for r in rows if r is not None])][
        :, torch.tensor([c for c in columns if c is not None])
    ]
    numbers, body = iter(drawn.tolist()), []
    for row in rows:
        across = iter(() if row is None else next(numbers))
        body.append(_row(row, [(c, None if c is None or row is None else next(across)) for c in columns], look, place))
    heads = "".join(
        f'<th scope="col">{"columns left out" if column is None else f"column {column}"}</th>' for column in columns
    )
    above = f'<p class="label" aria-hidden="true"><b>{escape(name)}</b> <span>{shape_text(shape)}</span></p>'
    label = above if name else ""
    table = (
        f'<table class="cells {look}" aria-label="{escape(spoken or name)}, shape {shape_text(shape)}">'
        f"<tr><td></td>{heads}</tr>{''.join(body)}</table>"
    )
    return f'<div class="tensor">{label}{table}{left_out(grid, rows, columns)}</div>'


def _row(row: int | None, texts: list[tuple[int | None, float | None]], look: Look, place: Place) -> str:
    head = "rows left out" if row is None else f"row {row}"
    return f'<tr><th scope="row">{head}</th>{"".join(_cell(row, c, number, look, place) for c, number in texts)}</tr>'


def _cell(row: int | None, column: int | None, number: float | None, look: Look, place: Place) -> str:
    if number is None:
        return f'<td class="gap">{"⋮" if row is None else "…"}</td>'
    within = [at == chosen for at, chosen in zip((row, column), place, strict=True) if chosen is not None]
    chosen = ' class="chosen"' if within and all(within) else ""
    return f"<td{chosen}>{short(number, signed=look == 'gradient')}</td>"


def left_out(grid: Tensor, rows: tuple[int | None, ...], columns: tuple[int | None, ...]) -> str:
    """What is not drawn, and what all numbers add up to, as markup; "" where all are drawn."""
    said = [
        f"{size - drawn:,} of {size:,} {noun} left out"
        for noun, size, drawn in (
            ("rows", grid.shape[0], sum(row is not None for row in rows)),
            ("columns", grid.shape[1], sum(column is not None for column in columns)),
        )
        if size > drawn
    ]
    if not said:
        return ""
    total = grid.double().sum().item()
    return f'<p class="folded">{", ".join(said)}; all {grid.numel():,} add up to {short(total)}</p>'
