"""What comes out of core, taken apart: fields, and what is worked out when it is asked for."""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cached_property
from itertools import chain

import torch
from torch import Tensor

from core import Operation, Program, Scenario

DESCRIPTIONS = (Operation, Program)
"""What tells of a program and holds no number of a run; shared between runs."""


def parts(result: object) -> Iterator[tuple[str, object]]:
    """Each field and each property of a dataclass by its name; a property that has no answer here is left out."""
    assert is_dataclass(result)
    asked = (name for kind in inspect.getmro(type(result)) for name, value in vars(kind).items() if asks(name, value))
    for name in chain((field.name for field in fields(result)), asked):
        try:
            yield name, getattr(result, name)
        except KeyError:  # `coeffs_grad` of a program without `coeffs`
            continue


def asks(name: str, value: object) -> bool:
    return isinstance(value, property | cached_property) and not name.startswith("_")


def plain(result: object) -> object:
    """A result as nested lists, strings and numbers, which can be compared; nan is equal to itself."""
    if isinstance(result, Tensor):
        return str(result.dtype), tuple(result.shape), str(result.tolist())
    if isinstance(result, Scenario):
        return result.program.text, result.leaves, plain(result.tensors)
    if isinstance(result, DESCRIPTIONS):
        return repr(result)
    if is_dataclass(result):
        return [(name, plain(value)) for name, value in parts(result) if name not in {"run", "hand_rule"}]
    if isinstance(result, Mapping):
        return [(name, plain(value)) for name, value in result.items()]
    if isinstance(result, tuple | list):
        return [plain(part) for part in result]
    return result


def tensors_in(result: object) -> Iterator[Tensor]:
    """Every tensor that can be reached from a result; what is worked out lazily is worked out first."""
    if isinstance(result, Tensor):
        yield result
    elif isinstance(result, Scenario):
        yield from result.tensors.values()
    elif isinstance(result, DESCRIPTIONS):
        return
    elif is_dataclass(result):
        for _, value in parts(result):
            yield from tensors_in(value)
    elif isinstance(result, Mapping):
        for value in result.values():
            yield from tensors_in(value)
    elif isinstance(result, tuple | list | frozenset):
        for value in result:
            yield from tensors_in(value)
    else:  # no place for a node to hide; what a function holds is counted by `live_graphs`
        assert callable(result) or isinstance(result, str | int | float | bool | torch.dtype | None)
