"""A script as a file: it comes back to the bit, and what is damaged is said."""

import json

import pytest
import torch

from core import PRESETS, Script, as_script, script_from_json, script_to_json
from core.scenario.json_file import ScenarioFileError


def test_a_script_with_tensors_beside_it_comes_back_to_the_bit() -> None:
    script = as_script(PRESETS["article-1000x10"].build())
    assert set(script.given) == {"t_indep", "t_dep"}
    again = script_from_json(script_to_json(script))
    assert again == script
    assert {name: tensor.dtype for name, tensor in again.given.items()} == {
        name: tensor.dtype for name, tensor in script.given.items()
    }


GOOD = json.loads(script_to_json(Script.of("loss = (w * w).sum()", {"w": torch.tensor([1.5, -2.0])})))


def given(shape: list[int], dtype: str, *numbers: str) -> str:
    """The file with a tensor written so."""
    return json.dumps(GOOD | {"given": {"w": {"shape": shape, "dtype": dtype, "numbers": numbers}}})


DAMAGED = {
    "no brackets": "damaged",
    json.dumps({"format": "other", "program": "x = 1"}): "holds no program",
    json.dumps(GOOD | {"program": "def f(): pass"}): "the file's program cannot be run: Line 1, column 1",
    json.dumps(
        GOOD | {"given": {"w": {"shape": [2], "dtype": "float32", "numbers": ["a", "b"]}}}
    ): "tensor w is damaged",
    json.dumps(
        GOOD | {"given": {"w": {"shape": [3], "dtype": "float32", "numbers": ["1", "2"]}}}
    ): "tensor w is damaged",
    json.dumps(GOOD | {"given": {"w": {"shape": [2], "dtype": "int9", "numbers": ["1", "2"]}}}): "tensor w is damaged",
    json.dumps(GOOD | {"given": {f"w{at}": 1 for at in range(30)}}): "too many",
}


def test_a_damaged_file_gets_a_sentence() -> None:
    assert script_from_json(json.dumps(GOOD)).given.keys() == {"w"}
    for text, says in DAMAGED.items():
        with pytest.raises(ScenarioFileError, match=says):
            script_from_json(text)
