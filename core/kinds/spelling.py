"""The names under which torch knows an operation, and options as people write them.

Names are looked up here once, when the kinds are made, from our own tables; what a visitor wrote is only ever a key.
"""

import math
import sys
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from core.kinds.kind import Option, OptionError

Runs = dict[str, Callable[..., Tensor]]

EXACT = 2**53
"""Whole numbers beyond it are not exact as floats, and torch takes none beyond 2^63."""


def of_torch(*names: str) -> Runs:
    """`torch.abs` and its like."""
    return {f"torch.{name}": getattr(torch, name) for name in names}


def of_functional(*names: str) -> Runs:
    """`F.relu`, `torch.nn.functional.relu`, and what is written after an import: `nn.functional.relu`, `relu`."""
    before = ("F.", "torch.nn.functional.", "nn.functional.", "functional.", "")
    return {f"{each}{name}": getattr(functional, name) for name in names for each in before}


def methods(*names: str) -> Runs:
    """`x.abs()` and its like."""
    return {name: getattr(Tensor, name) for name in names}


def one_whole(given: object) -> int:
    """One dimension."""
    if type(given) is not int or abs(given) > 99:
        raise OptionError("must be a whole number")
    return given


def dims(given: object) -> int | tuple[int, ...] | None:
    """A dimension, several, or None for all."""
    if given == ():  # torch adds up all of them in one place and none in another
        raise OptionError("must name a dimension, or be left out for all")
    if isinstance(given, tuple):
        return tuple(one_whole(each) for each in given)
    return None if given is None else one_whole(given)


def truth(given: object) -> bool:
    """True or False."""
    if not isinstance(given, bool):
        raise OptionError("must be True or False")
    return given


def real(given: object) -> float:
    """A number."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise OptionError("must be a number")
    if abs(given) > sys.float_info.max or not math.isfinite(given):
        raise OptionError("must be a number that a float can hold")
    return given if isinstance(given, float) or abs(given) <= EXACT else float(given)


def real_or_none(given: object) -> float | None:
    """A number, or None for no limit."""
    return None if given is None else real(given)


def positive(given: object) -> float:
    """A number above 0."""
    if real(given) <= 0:
        raise OptionError("must be a number above 0")
    return real(given)


def sizes(given: object) -> tuple[int, ...]:
    """A shape; -1 stands for what is left."""
    shape = given if isinstance(given, tuple) else (given,)
    if not all(type(size) is int and -1 <= size <= 10**9 for size in shape) or len(shape) > 4:
        raise OptionError("must be up to four whole numbers, -1 for what is left")
    return tuple(int(size) for size in shape)


def one_of(*choices: Any) -> Callable[[object], Any]:  # a string, or whatever else torch takes here
    """One of some values."""

    def read(given: object) -> Any:  # noqa: ANN401  # one of the choices
        if given not in choices:
            raise OptionError(f"must be one of {', '.join(map(repr, choices))}")
        return given

    return read


DIMS = Option(dims)
DIM = Option(one_whole, default=...)
KEEPDIM = Option(truth, default=False)
REDUCTION = Option(one_of("mean", "sum", "none"), "mean", named=True)
"""By name alone: the third argument of `F.l1_loss` by position is `size_average`, of old."""
