"""The node lane alone, between two ends: what links `coeffs` and `loss`, without the numbers in between."""

from collections.abc import Iterable

from ui.walk.tape.cells import Cells
from ui.walk.tape.render import Renderer


def node_lane(ends: Iterable[str], band: Iterable[str], columns: int, *, freed: bool = False) -> str:
    """The lane as markup.

    Args:
        ends: the tensors above it (`end`).
        band: the nodes and the arrows between them.
        columns: how many columns it has.
        freed: whether it is dimmed.
    """
    lanes = f'<div class="lane values">{"".join(ends)}</div><div class="lane nodes">{"".join(band)}</div>'
    classes = f"tape chase{' freed' if freed else ''}"
    return f'<div class="tape-box"><div class="{classes}" style="--rows:1;--columns:{columns}">{lanes}</div></div>'


def end(renderer: Renderer, column: int, cells: Cells) -> str:
    """A tensor at one end."""
    return renderer.block(column, (cells.key,), renderer.table(cells))
