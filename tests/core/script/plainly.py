"""Runs texts of ours in plain torch, with `exec`, in a process of its own: what each leaves and says, to the bit.

Texts come as JSON on standard input, answers go as JSON to standard output. Nothing here imports the project.
"""

import io
import json
import sys
import traceback
import warnings
from contextlib import redirect_stdout
from typing import Any

import torch

PREAMBLE = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\nfrom torch.nn import Parameter\n"
NAME = "<text>"


def bits(tensor: torch.Tensor | None) -> Any:  # noqa: ANN401  # what JSON holds
    """A tensor as it can be compared: dtype, shape, bytes."""
    if tensor is None:
        return None
    held = tensor.detach().contiguous()
    return [str(held.dtype), list(held.shape), held.numpy().tobytes().hex()]


def asked(tensor: torch.Tensor, what: str) -> Any:  # noqa: ANN401  # as the tensor has it
    """What a tensor says of itself; None where torch raises instead, as of some views."""
    try:
        return getattr(tensor, what)
    except RuntimeError:
        return None


def outcome(text: str) -> dict[str, Any]:
    """What one text does."""
    names: dict[str, Any] = {}
    exec(PREAMBLE, names)  # noqa: S102  # a text of the tests
    brought = set(names)
    torch.manual_seed(0)
    raised, printed = None, io.StringIO()
    with warnings.catch_warnings(record=True) as warned, redirect_stdout(printed):
        warnings.simplefilter("always")
        try:
            exec(compile(text, NAME, "exec"), names)  # noqa: S102  # a text of the tests
        except Exception as error:
            lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == NAME]
            raised = [type(error).__name__, str(error), lines[-1]]
    tensors = {name: held for name, held in names.items() if isinstance(held, torch.Tensor) and name not in brought}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        grads = {name: bits(asked(held, "grad")) for name, held in tensors.items()}
    return {
        "raised": raised,
        "warned": [[type(each.message).__name__, str(each.message)] for each in warned],
        "lines": [each.lineno for each in warned if each.filename == NAME],
        "values": {name: bits(held) for name, held in tensors.items()},
        "grads": grads,
        "tracked": {name: held.requires_grad for name, held in tensors.items()},
        "leaves": {name: bool(asked(held, "is_leaf")) for name, held in tensors.items()},
        "printed": printed.getvalue(),
        "numbers": {
            name: held for name, held in names.items() if isinstance(held, int | float) and name not in brought
        },
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.set_warn_always(True)  # one process runs all of them, and a fresh one would warn in each
    json.dump([outcome(text) for text in json.load(sys.stdin)], sys.stdout)
