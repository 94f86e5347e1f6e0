"""The numbers of a link: a tensor written in full, or only the cells that differ from the base's.

Only letters, digits, `.`, `-` and `_` are used, which neither Python's `urlencode` nor a browser's `URLSearchParams`
escapes (https://url.spec.whatwg.org/#application-x-www-form-urlencoded-percent-encode-set).
"""

import re
from typing import Any

import torch
from torch import Tensor

from core.link.fields import PermalinkError
from core.numbers import NumberError, cell_name, exact, parse_number, quote
from core.scenario.scenario import Scenario

BETWEEN_CELLS, BETWEEN_ROWS = "_", "__"
TENSORS = {"indep": "t_indep", "dep": "t_dep", "coeffs": "coeffs"}
"""A tensor's name in a link, and in the scenario."""

CHANGE = re.compile(r"(indep|dep|coeffs)\.([0-9]{1,9})(?:\.([0-9]{1,9}))?_(.*)", re.DOTALL)
BITS = {torch.float32: torch.int32, torch.float64: torch.int64}

Cells = list[float] | list[list[float]]


def write_numbers(scenario: Scenario, base: Scenario | None) -> dict[str, str]:
    """The parts of a link that make the base's numbers the scenario's; for each tensor the shorter way is taken."""
    parts: dict[str, str] = {}
    changes: list[str] = []
    for name, attribute in TENSORS.items():
        tensor = getattr(scenario, attribute)
        changed = changed_cells(tensor, getattr(base, attribute, None))
        if changed is not None and not changed.any():
            continue
        full = _write_tensor(tensor)
        some = None if changed is None else _write_changes(name, tensor, changed)
        if some is None or len(full) + len(name) <= len(some):
            parts[name] = full
        else:
            changes.append(some)
    return parts | ({"set": BETWEEN_ROWS.join(changes)} if changes else {})


def read_numbers(parts: dict[str, str], base: Scenario | None, dtype: torch.dtype) -> dict[str, Any]:
    """The scenario's tensors that the parts give, by their names in the scenario; the others are the base's.

    Raises:
        PermalinkError: for a cell that is no number, stands outside its tensor, or is given twice.
    """
    full = {
        attribute: _read_tensor(attribute, parts[name], dtype) for name, attribute in TENSORS.items() if name in parts
    }
    changed: dict[str, Tensor] = {}
    seen = set()
    for text in parts["set"].split(BETWEEN_ROWS) if "set" in parts else ():
        attribute, index, number = _read_change(text)
        place = cell_name(attribute, index)
        if base is None or attribute in full or (attribute, index) in seen:
            raise PermalinkError(f"{place} is given twice: keep one.")
        seen.add((attribute, index))
        tensor = changed.setdefault(attribute, getattr(base, attribute).clone())
        if len(index) != tensor.ndim or any(at >= size for at, size in zip(index, tensor.shape, strict=True)):
            raise PermalinkError(f"set changes {place}: use a cell inside the shape {tuple(tensor.shape)}.")
        # Through a tensor: assigning a float refuses 3.4028235e38, which rounds to float32's largest.
        tensor[index] = torch.tensor(_number(number, place, dtype), dtype=dtype)
    return full | changed


def count_numbers(scenario: Scenario, base: Scenario | None) -> int:
    """How many numbers a link has to hold at least: the changed cells, or all of them."""
    count = 0
    for attribute in TENSORS.values():
        tensor = getattr(scenario, attribute)
        changed = changed_cells(tensor, getattr(base, attribute, None))
        count += tensor.numel() if changed is None else int(changed.count_nonzero())
    return count


def changed_cells(tensor: Tensor, base: Tensor | None) -> Tensor | None:
    """Where the two differ in any bit (0 and -0 do), in their own shape; None where there is no cell for each cell."""
    if base is None or tensor.shape != base.shape:
        return None
    bits = BITS[tensor.dtype]
    return tensor.view(bits) != base.view(bits)


def _write_tensor(tensor: Tensor) -> str:
    rows = tensor.tolist() if tensor.ndim == 2 else [tensor.tolist()]
    return BETWEEN_ROWS.join(BETWEEN_CELLS.join(exact(x, tensor.dtype) for x in row) for row in rows)


def _write_changes(name: str, tensor: Tensor, changed: Tensor) -> str:
    cells = zip(changed.nonzero().tolist(), tensor[changed].tolist(), strict=True)
    return BETWEEN_ROWS.join(f"{name}.{'.'.join(map(str, at))}_{exact(x, tensor.dtype)}" for at, x in cells)


def _read_tensor(attribute: str, text: str, dtype: torch.dtype) -> Cells:
    if attribute != "t_indep":
        return [_number(cell, cell_name(attribute, (k,)), dtype) for k, cell in enumerate(text.split(BETWEEN_CELLS))]
    rows = [row.split(BETWEEN_CELLS) for row in text.split(BETWEEN_ROWS)]
    return [
        [_number(cell, cell_name(attribute, (i, j)), dtype) for j, cell in enumerate(row)] for i, row in enumerate(rows)
    ]


def _read_change(text: str) -> tuple[str, tuple[int, ...], str]:
    """The tensor, the place in it and the number's text."""
    match = CHANGE.fullmatch(text)
    if match is None:
        raise PermalinkError(f"set holds {quote(text)}: write each change as a cell and its number, such as dep.0_5.")
    return TENSORS[match[1]], tuple(int(at) for at in match.group(2, 3) if at is not None), match[4]


def _number(text: str, place: str, dtype: torch.dtype) -> float:
    try:
        return parse_number(text, dtype)
    except NumberError as error:
        raise PermalinkError(f"{place}: {error}") from error
