"""A script as a file, for one whose tensors are too large for a link: JSON with its text and exact numbers."""

import json
from typing import Any

import torch
from torch import Tensor

from core.numbers import dtype_name, exact
from core.program import ProgramError
from core.scenario.json_file import FORMAT, ScenarioFileError, parse_json
from core.scenario.scenario import DTYPES
from core.script.pasted import MAX_CHARACTERS
from core.script.script import Script

MAX_FILE = 20_000_000
"""Characters."""
MAX_GIVEN = 20
MAX_DIMS = 4


def script_to_json(script: Script) -> str:
    """The script as JSON; every number reads back to the same bits."""
    given = {
        name: {
            "shape": list(tensor.shape),
            "dtype": dtype_name(tensor.dtype),
            "numbers": [exact(cell, tensor.dtype) for cell in tensor.flatten().tolist()],
        }
        for name, tensor in script.given.items()
    }
    return json.dumps({"format": FORMAT, "program": script.text, "given": given}, indent=1) + "\n"


def script_from_json(text: str) -> Script:
    """The script in a file that `script_to_json` wrote.

    Raises:
        ScenarioFileError: for a text that is too long, no such file, or a program that cannot be run.
    """
    if len(text) > MAX_FILE:
        raise ScenarioFileError(f"the file has {len(text):,} characters: load one of at most {MAX_FILE:,}.")
    content = parse_json(text)
    if not isinstance(content, dict) or content.get("format") != FORMAT or not isinstance(content.get("program"), str):
        raise ScenarioFileError(f"the file holds no program: load one whose format is {FORMAT}, with a program.")
    given = content.get("given", {})
    if not isinstance(given, dict) or len(given) > MAX_GIVEN or len(content["program"]) > MAX_CHARACTERS:
        raise ScenarioFileError("the file's program or its tensors are too many: download it again.")
    try:
        tensors = {str(name)[:40]: _tensor(str(name)[:40], each) for name, each in given.items()}
        return Script.of(content["program"], tensors)
    except ProgramError as error:
        raise ScenarioFileError(f"the file's program cannot be run: {error}") from error


def _tensor(name: str, given: Any) -> Tensor:  # noqa: ANN401  # whatever the file holds
    """A tensor of the file."""
    match given:
        case {"shape": list(shape), "dtype": str(dtype), "numbers": list(cells)} if dtype in DTYPES:
            sizes = [int(size) for size in shape if isinstance(size, float) and 0 <= size <= MAX_FILE]
            try:
                read = [float(cell) for cell in cells if isinstance(cell, str | float)]
                numbers = torch.tensor(read, dtype=DTYPES[dtype])
                if len(sizes) == len(shape) <= MAX_DIMS:
                    return numbers.reshape(sizes)
            except (ValueError, RuntimeError, OverflowError):
                pass
    raise ScenarioFileError(f"the file's tensor {name} is damaged: download the file again.")
