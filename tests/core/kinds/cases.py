"""For every kind: shapes that it takes, options as they are written, and numbers away from its kinks."""

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from core.kinds import KINDS, Kind, Shape

NAMES = ("a", "b", "c")
LOSSES = (
    "l1_loss",
    "mse_loss",
    "huber_loss",
    "smooth_l1_loss",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
)
PAIRS: tuple[tuple[Shape, ...], ...] = (
    ((2, 3), (2, 3)),
    ((2, 3), (3,)),
    ((2, 1), (1, 3)),
    ((), (2,)),
    ((2, 2), ()),
    ((), ()),
)
ONE: tuple[tuple[Shape, ...], ...] = (((),), ((3,),), ((2, 3),))
PRODUCTS: tuple[tuple[Shape, ...], ...] = (((2, 3), (3, 4)), ((2, 3), (3,)), ((3,), (3, 2)), ((3,), (3,)))

SHAPES: dict[str, tuple[tuple[Shape, ...], ...]] = {
    **dict.fromkeys(("add", "sub", "mul", "div", "maximum", "minimum", "compare", "power"), PAIRS),
    "where": (((2, 3), (2, 3), (3,)), ((3,), (), (2, 3)), ((), (2,), (2,))),
    "matmul": PRODUCTS,
    "mm": (((2, 3), (3, 4)),),
    "outer": (((2,), (3,)),),
    "dot": (((3,), (3,)),),
    "linear": (((2, 3), (4, 3)), ((2, 3), (4, 3), (4,)), ((3,), (4, 3)), ((3,), (4, 3), (4,)), ((2, 3), (4, 3), ())),
    "transpose": (((2, 3),),),
    "exchange": (((2, 3),), ((2, 1, 3),)),
    "column": (((3,),), ((2, 3),)),
    **dict.fromkeys(LOSSES, (((3,), (3,)), ((2, 3), (2, 3)))),
    **dict.fromkeys(("softmax", "log_softmax", "std", "var", "logsumexp"), (((3,),), ((2, 3),))),
    "unsqueeze": (((3,),), ((2, 3),)),
    "squeeze": (((2, 1),), ((2, 1, 1),)),
    "reshape": (((2, 3),),),
    "expand": (((3,),), ((1, 3),)),
}  # fmt: skip
OPTIONS: dict[str, tuple[str, ...]] = {
    "pow": ("exponent=2", "exponent=0.5", "exponent=-1", "exponent=3", "exponent=0", "exponent=1"),
    "clamp": ("min=-0.55", "max=0.6", "min=-0.45, max=0.65", "min=1, max=-1"),
    **dict.fromkeys(("sum", "mean"), ("", "dim=-1", "dim=0, keepdim=True", "keepdim=True")),
    **dict.fromkeys(("std", "var"), ("", "dim=0", "dim=-1, unbiased=False", "keepdim=True", "unbiased=False")),
    "logsumexp": ("dim=0", "dim=-1, keepdim=True"),
    **dict.fromkeys(("softmax", "log_softmax"), ("dim=0", "dim=-1")),
    **dict.fromkeys(
        ("l1_loss", "mse_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits"),
        ("", 'reduction="sum"', 'reduction="none"'),
    ),
    "huber_loss": ("", 'reduction="sum", delta=0.3', 'reduction="none"'),
    "smooth_l1_loss": ("", 'reduction="sum", beta=0.3', 'reduction="none"'),
    "exchange": ("dim0=0, dim1=1", "dim0=-1, dim1=0"),
    "unsqueeze": ("dim=0", "dim=-1"),
    "squeeze": ("", "dim=1", "dim=0"),
    "reshape": ("shape=(3, 2)", "shape=-1", "shape=(1, -1, 3)"),
    "expand": ("size=(2, 3)", "size=(4, -1, 3)", "size=(2, -1)"),
}
POSITIVE = {"log", "sqrt", "pow", "div", "reciprocal", "power"}
PROBABLE = {"binary_cross_entropy"}
GIVEN = {"torch": torch, "nn": nn, "F": functional, "functional": functional, "abs": torch.abs} | {
    name: getattr(functional, name) for kind in KINDS.values() for name in kind.functions if hasattr(functional, name)
}
"""What a program finds without being given it."""


class Case(NamedTuple):
    """A call, as one line of a program."""

    kind: Kind
    text: str
    shapes: tuple[Shape, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return NAMES[: len(self.shapes)]

    def tensors(self, dtype: torch.dtype = torch.float64, seed: int = 0) -> dict[str, Tensor]:
        """Numbers of 0.1 to 1.7 and no two alike, so at no kink; of either sign where the kind takes it."""
        generator = torch.Generator().manual_seed(seed)
        total = sum(torch.Size(shape).numel() for shape in self.shapes)
        sizes = torch.linspace(0.1, 0.93 if self.kind.name in PROBABLE else 1.7, total, dtype=torch.float64)
        sizes = sizes[torch.randperm(total, generator=generator)]
        if self.kind.name not in POSITIVE | PROBABLE:
            sizes = sizes * (torch.randint(2, (total,), generator=generator) * 2 - 1)
        parts = torch.split(sizes, [torch.Size(shape).numel() for shape in self.shapes])
        return {
            name: part.reshape(shape).to(dtype)
            for name, part, shape in zip(self.names, parts, self.shapes, strict=True)
        }

    def plain(self, tensors: dict[str, Tensor]) -> Tensor:
        """The same line by Python itself."""
        found: Tensor = eval(self.text, {**GIVEN, **tensors})  # noqa: S307  # a text of this table
        return found


def ways(kind: Kind, count: int, options: str) -> Iterator[str]:
    """Every way in which a call of so many operands can be written."""
    names = NAMES[:count]
    if kind.name == "compare":
        yield from (f"torch.where(a {sign} b, a, b)" for sign in kind.operators)
        return
    given = ["a > 0", "b", "c"] if kind.name == "where" else list(names)
    for name in kind.functions:
        if not (name.startswith("torch.") and kind.name == "expand"):
            yield f"{name}({', '.join([*given, *filter(None, [options])])})"
    for name in kind.methods:
        value = options.partition("=")[2]
        inside = value if kind.name in {"reshape", "expand"} else options  # view takes no name
        yield f"a.{name}({', '.join([*names[1:], *filter(None, [inside])])})"
    yield from (f"a.{name}" for name in kind.attributes)
    for sign in kind.operators:
        if sign == "**":
            yield f"a ** {options.partition('=')[2]}"
        elif sign == "a ** b":
            yield sign
        elif sign == "-x":
            yield "-a"
        elif sign == "[:, None]":
            yield "a[:, None]"
        else:
            yield f"a {sign} b"


def cases(kind: Kind) -> list[Case]:
    """All of them for one kind; each line of the tables that torch refuses is left out."""
    found = []
    for shapes in SHAPES.get(kind.name, ONE):
        for options in OPTIONS.get(kind.name, ("",)):
            if shapes == ((),) and "dim=" in options:
                continue  # a single number has no dimension here; torch takes 0 and -1
            for text in ways(kind, len(shapes), options):
                case = Case(kind, text, shapes)
                try:
                    case.plain(case.tensors())
                except (RuntimeError, IndexError, TypeError):
                    continue
                found.append(case)
    return found
