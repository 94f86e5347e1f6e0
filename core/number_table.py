"""Cuts a pasted block of numbers into the texts of its cells, which are read afterwards: so a bad one has a place."""

import re
from itertools import accumulate

from core.number_read import NumberError
from core.number_refuse import quote

MAX_TABLE_CHARACTERS = 2_000_000
"""A longer text is refused before it is looked at; 1000×10 numbers take about 100,000."""

MAX_WRAPPING = 300
LINE_END = re.compile(r"\r\n|\r|\n")
BRACKET = re.compile(r"[\[\]]")
# The two ends of `t_indep = torch.tensor([[…]], dtype=torch.float32, requires_grad=True)`, in code or as printed.
OPENING = re.compile(r"(?:[A-Za-z_]\w*\s*=\s*)?(?:[A-Za-z_][\w.]*\s*\(\s*)?", re.ASCII)
CLOSING = re.compile(r"(?:(?:,\s*[a-z_]+\s*=\s*[\w.<>'\":]+\s*)*,?\s*\)(?:\.requires_grad_\(\w*\))?|,)?;?", re.ASCII)

Table = list[list[str]]


def parse_table(text: str) -> Table:
    """The cells of a pasted block, as text, with the blanks around them removed.

    Reads `[[1, 2], [3, 4]]`, bare or inside `torch.tensor(…)` and the like, over any number of lines; `[5, 6]` as one
    row; and one row a line with tabs (a spreadsheet), semicolons, commas or blanks between the cells. Nothing is
    evaluated, and the time is linear in the text's length.

    Raises:
        NumberError: for brackets that do not match, more than two dimensions, rows of different lengths, no cells at
            all, or a text over `MAX_TABLE_CHARACTERS`.
    """
    if len(text) > MAX_TABLE_CHARACTERS:
        raise NumberError(f"the text has {len(text):,} characters: paste at most {MAX_TABLE_CHARACTERS:,}.")
    text = text.lstrip("\ufeff")
    if not text.strip():
        raise NumberError("there is nothing to read: paste numbers, such as 1, 2.")
    rows = _rows_in_brackets(text) if BRACKET.search(text) else _rows_in_lines(text)
    odd = next((index for index, row in enumerate(rows) if len(row) != len(rows[0])), None)
    if odd is not None:
        cells = f"{len(rows[odd])} cell{'' if len(rows[odd]) == 1 else 's'}"
        raise NumberError(
            f"row {odd} has {cells} where row 0 has {len(rows[0])}: give every row the same number of cells."
        )
    if not rows[0]:
        raise NumberError("the brackets are empty: write numbers into them, such as [1, 2].")
    return rows


def _rows_in_brackets(text: str) -> Table:
    if "..." in text or "…" in text:
        raise NumberError("“...” stands for numbers that are not in the text: paste all of them.")
    _check_brackets(BRACKET.findall(text))
    opening, _, rest = text.partition("[")
    inside, _, closing = rest.rpartition("]")
    _check_wrapping(opening.strip(), closing.strip())
    if "[" not in inside:
        return [_cells_in_brackets(inside)]
    gaps_and_rows = BRACKET.split(inside)  # gap, row, gap, row, …, gap: the brackets match and are not nested
    for index, gap in enumerate(gaps_and_rows[::2]):
        if gap.strip() not in (("",) if index == 0 else ("", ",")):
            raise NumberError(f"{quote(gap.strip())} stands outside a row: give every row its own brackets.")
    return [_cells_in_brackets(row) for row in gaps_and_rows[1::2]]


def _check_brackets(brackets: list[str]) -> None:
    depths = list(accumulate(1 if bracket == "[" else -1 for bracket in brackets))
    if min(depths) < 0:
        raise NumberError("there is a ] without its [: remove it, or add the [.")
    if max(depths) > 2:
        raise NumberError("the brackets are three deep: give rows of numbers, such as [[1, 2], [3, 4]].")
    if depths[-1] > 0:
        raise NumberError(f"a bracket is not closed: add {']' * depths[-1]} where its row ends.")
    if depths.count(0) > 1:
        raise NumberError("there is more than one list: put all rows into one, such as [[1, 2], [3, 4]].")


def _check_wrapping(opening: str, closing: str) -> None:
    for part, pattern in ((opening, OPENING), (closing, CLOSING)):
        if len(part) > MAX_WRAPPING or not pattern.fullmatch(part):
            raise NumberError(f"{quote(part)} cannot be read: paste the numbers in their brackets alone.")
    if ("(" in opening) != (")" in closing):
        raise NumberError("the round brackets do not match: paste the numbers in their square brackets alone.")


def _cells_in_brackets(text: str) -> list[str]:
    """Cells with commas, or as NumPy prints them, with blanks."""
    return _split(text, ",") if "," in text else text.split()


def _rows_in_lines(text: str) -> Table:
    lines = LINE_END.split(text)
    filled = [index for index, line in enumerate(lines) if line.strip(" ")]
    separator = _separator(text)
    # Blank lines around the block mean nothing; one inside it is a cell left empty, and is kept to be named.
    block = lines[filled[0] : filled[-1] + 1]
    return [_split(line, separator) if separator else line.split() or [""] for line in block]


def _separator(text: str) -> str:
    """What stands between the cells; nothing for blanks."""
    for candidate in "\t;":
        if candidate in text:
            return candidate
    if "," in text and re.search(r"[0-9] +[0-9.+-]", text) and not re.search(r", |,$| ,", text, re.MULTILINE):
        return ""  # 3,5 4,2: the blanks separate, and parse_number says what is wrong with the commas
    return "," if "," in text else ""


def _split(line: str, separator: str) -> list[str]:
    """The cells of one row. A comma or semicolon at its end closes the row; a tab there leaves an empty cell."""
    cells = [cell.strip() for cell in line.split(separator)]
    if separator != "\t" and len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells
