"""Operations that a script may call and that no program of a walk holds: those that leave the graph, or the dtype."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from core.kinds import KINDS, Kind, MisfitError, Option, Shape
from core.kinds.elementwise import DOCS
from core.kinds.shapes import one, reduced, same
from core.kinds.spelling import REDUCTION, of_functional, one_whole

NO_SLOPE = "it gives whole numbers, and these have no slope"
NO_TRUTH_SLOPE = "it gives True or False, and these have no slope"


def _place(shapes: tuple[Shape, ...], options: Mapping[str, Any]) -> Shape:
    return () if options["dim"] is None else reduced(shapes, {**options, "keepdim": False})


def _entropy(shapes: tuple[Shape, ...], options: Mapping[str, Any]) -> Shape:
    """Of classes by their numbers, or of shares of all classes."""
    logits, target = shapes
    classes = logits[1:2] or logits
    if not 1 <= len(logits) <= 2 or target not in {logits, logits[:-1]} or not classes[0]:
        raise MisfitError("do not go together: logits (N, C) need N targets, or shares of shape (N, C)")
    return logits[:-1] if options["reduction"] == "none" else ()


_ITEM: Any = Tensor.item  # they give plain numbers, and a kind's functions are said to give tensors
_FLOAT: Any = float
_INT: Any = int
DIM_OR_NONE = Option(lambda given: None if given is None else one_whole(given))

BESIDE: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "item",
            one,
            methods={"item": _ITEM},
            functions={"float": _FLOAT, "int": _INT},
            cut="it gives a plain number, and a number has no graph",
            symbol="item",
            source=f"{DOCS}torch.Tensor.item.html",
        ),
        Kind(
            "cross_entropy",
            _entropy,
            operands=("input", "target"),
            options={"reduction": REDUCTION},
            functions=of_functional("cross_entropy"),
            symbol="cross entropy",
            source=f"{DOCS}torch.nn.functional.cross_entropy.html",
        ),
        Kind(
            "tensor",
            same,
            operands=("data",),
            numbers=True,
            functions={"torch.tensor": torch.tensor},
            cut="it copies the numbers into a new tensor and not the graph",
            symbol="copy",
            source=f"{DOCS}torch.tensor.html",
        ),
        *(
            Kind(
                name,
                _place,
                options={"dim": DIM_OR_NONE},
                functions={f"torch.{name}": getattr(torch, name)},
                methods={name: getattr(Tensor, name)},
                cut="it gives a place, and a place has no slope",
                flat=True,
                symbol=name,
                source=f"{DOCS}torch.{name}.html",
            )
            for name in ("argmax", "argmin")
        ),
        *(
            Kind(name, same, methods={name: getattr(Tensor, name)}, cut=slope, flat=True, symbol=name)
            for name, slope in (("long", NO_SLOPE), ("int", NO_SLOPE), ("bool", NO_TRUTH_SLOPE))
        ),
        *(
            Kind(
                name, same, methods={name: getattr(Tensor, name)}, symbol=name, source=f"{DOCS}torch.Tensor.{name}.html"
            )
            for name in ("float", "double")
        ),
        *(
            Kind(
                name,
                same,
                functions={f"torch.{name}": getattr(torch, name)},
                cut="it reads the shape alone",
                flat=True,
                symbol=name,
                source=f"{DOCS}torch.{name}.html",
            )
            for name in ("rand_like", "randn_like")
        ),
    )
}
"""By name; `KINDS` come first."""

ALL: tuple[Kind, ...] = (*KINDS.values(), *BESIDE.values())
