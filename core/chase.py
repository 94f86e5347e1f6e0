"""The chase along the references from `loss` to `coeffs`: the expression to type, and what each part of it gives."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.scenario import Scenario
from core.trail import node_name, record

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
        references: for a node, what its `next_functions` hold: a node's name, or None for an untracked input.
    """

    expression: str
    added: str
    printed: str
    tensor: str
    references: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class Chase:
    """The way from `loss` to `coeffs`, followed on a live graph.

    Attributes:
        hops: the objects, `loss` first and the leaf's `variable` last.
        is_coeffs: whether that last object is `coeffs`: the same object, not an equal one.
        written: what was put into `.variable.grad` at the end.
        read: what `coeffs.grad` then held.
        way_back: `coeffs.grad_fn`: the references run one way.
    """

    hops: tuple[Hop, ...]
    is_coeffs: bool
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


def chase(scenario: Scenario) -> Chase:
    """Run forward, follow each reference on the live graph, and write through the last one.

    `next_functions` is documented in https://docs.pytorch.org/docs/stable/generated/torch.autograd.graph.Node.next_functions.html.
    """
    trail = record(scenario)
    coeffs = trail.tensors["coeffs"]
    hops = [Hop("loss", "loss", _printed(trail.tensors["loss"]), "loss")]
    stops = list(trail.follow())
    for stop in stops:
        path = hops[-1].expression + stop.expression
        hops.append(Hop(path, stop.expression, f"<{node_name(stop.node)} object>", stop.tensor, stop.references))
    variable: Tensor = stops[-1].node.variable  # type: ignore[attr-defined]  # AccumulateGrad has it, Node's stub does not
    hops.append(Hop(f"{hops[-1].expression}.variable", ".variable", _printed(variable), "coeffs"))
    variable.grad = written = torch.full_like(scenario.coeffs, PROOF)
    read = coeffs.grad
    assert read is not None  # it was just written
    return Chase(tuple(hops), variable is coeffs, written.clone(), read.clone(), str(coeffs.grad_fn))


def run_untracked(scenario: Scenario) -> Untracked:
    """Run the program on a `coeffs` that was never marked, and report what torch says to `backward()`."""
    trail = record(scenario, tracked=False)
    loss = trail.tensors["loss"]
    try:
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    except RuntimeError as error:
        return Untracked(str(loss.grad_fn), type(error).__name__, str(error))
    raise AssertionError("torch ran backward without a graph")


def _printed(tensor: Tensor) -> str:
    """A tensor as torch prints it; a long one shortened by torch itself."""
    with torch.no_grad():
        return repr(tensor)
