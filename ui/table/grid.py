"""A small table as markup: a real one, for screen readers, that scrolls where it does not fit."""

from collections.abc import Sequence
from html import escape

LONGEST, LONGEST_REASON = 40, 200
"""Characters of a cell, and of the last one where it holds a sentence."""


def grid(label: str, heads: Sequence[str], rows: Sequence[Sequence[str]], last: str = "") -> str:
    """Markup of a table; all texts are escaped, long ones cut.

    Args:
        label: what it is, above it.
        heads: of the columns.
        rows: their cells; the first one of a row is its head.
        last: what the last column holds, where it is something else: "gradient" or "reason".
    """
    head = "".join(f'<th scope="col">{_cell(text)}</th>' for text in heads)
    body = "".join(_row(row, LONGEST_REASON if last == "reason" else LONGEST) for row in rows)
    table = f'<table class="{last}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    name = escape(label)
    return f'<section class="table-box" aria-label="{name}"><p>{name}</p><div tabindex="0">{table}</div></section>'


def _row(cells: Sequence[str], longest: int) -> str:
    first, *others, last = cells
    middle = "".join(f"<td>{_cell(text)}</td>" for text in others)
    return f'<tr><th scope="row">{_cell(first)}</th>{middle}<td>{_cell(last, longest)}</td></tr>'


def _cell(text: str, longest: int = LONGEST) -> str:
    return escape(text if len(text) <= longest else f"{text[: longest - 1]}…")
