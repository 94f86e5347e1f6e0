"""Cuts a pasted block of numbers into the texts of its cells, which are read afterwards: so a bad one has a place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.numbers.brackets import read_brackets
from core.numbers.reading import WHOLE_NUMBER, NumberError
from core.numbers.refusing import quote
from core.numbers.value import Value
from core.numbers.wrappings import shape_refusal, undress

MAX_TABLE_CHARACTERS = 2_000_000
"""A longer text is refused before it is looked at; 1000×10 numbers take about 100,000."""

LINE_END = re.compile(r"\r\n|\r|\n")
BRACKET = re.compile(r"[\[\](){}]")
LABEL = re.compile(r"[ \t]*([^\W\d][\w.]*(?:[ \t]{1,3}[\w.]+){0,5})[ \t]{0,9}[:=]", re.ASCII)
MAX_LABELS = 100
TRUTHS = {"True": "1", "False": "0", "true": "1", "false": "0", "TRUE": "1", "FALSE": "0"}
NAMES_SHOWN = 4

NumberRows = list[list[str]]


@dataclass(frozen=True)
class Block:
    """A pasted block.

    Attributes:
        rows: its cells, as text, with the blanks around them removed.
        flat: whether it was written in one dimension, so that its one row may be a column too.
        notes: what was left out of it, a sentence each.
    """

    rows: NumberRows
    flat: bool
    notes: tuple[str, ...] = ()


def parse_table(text: str) -> NumberRows:
    """The cells of a pasted block.

    Raises:
        NumberError: as `read_block` does.
    """
    return read_block(text).rows


def read_block(text: str) -> Block:
    """The cells of a pasted block, and what was left out of it.

    Reads `[[1, 2], [3, 4]]`, bare or inside `torch.tensor(…)` and the like, over any number of lines; `[5, 6]` as one
    row; one row a line with tabs (a spreadsheet), semicolons, commas or blanks between the cells; what pandas prints,
    without its index; all of these with prompts, labels and comments. Nothing is evaluated, and the time is linear in
    the text's length.

    Raises:
        NumberError: for brackets that do not match, more than two dimensions, rows of different lengths, no cells at
            all, or a text over `MAX_TABLE_CHARACTERS`.
    """
    if len(text) > MAX_TABLE_CHARACTERS:
        raise NumberError(f"the text has {len(text):,} characters: paste at most {MAX_TABLE_CHARACTERS:,}.")
    plain = undress(text)
    if not plain.text.strip():
        if plain.size is not None:
            raise NumberError(f"{quote(text.strip())} is a shape: paste the numbers.")
        raise NumberError("there is nothing to read: paste numbers, such as 1, 2.")
    if BRACKET.search(plain.text):
        block, shape = _in_brackets(plain.text)
    else:
        block = _in_lines(plain.text, series=plain.series)
        shape = (len(block.rows), len(block.rows[0]))
    if plain.size is not None and plain.size not in {shape, shape[-1:] if block.flat else shape}:
        raise NumberError(shape_refusal(plain.size, shape))
    return _with_truths(block)


def _in_brackets(text: str) -> tuple[Block, tuple[int, ...]]:
    if "..." in text or "…" in text:
        raise NumberError("“...” stands for numbers that are not in the text: paste all of them.")
    if "{" in text or "}" in text:
        raise NumberError("curly brackets hold more than one thing: paste one list of numbers, such as [1, 2].")
    value, _ = read_brackets(text)
    if len(value.shape) > 2:
        raise NumberError("the brackets are more than two deep: give rows of numbers, such as [[1, 2], [3, 4]].")
    if not value.cells:
        raise NumberError("the brackets are empty: write numbers into them, such as [1, 2].")
    return Block(_rows(value), len(value.shape) < 2), value.shape


def _rows(value: Value) -> NumberRows:
    width = value.shape[-1] if value.shape else 1
    return [value.cells[start : start + width] for start in range(0, len(value.cells), width)]


def _in_lines(text: str, *, series: bool) -> Block:
    text = _without_labels(text)
    lines = LINE_END.split(text)
    filled = [index for index, line in enumerate(lines) if line.strip(" ")]
    separator = _separator(text)
    # Blank lines around the block mean nothing; one inside it is a cell left empty, and is kept to be named.
    block = lines[filled[0] : filled[-1] + 1]
    rows = [_split(line, separator) if separator else line.split() or [""] for line in block]
    rows, notes = _without_index(rows, separator, series=series)
    odd = next((index for index, row in enumerate(rows) if len(row) != len(rows[0])), None)
    if odd is not None:
        cells = f"{len(rows[odd])} cell{'' if len(rows[odd]) == 1 else 's'}"
        raise NumberError(
            f"row {odd} has {cells} where row 0 has {len(rows[0])}: give every row the same number of cells."
        )
    return Block(rows, len(rows) == 1, notes)


def _without_labels(text: str) -> str:
    """The numbers behind `coeffs:` or `w =`; several labels may each name one number.

    Raises:
        NumberError: for several labels in front of rows.
    """
    lines = LINE_END.split(text)
    if not any(map(LABEL.match, lines[:MAX_LABELS])):
        return text
    names: list[str] = []
    kept = []
    for line in lines:
        if match := LABEL.match(line):
            names.append(match[1])
            line = line[match.end() :]  # noqa: PLW2901
            if not line.strip():
                continue
        kept.append(line)
    if len(names) > 1 and any(len(re.split(r"[\s,;]+", line.strip())) > 1 for line in kept):
        held = " and ".join(map(quote, names[:2])) + (", …" if len(names) > 2 else "")
        raise NumberError(f"there is more than one list, {held}: paste each into its own field.")
    if not any(line.strip() for line in kept):
        raise NumberError("there is nothing to read: paste numbers, such as 1, 2.")
    return "\n".join(kept)


def _without_index(rows: NumberRows, separator: str, *, series: bool) -> tuple[NumberRows, tuple[str, ...]]:
    """The rows that pandas printed or a notebook copied, without the names and the index; others as they are."""
    first, *others = rows
    if series and not separator and all(len(row) == 2 for row in rows):
        return [row[1:] for row in rows], (f"the index column, {_from_to(rows)}, is left out.",)
    if not others or any(len(row) != len(others[0]) for row in others) or any(map(_is_number, first)):
        return rows, ()
    printed = not separator and len(first) + 1 == len(others[0])
    copied = separator == "\t" and len(first) == len(others[0]) > 1 and first[0] == "" and all(first[1:])
    if not printed and not copied:
        return rows, ()
    names = first[1:] if copied else first
    shown = ", ".join(map(quote, names[:NAMES_SHOWN])) + (", …" if len(names) > NAMES_SHOWN else "")
    return [row[1:] for row in others], (f"the names {shown} and the index column, {_from_to(others)}, are left out.",)


def _from_to(rows: Sequence[Sequence[str]]) -> str:
    return f"{quote(rows[0][0])} to {quote(rows[-1][0])}"


def _is_number(text: str) -> bool:
    return WHOLE_NUMBER.fullmatch(text) is not None


def _with_truths(block: Block) -> Block:
    """True as 1 and False as 0, as torch takes them."""
    if not any(cell in TRUTHS for row in block.rows for cell in row):
        return block
    rows = [[TRUTHS.get(cell, cell) for cell in row] for row in block.rows]
    return Block(rows, block.flat, (*block.notes, "True is read as 1 and False as 0."))


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
