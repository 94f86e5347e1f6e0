"""Operations that move numbers and compute nothing: a gradient goes back by the same way."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from core.kinds.elementwise import DOCS
from core.kinds.kind import Kind, Option, Rule
from core.kinds.pulls import PASSES, passed, reshaped, swapped
from core.kinds.shapes import column, exchanged, expanded, flattened, same, squeezed, transposed, unsqueezed
from core.kinds.shapes import reshaped as new_shape
from core.kinds.spelling import DIM, Runs, methods, of_torch, one_whole, sizes

BACK = Rule(reshaped, does="move", name="back to its place", formula="1")
SWAP = Rule(swapped, does="move", name="rows and columns exchanged again", formula="1")
SPREAD = Rule(passed, does="move", name="back to where it was read", formula="1")


def _moving(
    name: str,
    shape: Callable[..., tuple[int, ...]],
    rule: Rule,
    does: str,
    symbol: str,
    **ways: Any,  # fields of Kind
) -> Kind:
    return Kind(name, shape, (rule,), does=does, symbol=symbol, formula="r", view=True, **ways)


def _both(*names: str) -> dict[str, Runs]:
    return {"functions": of_torch(*names), "methods": methods(*names)}


def _squeeze(x: Tensor, dim: int | None = None) -> Tensor:
    return x.squeeze() if dim is None else x.squeeze(dim)


MOVING = (
    _moving(
        "transpose",
        transposed,
        SWAP,
        "exchanges rows and columns",
        "ᵀ",
        functions=of_torch("t"),
        methods=methods("t"),
        attributes={"T": lambda x: x.T, "mT": lambda x: x.mT},
        source=f"{DOCS}torch.t.html",
    ),
    _moving(
        "exchange",
        exchanged,
        SWAP,
        "exchanges two dimensions",
        "ᵀ",
        options={"dim0": DIM, "dim1": DIM},
        source=f"{DOCS}torch.transpose.html",
        functions=dict.fromkeys(("torch.transpose", "torch.swapaxes"), torch.transpose),
        methods=dict.fromkeys(("transpose", "swapaxes"), Tensor.transpose),
    ),
    _moving(
        "column",
        column,
        BACK,
        "makes a column of it",
        "[:, None]",
        operators={"[:, None]": lambda x: x[:, None]},
        source=f"{DOCS}torch.unsqueeze.html",
    ),
    _moving(
        "unsqueeze",
        unsqueezed,
        BACK,
        "adds a dimension of size 1",
        "unsqueeze",
        options={"dim": DIM},
        source=f"{DOCS}torch.unsqueeze.html",
        **_both("unsqueeze"),
    ),
    _moving(
        "squeeze",
        squeezed,
        BACK,
        "drops dimensions of size 1",
        "squeeze",
        options={"dim": Option(lambda given: None if given is None else one_whole(given))},
        functions={"torch.squeeze": _squeeze},
        methods={"squeeze": _squeeze},
        source=f"{DOCS}torch.squeeze.html",
    ),
    _moving(
        "reshape",
        new_shape,
        BACK,
        "lays the same numbers out in another shape",
        "reshape",
        options={"shape": Option(sizes, default=..., spread=True)},
        functions=of_torch("reshape"),
        methods={"reshape": Tensor.reshape, "view": lambda x, shape: x.view(shape)},
        source=f"{DOCS}torch.reshape.html",
    ),
    _moving(
        "flatten",
        flattened,
        BACK,
        "lays all numbers out in one row",
        "flatten",
        source=f"{DOCS}torch.flatten.html",
        **_both("flatten"),
    ),
    _moving(
        "expand",
        expanded,
        SPREAD,
        "reads the same numbers several times",
        "expand",
        options={"size": Option(sizes, default=..., spread=True)},
        methods={"expand": lambda x, size: x.expand(size)},
        source=f"{DOCS}torch.Tensor.expand.html",
    ),
    Kind(
        "clone",
        same,
        (PASSES,),
        symbol="copy",
        does="copies the numbers into memory of their own",
        formula="r",
        source=f"{DOCS}torch.clone.html",
        functions=of_torch("clone"),
        methods=methods("clone"),
    ),
)
