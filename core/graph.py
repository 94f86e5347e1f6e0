"""The graph that the forward run leaves behind, read off the live nodes: the link from `loss` to `coeffs`."""

from dataclasses import dataclass
from itertools import pairwise

from core.scenario import Scenario
from core.trail import Saved, Trail, node_name, record


@dataclass(frozen=True)
class GraphNode:
    """One node.

    Attributes:
        name: its name, as torch gives it.
        tensor: the tensor it belongs to.
        next_nodes: the names of the nodes that `next_functions` refers to, None for an untracked input, in the order of
            the operation's inputs.
        saved: what it kept from the forward run, by torch's names: tensors (detached), shapes, numbers.
    """

    name: str
    tensor: str
    next_nodes: tuple[str | None, ...]
    saved: dict[str, Saved]


@dataclass(frozen=True)
class GraphEdge:
    """One reference from a node to the next.

    Attributes:
        source: the tensor that the referring node belongs to.
        target: the tensor that the node referred to belongs to.
        index: which entry of the source's `next_functions` it is.
    """

    source: str
    target: str
    index: int


@dataclass(frozen=True)
class AutogradGraph:
    """The graph from `loss` to `coeffs`; names and detached tensors, no live node.

    Attributes:
        nodes: from the loss's node to the leaf's.
        edges: one a reference, in the same order.
        path: the expression that a reader would type to get from `loss` to `coeffs`.
        reaches_coeffs: whether `variable is coeffs` held at its end, on the live graph.
    """

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    path: str
    reaches_coeffs: bool


def autograd_graph(scenario: Scenario) -> AutogradGraph:
    """Run forward and follow `next_functions` from `loss` until a node holds a `variable`."""
    return graph_of(record(scenario))


def graph_of(trail: Trail) -> AutogradGraph:
    """Read the graph of a run that has been recorded and whose graph is still there."""
    stops = list(trail.follow())
    nodes = tuple(
        GraphNode(node_name(stop.node), stop.tensor, stop.references, dict(trail.saved[stop.tensor])) for stop in stops
    )
    edges = tuple(
        GraphEdge(source.tensor, target.tensor, target.index)
        for source, target in pairwise(stops)
        if target.index is not None
    )
    path = "loss" + "".join(stop.expression for stop in stops) + ".variable"
    return AutogradGraph(nodes, edges, path, getattr(stops[-1].node, "variable", None) is trail.tensors["coeffs"])
