"""Numbers as texts in a shape: a lone one, a list, a list of lists."""

from dataclasses import dataclass

from core.numbers.reading import NumberError
from core.numbers.refusing import quote


@dataclass(frozen=True)
class Value:
    """Numbers as texts, in the order of memory.

    Attributes:
        shape: () for a lone one.
        cells: as many as the shape says.
    """

    shape: tuple[int, ...]
    cells: list[str]


def flat(text: str, *, call: bool = False) -> Value:
    """A list without lists in it: cells with commas, or as NumPy prints them, with blanks; rows with semicolons."""
    opening, inside, closing = text[0], text[1:-1], text[-1]
    if opening + closing not in {"()", "[]"}:
        raise NumberError(f"{quote(opening)} is closed by {quote(closing)}: close each bracket with its own kind.")
    if ";" in inside and opening == "[":
        rows = [_cells(row) for row in inside.strip().rstrip(";").split(";")]
        return together([Value((len(row),), row) for row in rows])
    cells = _cells(inside)
    if opening == "(" and not call and len(cells) == 1 and "," not in inside:
        raise NumberError(f"{quote(text)} can mean a number or its negative: write it without round brackets.")
    return Value((len(cells),), cells)


def _cells(text: str) -> list[str]:
    if "," not in text:
        return text.split()
    cells = [cell.strip() for cell in text.split(",")]
    if len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells


def together(items: list[Value]) -> Value:
    """A list of values of one shape."""
    if not items:
        return Value((0,), [])
    shape = items[0].shape
    for index, item in enumerate(items):
        if item.shape == shape:
            continue
        if len(item.shape) != len(shape):
            alone = next(each for each in items if not each.shape) if not (item.shape and shape) else None
            if alone is not None:
                raise NumberError(f"{quote(alone.cells[0])} stands outside a row: give every row its own brackets.")
            raise NumberError("the brackets are not equally deep: give rows of numbers, such as [[1, 2], [3, 4]].")
        cells = f"{item.shape[-1]} cell{'' if item.shape[-1] == 1 else 's'}"
        raise NumberError(
            f"row {index} has {cells} where row 0 has {shape[-1]}: give every row the same number of cells."
        )
    return Value((len(items), *shape), [cell for item in items for cell in item.cells])
