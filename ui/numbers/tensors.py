"""From pasted texts to the tensors of a scenario, in the shapes that they are meant in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import torch

from core import Block, NumberError, NumberRows, Scenario, ScenarioError, dims_of, parse_number, read_block
from ui.numbers.reading import Reader


@dataclass(frozen=True)
class Pasted:
    """What some texts hold.

    Attributes:
        tensors: nested lists of numbers, by tensor.
        notes: what was left out or turned, a sentence each.
        problems: what is wrong with a text, by tensor; "" for all of them together.
    """

    tensors: dict[str, Any]
    notes: list[str]
    problems: dict[str, str]


def read_all(texts: Mapping[str, str], scenario: Scenario) -> Pasted:
    """The tensors that were pasted, by name; an empty text is none.

    Args:
        texts: by tensor.
        scenario: the present one, which keeps its other tensors.
    """
    tensors: dict[str, Any] = {}
    problems: dict[str, str] = {}
    blocks: dict[str, Block] = {}
    for name, text in texts.items():
        if text.strip():
            try:
                blocks[name] = read_block(text)
            except NumberError as error:
                problems[name] = f"{name}: {error}"
    if not blocks and not problems:
        problems[""] = (
            f"There is nothing to use: paste at least one of the {'three' if len(texts) == 3 else 'tensors'}."
        )
    notes = [f"{name}: {note}" for name, block in blocks.items() for note in block.notes]
    if (block := blocks.get("t_indep")) and _is_one_feature(block, blocks, scenario):
        blocks["t_indep"] = replace(block, rows=[[cell] for cell in block.rows[0]])
        notes.append(f"t_indep: one list is read as one feature of {len(block.rows[0])} samples, a column.")
    dims = dims_of(scenario.model)
    for name, block in blocks.items():
        try:
            tensors[name] = numbers_of(name, block, scenario.dtype, dims[name])
        except NumberError as error:
            problems[name] = f"{name}: {error}"
        except ScenarioError as error:
            problems[name] = str(error)
    return Pasted(tensors, notes, problems)


def _is_one_feature(block: Block, blocks: Mapping[str, Block], scenario: Scenario) -> bool:
    """Whether a list without rows is a column: there are as many targets as numbers, or there is one coefficient."""
    if not block.flat or len(block.rows[0]) == 1:
        return False
    n_samples, n_coeffs = (
        sum(map(len, blocks[name].rows)) if name in blocks else given
        for name, given in (("t_dep", scenario.n_samples), ("coeffs", scenario.n_coeffs))
    )
    return n_samples > 1 and (len(block.rows[0]) == n_samples or n_coeffs == 1)


def read_tensor(name: str, text: str, dtype: torch.dtype) -> list[list[float]] | list[float]:
    """The numbers of a pasted text; for t_dep and coeffs a row and a column are the same.

    Raises:
        NumberError: when the text is no table.
        ScenarioError: about a cell, with its place.
    """
    numbers = numbers_of(name, read_block(text), dtype, 2 if name == "t_indep" else 1)
    assert isinstance(numbers, list)  # of one dimension or two
    return numbers


def numbers_of(name: str, block: Block, dtype: torch.dtype, dims: int) -> list[list[float]] | list[float] | float:
    """The numbers of a block.

    Args:
        name: of the tensor.
        block: what was pasted.
        dtype: of the scenario.
        dims: how many dimensions the tensor has.

    Raises:
        NumberError: when names stand above the numbers.
        ScenarioError: about a cell, with its place, and for more than the one number of a tensor without dimensions.
    """
    rows, reader = block.rows, Reader(dtype)
    _check_names(rows)
    if dims == 2:
        table = [reader.row(row, lambda j, i=i: f"{name}[{i}, {j}]") for i, row in enumerate(rows)]  # type: ignore[misc]
        reader.check()
        return table
    if not dims:
        if len(rows) > 1 or len(rows[0]) > 1:
            raise ScenarioError(f"{name} is a single number: paste one.")
        (number,) = reader.row(rows[0], lambda _: name)
        reader.check()
        return number
    if len(rows) > 1 and len(rows[0]) > 1:
        counts = [row[0] for row in rows] in ([str(i + first) for i in range(len(rows))] for first in (0, 1))
        index = ", of which the first counts the rows as an index does" if counts else ""
        raise ScenarioError(
            f"{name} is a table of {len(rows)} rows and {len(rows[0])} columns{index}: paste one row or one column of "
            "numbers."
        )
    numbers = reader.row([cell for row in rows for cell in row], lambda k: f"{name}[{k}]")
    reader.check()
    return numbers


def _check_names(rows: NumberRows) -> None:
    """Refuse a row of names above numbers.

    Raises:
        NumberError: with what to do.
    """
    if len(rows) > 1 and not any(map(_reads, rows[0])) and all(map(_reads, rows[1])) and all(rows[0]):
        raise NumberError("row 0 holds names, not numbers: leave it out, or read the whole table under Table.")


def _reads(text: str) -> bool:
    try:
        parse_number(text, torch.float64)
    except NumberError:
        return False
    return True
