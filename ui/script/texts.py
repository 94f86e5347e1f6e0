"""Values of a program in as little room as a margin or a cell has, and what to call its leaves."""

from html import escape

from torch import Tensor

from core import ScriptValue, Trace, short
from ui.words import shape_text

FEW = 6
"""Up to how many numbers of a row are written out in a margin."""

MANY = 24
"""Up to how many a table shows."""


def written(value: object) -> str:
    """A value in a margin, as markup: its numbers where they are a short row, else its shape."""
    if value is None:
        return "None"
    if not isinstance(value, Tensor):
        return escape(str(value))
    if value.numel() > FEW or value.ndim > 1:
        return shape_text(tuple(value.shape))
    cells = [short(each) if value.is_floating_point() else str(each) for each in value.flatten().tolist()]
    return f"[{', '.join(cells)}]" if value.ndim else cells[0]


def numbers(tensor: Tensor) -> str:
    """A tensor's numbers in brackets, as markup; of a large one the first."""
    if not tensor.ndim:
        return written(tensor)
    if tensor.numel() <= MANY:
        return f"[{', '.join(numbers(each) for each in tensor)}]"
    first = tensor[:1] if tensor.ndim > 1 else tensor[:FEW]
    return f"[{', '.join(numbers(each) for each in first)}, …]"


def begun(trace: Trace, value: ScriptValue) -> object:
    """What a value was when its line had made it; later lines may have changed it in place."""
    versions = trace.versions.get(value.number, ())
    return versions[0] if versions and isinstance(value.value, Tensor) else value.value


def leaf_name(trace: Trace, leaf: int, statement: int = -1) -> str:
    """What a leaf is called after a statement, as text: by its name, or, where that names another tensor, by its line.

    Args:
        trace: of a script.
        leaf: the leaf's number.
        statement: its place among those that ran; the last one where it is left out.
    """
    value = trace.values[leaf]
    name = value.name or value.code
    bound = trace.moments[statement].names.get(name, leaf) if trace.moments else leaf
    return name if bound == leaf else f"{name} of line {value.line}"
