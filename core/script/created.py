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
        count: of the same sizes or numbers, how many numbers it will have; raises TypeError, ValueError or
            OverflowError for what it cannot be given.
        needs: what it can be given, as the end of a sentence.
        is_random: whether it takes a generator. A script has one of its own, which `torch.manual_seed` seeds, as the
            global one would be.
    """

    make: Callable[..., Tensor]
    count: Callable[..., int]
    needs: str
    is_random: bool = False


def _product(*sizes: Numbers, size: Numbers = ()) -> int:
    given = sizes or (size,)
    each = given[0] if len(given) == 1 and isinstance(given[0], list) else given
    return math.prod(max(0, int(size)) for size in each)


def _cells(data: Numbers) -> int:
    return sum(map(_cells, data)) if isinstance(data, list) else 1


def _listed(data: Numbers) -> int:
    """`torch.Tensor(3)` is three numbers that nobody set: whatever lay in memory."""
    if not isinstance(data, list):
        raise TypeError("no list")
    return _cells(data)


def _span(start: Number, end: Number | None = None, step: Number = 1) -> int:
    first, last = (0, start) if end is None else (start, end)
    return max(0, math.ceil((last - first) / step)) if step else 0


def _steps(start: Number, end: Number, steps: Number) -> int:
    del start, end
    return max(0, int(steps))


def _square(rows: Number, columns: Number | None = None) -> int:
    return max(0, int(rows)) * max(0, int(rows if columns is None else columns))


def _filled(size: Numbers, fill_value: Number) -> int:
    del fill_value
    return _product(size)


def _between(*given: Numbers, size: Numbers = (), low: Number = 0, high: Number = 0) -> int:
    """`torch.randint(0, 10, (3,))`: the size comes last."""
    del low, high
    return _product(size or (given[-1] if given else ()))


def _as_floats(data: Numbers, **more: Any) -> Tensor:  # what torch takes by name
    """`torch.Tensor([1, 2])`, which takes whole numbers as float32."""
    return torch.Tensor(data, **more)


DATA, SIZES = "numbers in lists", "its sizes as whole numbers"

CREATIONS: dict[str, Creation] = {
    "torch.tensor": Creation(torch.tensor, _cells, "a number or numbers in lists"),
    "torch.Tensor": Creation(_as_floats, _listed, DATA),
    "torch.FloatTensor": Creation(_as_floats, _listed, DATA),
    "torch.ones": Creation(torch.ones, _product, SIZES),
    "torch.zeros": Creation(torch.zeros, _product, SIZES),
    "torch.rand": Creation(torch.rand, _product, SIZES, is_random=True),
    "torch.randn": Creation(torch.randn, _product, SIZES, is_random=True),
    "torch.randint": Creation(torch.randint, _between, "two limits and a size", is_random=True),
    "torch.full": Creation(torch.full, _filled, "a size and a number"),
    "torch.eye": Creation(torch.eye, _square, "the number of rows"),
    "torch.arange": Creation(torch.arange, _span, "an end, or a start, an end and a step"),
    "torch.linspace": Creation(torch.linspace, _steps, "a start, an end and a number of steps"),
}
"""By the name that a script writes."""

SEED = 0
"""Of a script that seeds nothing."""


def generator(seed: int = SEED) -> Generator:
    """A script's own source of random numbers."""
    return Generator().manual_seed(seed)
