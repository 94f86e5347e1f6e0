"""The forward run on live tensors, and which node belongs to which call. Nothing of this leaves core.

Torch keeps no names: which call recorded a node is found by looking, after each call, for the nodes that lie under its
result and that no call before it owns.
"""

from dataclasses import dataclass
from typing import NamedTuple

from torch import Tensor
from torch.autograd.graph import Node

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
        nodes: the live nodes, call by call; a leaf's comes with the first call that reads it.
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
        tensors, count = self.scenario.tensors, len(self.scenario.program.inputs)
        return [*tensors.values(), *(value.detach() for value in self.values[count:])]


def record(scenario: Scenario, *, tracked: bool = True) -> Recording:
    """Run the program forward on fresh leaves; untracked, it leaves no nodes.

    Raises:
        UnownedNodeError: for a node that no call recorded.
    """
    program, tensors = scenario.program, scenario.tensors
    leaves = scenario.leaves if tracked else ()
    recording = Recording(scenario, [], [], [], [])
    values, known = recording.values, _Known({}, {})
    for number, name in enumerate(program.inputs):
        tensor = tensors[name]
        if name in leaves:
            # A detached tensor shares the numbers and has a graph and a .grad of its own.
            tensor = tensor.detach().requires_grad_()
            known.leaves[id(tensor)] = number
        values.append(tensor)
    for operation in program.operations:
        made = operation(values)
        values.append(made)
        root = made.grad_fn
        if root is not None and root not in known.positions:
            _claim(recording, known, root, operation)
    return recording


class _Known(NamedTuple):
    """What is known already, while a program is being recorded.

    Attributes:
        positions: where each node stands in the recording.
        leaves: the number of each leaf, by its identity.
    """

    positions: dict[Node, int]
    leaves: dict[int, int]


def _claim(recording: Recording, known: _Known, root: Node, operation: Operation) -> None:
    """Give the nodes under `root` that nobody owns yet to an operation, from the root on."""
    (positions, leaves), value = known, operation.result
    nodes, places, references = recording.nodes, recording.places, recording.references
    at, parts = len(nodes), 1
    positions[root] = at
    nodes.append(root)
    places.append(Place(value, 0, False, node_name(root)))
    while at < len(nodes):
        held: list[int | None] = []
        for target, _ in nodes[at].next_functions:
            if target is None:
                held.append(None)
                continue
            position = positions.get(target)
            if position is None:
                position = positions[target] = len(nodes)
                nodes.append(target)
                name = node_name(target)
                if name == ACCUMULATE:
                    leaf = leaves.get(id(target.variable))  # type: ignore[attr-defined]  # AccumulateGrad has it, Node's stub does not
                    if leaf is None:
                        raise UnownedNodeError(
                            f"`{operation.code}` refers to a leaf that is none of the program's: "
                            "a tensor that it was not given."
                        )
                    places.append(Place(leaf, 0, True, name))
                else:
                    places.append(Place(value, parts, False, name))
                    parts += 1
            held.append(position)
        references.append(tuple(held))
        at += 1


def node_name(node: Node) -> str:
    """A node's name as torch prints it; `node.name()` puts the C++ namespace before AccumulateGrad."""
    return type(node).__name__
