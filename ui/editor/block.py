"""A block of cells pasted into one cell: a piece of a spreadsheet, or a list in brackets.

A browser's input has one line: it keeps the tabs between cells and turns the line ends between rows into blanks.
"""

from dataclasses import replace

from core.numbers import NumberError, parse_table
from ui.editor.draft import NEW, Draft, Index
from ui.editor.limits import MAX_GRID_SAMPLES


def spread(draft: Draft, name: str, index: Index, text: str) -> Draft:
    """The draft with a text put into a cell, and, where it is a block, into the cells right of it and below.

    Samples are added where a block has more rows than are left. A block that does not fit stays in its cell, where it
    is refused as more than one number.
    """
    rows = _block(name, text)
    if rows == [[text]]:
        return draft.with_cell(name, index, text)
    if name == "coeffs":
        cells, left = rows[0], index[0]
        if len(rows) > 1 or left + len(cells) > len(draft.coeffs):
            return draft.with_cell(name, index, text)
        return replace(draft, coeffs=(*draft.coeffs[:left], *cells, *draft.coeffs[left + len(cells) :]))
    top, left = index[0], index[1] if name == "t_indep" else len(draft.coeffs)
    width = len(draft.coeffs) + 1
    if left + len(rows[0]) > width or top + len(rows) > MAX_GRID_SAMPLES:
        return draft.with_cell(name, index, text)
    added = [(NEW,) * width] * (top + len(rows) - len(draft.samples))
    samples = [*draft.samples, *added]
    for i, cells in enumerate(rows, start=top):
        samples[i] = (*samples[i][:left], *cells, *samples[i][left + len(cells) :])
    return replace(draft, samples=tuple(samples))


def _block(name: str, text: str) -> list[list[str]]:
    """The cells of a block. Blanks alone make none: `1 000` is one number, written wrongly."""
    if "\t" not in text and "[" not in text:
        return [[text]]
    try:
        rows = parse_table(text if "[" in text else text.strip(" ").replace(" ", "\n"))
    except NumberError:
        return [[text]]
    if name == "t_dep" and "[" in text and len(rows) == 1:
        return [[cell] for cell in rows[0]]
    return rows
