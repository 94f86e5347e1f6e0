"""A small table as markup: a real one, for screen readers, that scrolls where it does not fit."""

from collections.abc import Sequence
from html import escape

LONGEST = 40
"""Characters of a cell."""


def grid(label: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, gradient: bool = False) -> str:
    """Markup of a table; all texts are escaped, long ones cut.

    Args:
        label: what it is, above it.
        heads: of the columns.
        rows: their cells; the first one of a row is its head.
        gradient: whether the last column holds gradients.
    """
    head = "".join(f'<th scope="col">{_cell(text)}</th>' for text in heads)
    body = "".join(_row(row) for row in rows)
    kind = "data gradients" if gradient else "data"
    table = f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    name = escape(label)
    return f'<section class="table-box" aria-label="{name}"><p>{name}</p><div tabindex="0">{table}</div></section>'


def _row(cells: Sequence[str]) -> str:
    first, *others = cells
    return f'<tr><th scope="row">{_cell(first)}</th>{"".join(f"<td>{_cell(text)}</td>" for text in others)}</tr>'


def _cell(text: str) -> str:
    return escape(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
