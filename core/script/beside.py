"""Operations that a script may call and that no program of a walk holds: those that leave the graph, or the dtype."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from core.kinds import KINDS, Kind, Option, Shape
from core.kinds.shapes import reduced, same
from core.kinds.spelling import one_whole

DOCS = "https://docs.pytorch.org/docs/stable/generated/"
NO_SLOPE = "it gives whole numbers, and these have no slope"


def _one(_: tuple[Shape, ...], __: Mapping[str, Any]) -> Shape:
    return ()


def _place(shapes: tuple[Shape, ...], options: Mapping[str, Any]) -> Shape:
    return () if options["dim"] is None else reduced(shapes, {**options, "keepdim": False})


def _item(x: Any) -> Any:  # noqa: ANN401  # a tensor gives a number, and a number is one
    return float(x) if isinstance(x, int | float) else x.item()


DIM_OR_NONE = Option(lambda given: None if given is None else one_whole(given))

BESIDE: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "item",
            _one,
            methods={"item": _item},
            functions={"float": _item},
            cut="it gives a plain number, and a number has no graph",
            symbol="item",
            source=f"{DOCS}torch.Tensor.item.html",
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
            Kind(name, same, methods={name: getattr(Tensor, name)}, cut=NO_SLOPE, flat=True, symbol=name)
            for name in ("long", "int", "bool")
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
