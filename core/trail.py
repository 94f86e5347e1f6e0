"""The forward run on live tensors: what torch records while it computes. Nothing of this leaves core."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from torch import Tensor

from core.operations import Operation, call, program
from core.scenario import Scenario

if TYPE_CHECKING:
    from torch.autograd.graph import Node

Saved = Tensor | int | float | bool | str | tuple[int, ...]
"""What a node may keep: tensors, and what it needs to know of them."""


@dataclass(frozen=True)
class Trail:
    """A live graph and the tensors that hold it, by name.

    Attributes:
        operations: the lines of the program, in the order in which they ran.
        tensors: every tensor by its name in the program; `coeffs` is a fresh tracked leaf.
    """

    operations: tuple[Operation, ...]
    tensors: dict[str, Tensor]

    @cached_property  # asked for by forward, backward and graph: with `saved` a fifth of the time of 1000×10
    def nodes(self) -> dict[str, "Node"]:
        """The node that recorded the operation which made a tensor; for the leaf, its AccumulateGrad.

        A leaf has no grad_fn: its AccumulateGrad is found from the first operation that read it.
        """
        reader = next(operation for operation in self.operations if "coeffs" in operation.inputs)
        recorded = {operation.name: self.tensors[operation.name].grad_fn for operation in self.operations}
        made_by = {name: node for name, node in recorded.items() if node is not None}
        assert len(made_by) == len(recorded)  # in inference mode nothing is recorded
        accumulate = made_by[reader.name].next_functions[reader.inputs.index("coeffs")][0]
        assert accumulate is not None  # coeffs is tracked
        return {"coeffs": accumulate} | made_by

    @cached_property
    def values(self) -> dict[str, Tensor]:
        """Every tensor without its graph."""
        return {name: tensor.detach() for name, tensor in self.tensors.items()}

    @cached_property
    def saved(self) -> dict[str, dict[str, Saved]]:
        """What each node kept from the forward run, by the tensor it belongs to."""
        return {name: saved_by(node) for name, node in self.nodes.items()}

    def follow(self) -> Iterator["Stop"]:
        """Follow `next_functions` from the loss's node until a node holds a `variable`."""
        owners = {node: name for name, node in self.nodes.items()}
        node, index = self.nodes["loss"], None
        while True:
            yield Stop(node, owners[node], index)
            if hasattr(node, "variable"):
                return
            index, node = next((at, target) for at, (target, _) in enumerate(node.next_functions) if target is not None)


@dataclass(frozen=True)
class Stop:
    """One node on the way from `loss` to `coeffs`.

    Attributes:
        node: the live node.
        tensor: the tensor that it belongs to.
        index: the entry of the node before's `next_functions` that led here; None for the first.
    """

    node: "Node"
    tensor: str
    index: int | None

    @property
    def references(self) -> tuple[str | None, ...]:
        """The names of the nodes that it refers to, None for an untracked input."""
        return tuple(None if target is None else node_name(target) for target, _ in self.node.next_functions)

    @property
    def expression(self) -> str:
        """What a reader types after the node before to get here."""
        return ".grad_fn" if self.index is None else f".next_functions[{self.index}][0]"


def node_name(node: "Node") -> str:
    """A node's name as torch prints it; `node.name()` puts the C++ namespace before AccumulateGrad."""
    return type(node).__name__


def saved_by(node: "Node") -> dict[str, Saved]:
    """What a node kept from the forward run; torch exposes each as `_saved_<name>`, None where it needs nothing.

    Source: https://docs.pytorch.org/docs/stable/notes/autograd.html#saved-tensors
    """
    kept = {name.removeprefix("_saved_"): getattr(node, name) for name in _saved_names(type(node))}
    return {
        name: value.detach() if isinstance(value, Tensor) else value
        for name, value in kept.items()
        if value is not None
    }


@cache  # of the class, which holds no graph: its dir() is long, and was a third of the time of 1000×10
def _saved_names(kind: type["Node"]) -> tuple[str, ...]:
    return tuple(name for name in dir(kind) if name.startswith("_saved_"))


def record(scenario: Scenario, *, tracked: bool = True) -> Trail:
    """Run the forward program on a fresh leaf, so that `.grad` starts as None; untracked, it leaves no nodes."""
    tensors = {
        "t_indep": scenario.t_indep,
        "t_dep": scenario.t_dep,
        "coeffs": scenario.coeffs.clone().requires_grad_(tracked),
    }
    operations = program(scenario.loss, scenario.reduction)
    for operation in operations:
        tensors[operation.name] = call(operation.forward, tensors)
    return Trail(operations, tensors)
