"""A scenario as a file, for data too large for a link: JSON with exact numbers, downloaded and loaded again."""

import json
from typing import Any, NoReturn

from torch import Tensor

from core.numbers import dtype_name, exact, quote
from core.program import ProgramError
from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.models import DEFAULT_MODEL, MODELS
from core.scenario.scenario import DTYPES, Scenario, ScenarioError
from core.scenario.starts import dims_of

FORMAT = "backward-explainer-1"
MAX_NAME = 200
CHARACTERS_A_CELL = 80
"""At most: 17 digits, sign, exponent and separators, generously; t_dep and coeffs are never longer than t_indep."""
MAX_LEAF_CELLS = 10_000
"""Of all leaves of another model together: a hidden layer of 20 on 50 columns has 1,021."""

SETTINGS = ("name", "loss", "reduction", "dtype")


class ScenarioFileError(ValueError):
    """Says in one sentence why a file cannot be loaded, and how to mend it."""


def to_json(scenario: Scenario) -> str:
    """The scenario as JSON, a line a row; every number reads back to the same bits."""
    settings = {
        "name": scenario.name[:MAX_NAME],
        "loss": scenario.loss,
        "reduction": scenario.reduction,
        "dtype": dtype_name(scenario.dtype),
    }
    if scenario.model != DEFAULT_MODEL:
        settings["model"] = scenario.model
    head = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in {"format": FORMAT, **settings}.items()]
    tensors = [f'"{name}": {_write(scenario.tensors[name])}' for name in dims_of(scenario.model)]
    return "{\n " + ",\n ".join(head + tensors) + "\n}\n"


def from_json(text: str, max_cells: int) -> Scenario:
    """The scenario in a file that `to_json` wrote, or that somebody edited.

    Args:
        text: the file's text.
        max_cells: how many cells t_indep may have; a longer text is refused before it is read.

    Raises:
        ScenarioFileError: for a text that is too long, no such file, or no scenario.
    """
    if len(text) > CHARACTERS_A_CELL * (max_cells + MAX_LEAF_CELLS):
        raise ScenarioFileError(f"the file has {len(text):,} characters: load one of at most {max_cells:,} cells.")
    content = parse_json(text)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ScenarioFileError(f"the file is not a saved scenario: load one whose format is {FORMAT}.")
    settings: dict[str, Any] = {name: _text(name, content.get(name)) for name in SETTINGS}
    model = _text("model", content.get("model", DEFAULT_MODEL))
    if model not in MODELS:
        raise ScenarioFileError(f"model is {quote(model)}: choose one of {', '.join(MODELS)}.")
    tensors = {name: _cells(name, content.get(name), dimensions) for name, dimensions in dims_of(model).items()}
    count = sum(len(row) for row in tensors["t_indep"])
    if count > max_cells:
        raise ScenarioFileError(f"t_indep has {count:,} cells: load at most {max_cells:,}.")
    for name, registry in (("loss", LOSSES), ("reduction", REDUCTIONS), ("dtype", DTYPES)):
        if settings[name] not in registry:
            raise ScenarioFileError(f"{name} is {quote(settings[name])}: choose one of {', '.join(registry)}.")
    try:
        return Scenario.of(model, tensors, **(settings | {"dtype": DTYPES[settings["dtype"]]}))
    except ScenarioError as error:
        raise ScenarioFileError(str(error)) from error
    except ProgramError as error:
        raise ScenarioFileError(error.message) from error


def _write(tensor: Tensor) -> str:
    if not tensor.ndim:
        return exact(tensor.item(), tensor.dtype)
    if tensor.ndim == 1:
        return _write_row(tensor)
    rows = ",\n  ".join(_write_row(row) for row in tensor)
    return f"[\n  {rows}\n ]"


def _write_row(row: Tensor) -> str:
    return "[" + ", ".join(exact(x, row.dtype) for x in row.tolist()) + "]"


def parse_json(text: str) -> Any:  # noqa: ANN401  # whatever the file holds
    """A file's content, with all numbers as floats.

    Raises:
        ScenarioFileError: for a text that is no JSON.
    """
    try:
        # Integers as floats, too: -0 keeps its sign, and a long row of digits costs no more than a short one.
        return json.loads(text.removeprefix("\ufeff"), parse_int=float, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise ScenarioFileError(f"the file is damaged at line {error.lineno}: download it again.") from error
    except RecursionError as error:
        raise ScenarioFileError("the file's brackets are too deep: download it again.") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ScenarioFileError(f"the file holds {name}: put a finite number there.")


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_NAME:
        raise ScenarioFileError(f"{name} is missing or no short text: put it in quotes, as in a downloaded file.")
    return value


def _cells(name: str, value: object, dimensions: int) -> Any:  # noqa: ANN401  # a number, or lists of them
    """The number or the nested list, when every cell of it is a number."""
    if not dimensions:
        if not isinstance(value, float):
            raise ScenarioFileError(f"{name} is missing or not a number: write digits without quotes.")
        return value
    rows = value if dimensions == 2 else [value]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        shape = "a list of rows" if dimensions == 2 else "a list of numbers"
        raise ScenarioFileError(f"{name} is missing or of another shape: give {shape}.")
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            if not isinstance(cell, float):
                place = f"{name}[{i}, {j}]" if dimensions == 2 else f"{name}[{j}]"
                raise ScenarioFileError(f"{place} is not a number: write digits without quotes.")
    return rows if dimensions == 2 else rows[0]
