"""The bill: one contribution a sample, a double rule, and their total, with a bar beside each number.

What is positive in a column points to the right and what is negative to the left, so that it is seen what cancels.
"""

import math
from html import escape

import torch
from torch import Tensor

from core import ChainRule
from ui.by_hand.cancelling import cancelled
from ui.walk.tape.cells import Cells
from ui.walk.tape.story import Story
from ui.walk.tape.windows import Slot, Window
from ui.words import count

FEW = 2
"""Up to how many columns keep all their bars on a phone."""


def bill(story: Story, chain: ChainRule) -> str:
    """The markup: the drawn samples, those left out as one line, and the total, all with bars; a sentence below."""
    view = story.view
    hidden = story.scenario.n_samples - sum(row is not None for row in view.rows)
    sums = left_out(chain, view)
    each = Cells("g.contributions", "contributions", chain.contributions, "ij", "gradient")
    rest = Cells("g.rest", f"{hidden:,} samples left out", sums, "j", "gradient")
    total = Cells("g.total", "total", chain.grad, "j", "gradient", "total of the contributions")
    tables = _Tables(view, full_bars(chain, sums), width_of(view, each, rest, total))
    shape = tuple(each.values.shape)
    return (
        f'<div class="bill{" many" if len(view.columns) > FEW else ""}"><div class="bill-sum">'
        f'<p class="label" aria-hidden="true"><b>{each.name}</b> <span>{shape}</span></p>'
        f"{tables.table(each)}{tables.table(rest) if hidden else ''}"
        f'<p class="added">{count(len(each.values), "contribution")} added</p>{tables.table(total)}</div>'
        f'<p class="note">{cancelled(chain, story.j)} Each column of bars has its own scale.</p></div>'
    )


def left_out(chain: ChainRule, view: Window) -> Tensor:
    """The contributions of all samples that are not drawn, added, (n,), in float64."""
    hidden = torch.ones(len(chain.contributions), dtype=torch.bool)
    hidden[[row for row in view.rows if row is not None]] = False
    return chain.contributions[hidden].sum(0, dtype=torch.float64)


def full_bars(chain: ChainRule, sums: Tensor) -> Tensor:
    """The size of a full bar in each column, (n,): the largest of its contributions and of what is added up.

    Each column has its own scale: numbers are added within a column alone, and each column has its own unit.
    """
    return torch.stack([chain.contributions.abs().amax(0).double(), sums.abs(), chain.grad.abs().double()]).amax(0)


def width_of(view: Window, *groups: Cells) -> int:
    """The width in characters that holds every drawn number of some cells, so that their columns stand in line."""
    return max(len(text) for cells in groups for _, row in cells.texts(view) for _, text in row)


def bar(value: float | None, full: float, extra: str = "") -> str:
    """The cell with the bar of one number: to the right of its axis for a positive one, to the left for a negative one.

    Args:
        value: the number; None for the empty place beside a cell without one.
        full: the size that takes up the whole side of the axis; where it is 0 or not finite, no bar can be drawn.
        extra: a class of its column.
    """
    classes = f"bar {extra}".strip()
    if value is None:
        return f'<td class="{classes} none"></td>'
    share = abs(value) / full if 0 < full < math.inf else 0.0
    sign = "minus" if value < 0 else "plus" if value > 0 else "zero"
    return f'<td class="{classes}" aria-hidden="true"><i class="{sign}" style="width:{50 * share:.4g}%"></i></td>'


class _Tables:
    """Puts the numbers of the bill into tables, a bar beside each."""

    def __init__(self, view: Window, full: Tensor, width: int) -> None:
        self.view, self.full, self.width = view, full, width

    def table(self, cells: Cells) -> str:
        """A row a sample under the names of the columns; of one sum a row alone."""
        of_samples = "i" in cells.axes
        shape = f" {tuple(cells.values.shape)}" if of_samples else ""
        attributes = (
            f'data-cells="{cells.key}" aria-label="{escape(cells.spoken or cells.name)}{shape}" '
            f'style="--w:{self.width}ch"'
        )
        rows = "".join(self._row(cells, row, texts) for row, texts in cells.texts(self.view))
        return f"<table {attributes}>{self._heads() if of_samples else ''}{rows}</table>"

    def _heads(self) -> str:
        """The names of the columns."""
        return f'<tr><td class="corner"></td>{"".join(map(self._head, self.view.columns))}</tr>'

    def _head(self, column: Slot) -> str:
        other = self._beside_chosen(column)
        if column is None:
            return f'<th scope="col" class="gap {other}">coefficients left out</th>'
        return f'<th scope="col" class="{other}"><span>coeffs[{column}]</span></th>{bar(None, 1.0, other)}'

    def _row(self, cells: Cells, row: Slot, texts: list[tuple[Slot, str]]) -> str:
        header = f'<th scope="row">{escape(cells.name)}</th>'
        if "i" in cells.axes:
            gap = '<th scope="row" class="gap">samples left out</th>'
            header = gap if row is None else f'<th scope="row">sample {row}</th>'
        return f"<tr>{header}{''.join(self._cell(cells, row, column, text) for column, text in texts)}</tr>"

    def _cell(self, cells: Cells, row: Slot, column: Slot, text: str) -> str:
        other = self._beside_chosen(column)
        if column is None:
            return f'<td class="gap {other}">{text}</td>'
        if row is None:
            return f'<td class="gap {other}">{text}</td>{bar(None, 1.0, other)}'
        of_samples = "i" in cells.axes
        chosen = "chosen" if column == self.view.j and (row == self.view.i or not of_samples) else ""
        value = cells.values[row, column] if of_samples else cells.values[column]
        return f'<td class="{chosen}{other}">{text}</td>{bar(value.item(), self.full[column].item(), other)}'

    def _beside_chosen(self, column: Slot) -> str:
        """The class of the columns that a phone leaves out where there are many."""
        return "" if column == self.view.j else "other"
