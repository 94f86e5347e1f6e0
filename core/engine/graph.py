"""The graph that the forward run leaves behind, read off the live nodes: all references from `loss` to the leaves."""

from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor
from torch.autograd.graph import Node

from core.engine.again import Saved, saved_by
from core.engine.recording import Place, Recording, node_name, record
from core.scenario.scenario import Scenario


@dataclass(frozen=True, eq=False)
class GraphNode:
    """One node.

    Attributes:
        name: its name, as torch gives it.
        tensor: the tensor it belongs to.
        value: that tensor's number in the program.
        part: its place among the nodes of one call.
        next_nodes: the names of the nodes that `next_functions` refers to, None for an untracked input, in the order of
            the operation's inputs.
        saved: what it kept from the forward run, by torch's names: tensors (detached), shapes, numbers.
        expression: what a reader would type to get to it from `loss`, along the first way that leads to it.
    """

    name: str
    tensor: str
    value: int
    part: int
    next_nodes: tuple[str | None, ...]
    saved: dict[str, Saved]
    expression: str


@dataclass(frozen=True)
class GraphEdge:
    """One reference from a node to the next.

    Attributes:
        source: the tensor that the referring node belongs to.
        target: the tensor that the node referred to belongs to.
        index: which entry of the source's `next_functions` it is.
        ends: the positions of both nodes in `AutogradGraph.nodes`.
    """

    source: str
    target: str
    index: int
    ends: tuple[int, int]


@dataclass(frozen=True, eq=False)
class AutogradGraph:
    """The graph from `loss` to the leaves; names and detached tensors, no live node.

    Attributes:
        nodes: breadth first, from the loss's node on; none where nothing is tracked.
        edges: every reference between them, in the same order.
        paths: for each leaf that is reached, the expression that leads from `loss` to it.
        reaches: for each leaf whether the object at the end of that expression **is** it; False where no way leads.
    """

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    paths: dict[str, str]
    reaches: dict[str, bool]

    @property
    def path(self) -> str:
        """The expression that leads from `loss` to `coeffs`."""
        return self.paths["coeffs"]


def autograd_graph(scenario: Scenario) -> AutogradGraph:
    """Run forward and read all of `next_functions`, from `loss` on."""
    return graph_of(record(scenario))


@dataclass(frozen=True, eq=False)
class Visit:
    """One live node, with the way that first led to it.

    Attributes:
        node: the node.
        place: where it belongs.
        before: the position of the node that referred to it; -1 for the first.
        index: the entry of that node's `next_functions`; -1 for the first.
    """

    node: Node
    place: Place
    before: int
    index: int

    @property
    def added(self) -> str:
        """What a reader types after the node before to get here."""
        return ".grad_fn" if self.before < 0 else f".next_functions[{self.index}][0]"

    @property
    def references(self) -> tuple[str | None, ...]:
        """The names of the nodes that it refers to, None for an untracked input."""
        return tuple(None if target is None else node_name(target) for target, _ in self.node.next_functions)


def visits(recording: Recording) -> list[Visit]:
    """Every node under `loss`, breadth first."""
    root = recording.loss.grad_fn
    if root is None:
        return []
    places = dict(zip(recording.nodes, recording.places, strict=True))
    found = [Visit(root, places[root], -1, -1)]
    known = {root}
    for position, visit in enumerate(found):
        for index, (target, _) in enumerate(visit.node.next_functions):
            if target is not None and target not in known:
                known.add(target)
                found.append(Visit(target, places[target], position, index))
    return found


def way_to(found: list[Visit], visit: Visit) -> list[Visit]:
    """The nodes that lead from the first one to a visit, that one included."""
    way = [visit]
    while way[-1].before >= 0:
        way.append(found[way[-1].before])
    return way[::-1]


def graph_of(recording: Recording) -> AutogradGraph:
    """Read the graph of a run that has been recorded and whose graph is still there."""
    names, leaves = recording.scenario.program.names, recording.scenario.leaves
    found = visits(recording)
    nodes = tuple(
        GraphNode(
            node_name(visit.node),
            names[visit.place.value],
            visit.place.value,
            visit.place.part,
            visit.references,
            {} if visit.place.leaf else saved_by(visit.node),
            expression(found, visit),
        )
        for visit in found
    )
    ends = {visit: node for visit, node in zip(found, nodes, strict=True) if visit.place.leaf}
    paths = {node.tensor: f"{node.expression}.variable" for node in ends.values()}
    same = {node.tensor: _variable(visit) is recording.values[node.value] for visit, node in ends.items()}
    return AutogradGraph(nodes, tuple(_edges(found, names)), paths, {leaf: same.get(leaf, False) for leaf in leaves})


def expression(found: list[Visit], visit: Visit) -> str:
    """What a reader types to get to a node from `loss`."""
    return "loss" + "".join(each.added for each in way_to(found, visit))


def _variable(visit: Visit) -> Tensor:
    variable: Tensor = visit.node.variable  # type: ignore[attr-defined]  # AccumulateGrad has it, Node's stub does not
    return variable


def _edges(found: list[Visit], names: tuple[str, ...]) -> Iterator[GraphEdge]:
    position = {visit.node: at for at, visit in enumerate(found)}
    for at, visit in enumerate(found):
        for index, (target, _) in enumerate(visit.node.next_functions):
            if target is not None:
                to = found[position[target]]
                yield GraphEdge(names[visit.place.value], names[to.place.value], index, (at, position[target]))
