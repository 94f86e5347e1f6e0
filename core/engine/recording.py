"""The forward run on live tensors, and which node belongs to which call. Nothing of this leaves core.

Torch keeps no names: which call recorded a node is found by looking, after each call, for the nodes that lie under its
result and that no call before it owns.
"""

from dataclasses import dataclass
from typing import NamedTuple

from torch import Tensor
from torch.autograd.graph import Node, get_gradient_edge

from core.program import Operation
from core.scenario.scenario import Scenario

ACCUMULATE = "AccumulateGrad"


class UnownedNodeError(RuntimeError):
    """A node in the graph that no call of the program recorded; nothing is left out in silence."""


class Place(NamedTuple):
    """Where a node belongs.

    Attributes:
        value: the number of the value whose making recorded it, or of the leaf that it fills.
        part: its place among the nodes of one call, 0 for the one that the value refers to.
        leaf: whether it is a leaf's AccumulateGrad.
        name: its name, as torch gives it.
    """

    value: int
    part: int
    leaf: bool
    name: str


@dataclass(frozen=True, eq=False)
class Recording:
    """A live graph and the tensors that hold it.

    Attributes:
        scenario: what ran.
        values: every value of the program by its number; leaves are fresh, so that `.grad` starts as None.
        nodes: the live nodes: the leaves' first, then call by call.
        places: where each of them belongs.
        references: for each of them the positions in `nodes` that its `next_functions` lead to, None for an untracked
            input.
    """

    scenario: Scenario
    values: list[Tensor]
    nodes: list[Node]
    places: list[Place]
    references: list[tuple[int | None, ...]]

    @property
    def loss(self) -> Tensor:
        """The last value."""
        return self.values[self.scenario.program.result]

    def plain(self) -> list[Tensor]:
        """Every value without its graph."""
        return [value.detach() for value in self.values]


def record(scenario: Scenario, *, tracked: bool = True) -> Recording:
    """Run the program forward on fresh leaves; untracked, it leaves no nodes.

    Raises:
        UnownedNodeError: for a node that no call recorded.
    """
    program, tensors = scenario.program, scenario.tensors
    leaves = scenario.leaves if tracked else ()
    recording = Recording(scenario, [], [], [], [])
    values, known = recording.values, _Known(recording)
    for number, name in enumerate(program.inputs):
        # A detached tensor shares the numbers and has a graph and a .grad of its own.
        tensor = tensors[name].detach()
        if name in leaves:
            known.add(get_gradient_edge(tensor.requires_grad_()).node, number, 0, leaf=True)
            recording.references.append(())
        values.append(tensor)
    for operation in program.operations:
        made = operation(values)
        values.append(made)
        root = made.grad_fn
        if root is not None and root not in known.positions:
            known.claim(root, operation)
    return recording


class _Known:
    """Which nodes are known already, while a program is being recorded."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.positions: dict[Node, int] = {}

    def add(self, node: Node, value: int, part: int, *, leaf: bool) -> int:
        """One more node."""
        nodes = self.recording.nodes
        position = self.positions[node] = len(nodes)
        nodes.append(node)
        self.recording.places.append(Place(value, part, leaf, node_name(node)))
        return position

    def claim(self, root: Node, operation: Operation) -> None:
        """Give the nodes under `root` that nobody owns yet to an operation, from the root on."""
        positions, references = self.positions, self.recording.references
        first = self.add(root, operation.result, 0, leaf=False)
        for part, node in enumerate(nodes := [root]):
            held: list[int | None] = []
            for target, _ in node.next_functions:
                position = None if target is None else positions.get(target)
                if target is not None and position is None:
                    if node_name(target) == ACCUMULATE:
                        raise UnownedNodeError(
                            f"`{operation.code}` refers to a leaf that is none of the program's: "
                            "a tensor that it was not given."
                        )
                    position = self.add(target, operation.result, len(nodes), leaf=False)
                    nodes.append(target)
                held.append(position)
            assert len(references) == first + part  # one a node, in the order in which they were added
            references.append(tuple(held))


def node_name(node: Node) -> str:
    """A node's name as torch prints it; `node.name()` puts the C++ namespace before AccumulateGrad."""
    return type(node).__name__
