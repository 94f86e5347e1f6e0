"""One call run again by torch, on the numbers that it read, to ask what no hook shows.

A node whose input was broadcast returns a gradient in the shape of its output, and the engine adds it up to the input's
shape before it hands it on (validate_outputs in torch/csrc/autograd/engine.cpp); what a node saved is freed by
`backward()`. Both are asked of the same call, recorded anew, when somebody wants to see them.
"""

from collections.abc import Mapping, Sequence
from functools import cache

import torch
from torch import Tensor
from torch.autograd.graph import Node

from core.program import Operation

Saved = Tensor | int | float | bool | str | tuple[int, ...]
"""What a node may keep: tensors, and what it needs to know of them."""


def call_again(operation: Operation, values: Sequence[Tensor], carrying: frozenset[int]) -> Tensor:
    """Run one call on its own, on fresh leaves in the place of what was tracked; the result is live.

    Args:
        operation: the call.
        values: every value of the program, detached, by its number.
        carrying: which of them were tracked.
    """
    fresh = {number: values[number].detach().requires_grad_(number in carrying) for number in set(operation.values)}
    return operation(fresh)  # type: ignore[arg-type]  # it asks by number alone


def group_of(root: Node) -> list[Node]:
    """The nodes of one call that was run on its own, from the root on; its inputs' AccumulateGrad are left out."""
    group = [root]
    for node in group:
        for target, _ in node.next_functions:
            if target is not None and not hasattr(target, "variable") and target not in group:
                group.append(target)
    return group


def saved_by(node: Node) -> dict[str, Saved]:
    """What a node kept from the forward run; torch exposes each as `_saved_<name>`, None where it needs nothing.

    Source: https://docs.pytorch.org/docs/stable/notes/autograd.html#saved-tensors
    """
    kept = {name.removeprefix("_saved_"): getattr(node, name) for name in _saved_names(type(node))}
    return {
        name: value.detach() if isinstance(value, Tensor) else value
        for name, value in kept.items()
        if value is not None
    }


def same_memory(saved: Mapping[str, Saved], known: Mapping[str, Tensor]) -> dict[str, str]:
    """Which known tensor each saved one is: the same memory in the same shape, not equal numbers.

    Args:
        saved: what a node kept, by torch's names.
        known: tensors by their names.
    """
    places = {(tensor.data_ptr(), tensor.shape): name for name, tensor in known.items()}
    kept = {name: value for name, value in saved.items() if isinstance(value, Tensor)}
    found = {name: places.get((value.data_ptr(), value.shape), "") for name, value in kept.items()}
    return {name: of for name, of in found.items() if of}


@cache
def freed() -> str:
    """What torch says to whoever asks a node for a tensor that it saved, once `backward()` has freed it."""
    with torch.enable_grad():  # whoever asks
        made = torch.ones((), requires_grad=True) * torch.ones((), requires_grad=True)
        node = made.grad_fn
        made.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    try:
        saved_by(node)  # type: ignore[arg-type]  # it recorded one
    except RuntimeError as error:
        return f"{type(error).__name__}: {error}"
    raise AssertionError("torch kept what the node saved")


@cache  # of the class, which holds no graph; its dir() is long
def _saved_names(kind: type[Node]) -> tuple[str, ...]:
    return tuple(name for name in dir(kind) if name.startswith("_saved_"))
