"""Tensors that a script makes out of numbers: `torch.tensor([…])`, `torch.ones(3)`, `torch.rand(2, 3)`."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Generator, Tensor

from core.program.literals import Number

DTYPES = {
    f"torch.{name}": getattr(torch, name)
    for name in ("float32", "float64", "float", "double", "int64", "long", "int32", "int", "bool")
}
"""The dtypes that a script may name."""

Numbers = Any
"""A number, or lists of numbers in lists."""


class Creation(NamedTuple):
    """A function that makes a tensor.

    Attributes:
        make: sizes or numbers, and what else was given by name -> the tensor.
        count: of the sizes or numbers, how many numbers it will have.
        is_random: whether it takes a generator. A script has one of its own, which `torch.manual_seed` seeds, as the
            global one would be.
    """

    make: Callable[..., Tensor]
    count: Callable[..., int]
    is_random: bool = False


def _sizes(*given: Numbers) -> tuple[int, ...]:
    return tuple(given[0]) if len(given) == 1 and isinstance(given[0], list) else given


def _product(*given: Numbers) -> int:
    return math.prod(max(0, int(size)) for size in _sizes(*given))


def _cells(data: Numbers) -> int:
    return sum(map(_cells, data)) if isinstance(data, list) else 1


def _span(*given: Number) -> int:
    start, end, step = (0, *given, 1) if len(given) == 1 else (*given, 1)[:3]
    return max(0, math.ceil((end - start) / step)) if step else 0


def _steps(_: Number, __: Number, steps: Number) -> int:
    return max(0, int(steps))


def _square(rows: Number, columns: Number | None = None) -> int:
    return int(rows) * int(rows if columns is None else columns)


def _filled(size: Numbers, fill_value: Number) -> int:
    del fill_value
    return _product(size)


def _as_floats(data: Numbers, **more: Any) -> Tensor:  # what torch takes by name
    """`torch.Tensor([1, 2])`, which takes whole numbers as float32."""
    return torch.Tensor(data, **more)


CREATIONS: dict[str, Creation] = {
    "torch.tensor": Creation(torch.tensor, _cells),
    "torch.Tensor": Creation(_as_floats, _cells),
    "torch.FloatTensor": Creation(_as_floats, _cells),
    "torch.ones": Creation(torch.ones, _product),
    "torch.zeros": Creation(torch.zeros, _product),
    "torch.rand": Creation(torch.rand, _product, is_random=True),
    "torch.randn": Creation(torch.randn, _product, is_random=True),
    "torch.full": Creation(torch.full, _filled),
    "torch.eye": Creation(torch.eye, _square),
    "torch.arange": Creation(torch.arange, _span),
    "torch.linspace": Creation(torch.linspace, _steps),
}
"""By the name that a script writes."""

SEED = 0
"""Of a script that seeds nothing."""


def generator(seed: int = SEED) -> Generator:
    """A script's own source of random numbers."""
    return Generator().manual_seed(seed)
