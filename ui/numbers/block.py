"""A block of cells pasted into one cell: a piece of a spreadsheet, or a list in brackets.

A browser's input has one line: it keeps the tabs between cells and turns the line ends between rows into blanks.
"""

from dataclasses import replace

from core import NumberError, read_block
from ui.numbers.draft import NEW, Draft, Index
from ui.numbers.limits import MAX_GRID_SAMPLES


def spread(draft: Draft, name: str, index: Index, text: str) -> Draft:
    """The draft with a text put into a cell, and, where it is a block, into the cells right of it and below.

    Samples are added where a block has more rows than are left. A block that does not fit stays in its cell, where it
    is refused as more than one number.
    """
    rows = _block(draft, name, text)
    if len(rows) == 1 and len(rows[0]) == 1:
        return draft.with_cell(name, index, rows[0][0])
    if name == "coeffs":
        return _into_coeffs(draft, index[0], rows) or draft.with_cell(name, index, text.replace("\t", " "))
    left = index[1] if name == "t_indep" else len(draft.coeffs)
    return _into_samples(draft, index[0], left, rows) or draft.with_cell(name, index, text.replace("\t", " "))


def _into_coeffs(draft: Draft, left: int, rows: list[list[str]]) -> Draft | None:
    right = left + len(rows[0])
    if len(rows) > 1 or right > len(draft.coeffs):
        return None
    return replace(draft, coeffs=(*draft.coeffs[:left], *rows[0], *draft.coeffs[right:]))


def _into_samples(draft: Draft, top: int, left: int, rows: list[list[str]]) -> Draft | None:
    right, bottom, width = left + len(rows[0]), top + len(rows), len(draft.coeffs) + 1
    if right > width or bottom > MAX_GRID_SAMPLES:
        return None
    samples = [*draft.samples, *[(NEW,) * width] * (bottom - len(draft.samples))]
    for i, cells in enumerate(rows, start=top):
        samples[i] = (*samples[i][:left], *cells, *samples[i][right:])
    return replace(draft, samples=tuple(samples))


def _block(draft: Draft, name: str, text: str) -> list[list[str]]:
    """The cells of a block. Blanks alone make none: `1 000` is one number, written wrongly."""
    in_brackets = "[" in text or "(" in text
    if "\t" not in text and not in_brackets:
        return [[text]]
    try:
        block = read_block(text if in_brackets else text.strip(" ").replace(" ", "\n"))
    except NumberError:
        return [[text]]
    one_column = name == "t_dep" or (name == "t_indep" and len(draft.coeffs) == 1)
    if one_column and in_brackets and block.flat:
        return [[cell] for cell in block.rows[0]]
    return block.rows
