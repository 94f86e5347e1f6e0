"""The chase along the references from `loss` to a leaf: the expression to type, and what each part of it gives."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.engine.graph import Visit, visits, way_to
from core.engine.recording import Recording, node_name, record
from core.scenario.scenario import Scenario

PROOF = 7.0
"""What is written through the link to show that it is live; any number that no gradient happens to be would do."""


@dataclass(frozen=True)
class Hop:
    """One object on the way.

    Attributes:
        expression: what leads to it, from `loss`.
        added: the last part of the expression, which this hop adds.
        printed: the object as torch prints it, without its address in memory.
        tensor: the tensor that it is, or that the node belongs to.
        value: that tensor's number in the program.
        part: of a node its place among the nodes of one call.
        references: for a node, what its `next_functions` hold: a node's name, or None for an untracked input.
    """

    expression: str
    added: str
    printed: str
    tensor: str
    value: int
    part: int = 0
    references: tuple[str | None, ...] = ()


@dataclass(frozen=True, eq=False)
class Chase:
    """The way from `loss` to a leaf, followed on a live graph.

    Attributes:
        leaf: the leaf's name.
        hops: the objects, `loss` first and the leaf's `variable` last.
        is_leaf: whether that last object is the leaf: the same object, not an equal one.
        written: what was put into `.variable.grad` at the end.
        read: what the leaf's `.grad` then held.
        way_back: the leaf's `grad_fn`: the references run one way.
    """

    leaf: str
    hops: tuple[Hop, ...]
    is_leaf: bool
    written: Tensor
    read: Tensor
    way_back: str


@dataclass(frozen=True)
class Untracked:
    """The same program without `requires_grad`.

    Attributes:
        grad_fn: what `loss.grad_fn` is.
        error: the type of what `loss.backward()` raised.
        message: what torch said.
    """

    grad_fn: str
    error: str
    message: str


def chase(scenario: Scenario, leaf: str = "coeffs") -> Chase:
    """Run forward, follow each reference on the live graph, and write through the last one.

    `next_functions` is documented in https://docs.pytorch.org/docs/stable/generated/torch.autograd.graph.Node.next_functions.html.

    Raises:
        KeyError: for a leaf that no way leads to.
    """
    return chases_of(record(scenario), leaf)[leaf]


def chases_of(recording: Recording, *leaves: str) -> dict[str, Chase]:
    """Follow the references of a run that has been recorded.

    Args:
        recording: the run; `.grad` of the leaves in it is written.
        leaves: the leaves to follow them to; none for all that a way leads to.

    Raises:
        KeyError: for a leaf that no way leads to.
    """
    names, found = recording.scenario.program.names, visits(recording)
    ends = {names[visit.place.value]: visit for visit in found if visit.place.leaf}
    return {leaf: _chase(recording, leaf, way_to(found, ends[leaf])) for leaf in leaves or ends}


def _chase(recording: Recording, leaf: str, way: list[Visit]) -> Chase:
    program, last = recording.scenario.program, way[-1]
    names, number = program.names, program.numbers[leaf]
    tensor = recording.values[number]
    hops = [Hop("loss", "loss", _printed(recording.loss), "loss", program.result)]
    for visit in way:
        path, printed = hops[-1].expression + visit.added, f"<{node_name(visit.node)} object>"
        of = visit.place
        hops.append(Hop(path, visit.added, printed, names[of.value], of.value, of.part, visit.references))
    variable: Tensor = last.node.variable  # type: ignore[attr-defined]  # AccumulateGrad has it, Node's stub does not
    hops.append(Hop(f"{hops[-1].expression}.variable", ".variable", _printed(variable), leaf, number))
    variable.grad = written = torch.full_like(variable, PROOF)
    read = tensor.grad
    assert read is not None  # it was just written
    return Chase(leaf, tuple(hops), variable is tensor, written.clone(), read.clone(), str(tensor.grad_fn))


def run_untracked(scenario: Scenario) -> Untracked:
    """Run the program on leaves that were never marked, and report what torch says to `backward()`."""
    loss = record(scenario, tracked=False).loss
    try:
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    except RuntimeError as error:
        return Untracked(str(loss.grad_fn), type(error).__name__, str(error))
    raise AssertionError("torch ran backward without a graph")


def _printed(tensor: Tensor) -> str:
    """A tensor as torch prints it; a long one shortened by torch itself."""
    with torch.no_grad():
        return repr(tensor)
