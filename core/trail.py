"""The forward run on live tensors: what torch records while it computes. Nothing of this leaves core."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import Tensor

from core.operations import Operation, call, program
from core.scenario import Scenario

if TYPE_CHECKING:
    from torch.autograd.graph import Node


@dataclass(frozen=True)
class Trail:
    """A live graph and the tensors that hold it, by name.

    Attributes:
        operations: the lines of the program, in the order in which they ran.
        tensors: every tensor by its name in the program; `coeffs` is a fresh tracked leaf.
    """

    operations: tuple[Operation, ...]
    tensors: dict[str, Tensor]

    def node(self, name: str) -> "Node":
        """The node that recorded the operation which made a tensor; for the leaf, its AccumulateGrad.

        A leaf has no grad_fn: its AccumulateGrad is found from the first operation that read it.
        """
        made_by = self.tensors[name].grad_fn
        if made_by is not None:
            return made_by
        reader = next(operation for operation in self.operations if name in operation.inputs)
        recorded = self.tensors[reader.name].grad_fn
        assert recorded is not None  # its input is tracked, so it is too
        accumulate = recorded.next_functions[reader.inputs.index(name)][0]
        assert accumulate is not None
        return accumulate

    def follow(self) -> Iterator["Stop"]:
        """Follow `next_functions` from the loss's node until a node holds a `variable`."""
        owners = {self.node(name): name for name in ("coeffs", *(operation.name for operation in self.operations))}
        node, index = self.node("loss"), None
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
