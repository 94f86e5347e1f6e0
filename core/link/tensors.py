"""The numbers of a link: a tensor written in full, or only the cells that differ from the base's.

Only letters, digits, `.`, `-` and `_` are used, which neither Python's `urlencode` nor a browser's `URLSearchParams`
escapes (https://url.spec.whatwg.org/#application-x-www-form-urlencoded-percent-encode-set).
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch import Tensor

from core.link.fields import PermalinkError
from core.numbers import NumberError, cell_name, exact, parse_number, quote
from core.scenario.scenario import Scenario
from core.scenario.starts import grid_of

BETWEEN_CELLS, BETWEEN_ROWS = "_", "__"
DATA = {"indep": "t_indep", "dep": "t_dep"}
"""The name of a tensor in a link, and in the scenario; a leaf has the same name in both."""

CHANGE = re.compile(r"([a-z][a-z0-9]*)\.([0-9]{1,9})(?:\.([0-9]{1,9}))?_(.*)", re.DOTALL)
BITS = {torch.float32: torch.int32, torch.float64: torch.int64}

Cells = float | list[float] | list[list[float]]


def tensors_of(leaves: Iterable[str]) -> dict[str, str]:
    """The names of a model's tensors in a link, and in the scenario."""
    return DATA | {leaf: leaf for leaf in leaves}


def write_numbers(scenario: Scenario, base: Mapping[str, Tensor]) -> dict[str, str]:
    """The parts of a link that make the base's numbers the scenario's; for each tensor the shorter way is taken.

    Args:
        scenario: the problem.
        base: what a link without numbers would start from, by name; what is missing is written in full.
    """
    parts: dict[str, str] = {}
    changes: list[str] = []
    for name, attribute in tensors_of(scenario.leaves).items():
        tensor = scenario.tensors[attribute]
        changed = changed_cells(tensor, base.get(attribute))
        if changed is not None and not changed.any():
            continue
        full = _write_tensor(tensor)
        some = None if changed is None or not tensor.ndim else _write_changes(name, tensor, changed)
        if some is None or len(full) + len(name) <= len(some):
            parts[name] = full
        else:
            changes.append(some)
    return parts | ({"set": BETWEEN_ROWS.join(changes)} if changes else {})


def read_full(parts: Mapping[str, str], dims: Mapping[str, int], dtype: torch.dtype) -> dict[str, Cells]:
    """The tensors that the parts give in full, by their names in the scenario.

    Args:
        parts: of a link.
        dims: how many dimensions each tensor of the model has.
        dtype: of the scenario.

    Raises:
        PermalinkError: for a cell that is no number.
    """
    names = tensors_of(each for each in dims if each not in DATA.values())
    return {
        attribute: _read_tensor(attribute, parts[name], dims[attribute], dtype)
        for name, attribute in names.items()
        if name in parts
    }


def read_changes(
    parts: Mapping[str, str], base: Mapping[str, Tensor], full: Mapping[str, Any], dtype: torch.dtype
) -> dict[str, Tensor]:
    """The tensors of the base that `set` changes, by their names in the scenario.

    Args:
        parts: of a link.
        base: what the link starts from, by name.
        full: what it gives in full.
        dtype: of the scenario.

    Raises:
        PermalinkError: for a cell that is no number, stands outside its tensor, or is given twice.
    """
    changed: dict[str, Tensor] = {}
    seen = set()
    for text in parts["set"].split(BETWEEN_ROWS) if "set" in parts else ():
        name, index, number = _read_change(text)
        attribute = DATA.get(name, name)
        place = cell_name(attribute, index)
        if attribute in full or (attribute, index) in seen:
            raise PermalinkError(f"{place} is given twice: keep one.")
        if attribute not in base:
            raise _no_change(text)
        seen.add((attribute, index))
        tensor = changed.setdefault(attribute, base[attribute].to(dtype, copy=True))
        if len(index) != tensor.ndim or any(at >= size for at, size in zip(index, tensor.shape, strict=True)):
            raise PermalinkError(f"set changes {place}: use a cell inside the shape {tuple(tensor.shape)}.")
        # Through a tensor: assigning a float refuses 3.4028235e38, which rounds to float32's largest.
        tensor[index] = torch.tensor(_number(number, place, dtype), dtype=dtype)
    return changed


def count_numbers(scenario: Scenario, base: Mapping[str, Tensor]) -> int:
    """How many numbers a link has to hold at least: the changed cells, or all of them."""
    count = 0
    for name, tensor in scenario.tensors.items():
        changed = changed_cells(tensor, base.get(name))
        count += tensor.numel() if changed is None else int(changed.count_nonzero())
    return count


def changed_cells(tensor: Tensor, base: Tensor | None) -> Tensor | None:
    """Where the two differ in any bit (0 and -0 do), in their own shape; None where there is no cell for each cell."""
    if base is None or tensor.shape != base.shape:
        return None
    bits = BITS[tensor.dtype]
    return tensor.view(bits) != base.view(bits)


def _write_tensor(tensor: Tensor) -> str:
    rows = tensor.reshape(grid_of(tuple(tensor.shape))).tolist()
    return BETWEEN_ROWS.join(BETWEEN_CELLS.join(exact(x, tensor.dtype) for x in row) for row in rows)


def _write_changes(name: str, tensor: Tensor, changed: Tensor) -> str:
    cells = zip(changed.nonzero().tolist(), tensor[changed].tolist(), strict=True)
    return BETWEEN_ROWS.join(f"{name}.{'.'.join(map(str, at))}_{exact(x, tensor.dtype)}" for at, x in cells)


def _read_tensor(attribute: str, text: str, dims: int, dtype: torch.dtype) -> Cells:
    if not dims:
        if BETWEEN_CELLS in text:
            raise PermalinkError(f"{attribute} is {quote(text)}: write a single number.")
        return _number(text, attribute, dtype)
    if dims == 1:
        return [_number(cell, cell_name(attribute, (k,)), dtype) for k, cell in enumerate(text.split(BETWEEN_CELLS))]
    rows = [row.split(BETWEEN_CELLS) for row in text.split(BETWEEN_ROWS)]
    return [
        [_number(cell, cell_name(attribute, (i, j)), dtype) for j, cell in enumerate(row)] for i, row in enumerate(rows)
    ]


def _read_change(text: str) -> tuple[str, tuple[int, ...], str]:
    """The tensor's name in the link, the place in it and the number's text."""
    match = CHANGE.fullmatch(text)
    if match is None:
        raise _no_change(text)
    return match[1], tuple(int(at) for at in match.group(2, 3) if at is not None), match[4]


def _no_change(text: str) -> PermalinkError:
    return PermalinkError(f"set holds {quote(text)}: write each change as a cell and its number, such as dep.0_5.")


def _number(text: str, place: str, dtype: torch.dtype) -> float:
    try:
        return parse_number(text, dtype)
    except NumberError as error:
        raise PermalinkError(f"{place}: {error}") from error
