"""The backward run, node by node, as PyTorch's engine did it.

Hooks on the real nodes report what goes in and what comes out
(https://docs.pytorch.org/docs/stable/notes/autograd.html#backward-hooks-execution). One thing no hook sees: a node
whose input was broadcast returns a gradient in the shape of its output, and the engine adds it up to the input's shape
before it hands it on (validate_outputs in torch/csrc/autograd/engine.cpp). Calling the node itself shows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from torch import Tensor

from core.operations import Operation, Rule, call, parameters_of
from core.scenario import Scenario
from core.trail import Saved, Trail, node_name, record


@dataclass(frozen=True)
class BackwardStep:
    """What one node did.

    Attributes:
        node: the node's name, as torch gives it.
        tensor: the tensor that the node belongs to: the one whose making it recorded, or the leaf it fills.
        receiver: the tensor whose gradient comes out; for AccumulateGrad the leaf itself.
        rule: what the node does with the gradient that arrives.
        grad_in: the gradient that arrived, d loss / d tensor, in the shape of `tensor`.
        local: the local derivative, by hand; None where the gradient is only copied or stored.
        local_from: the forward tensors that the local derivative is worked out from.
        unreduced: what the node itself returned, before the engine added it up to the shape of `receiver`.
        grad_out: the gradient handed on, d loss / d receiver; for AccumulateGrad what `.grad` holds afterwards.
        saved: what the node kept from the forward run, by torch's names (`_saved_self` is "self"): tensors, shapes,
            numbers.
    """

    node: str
    tensor: str
    receiver: str
    rule: Rule
    grad_in: Tensor
    local: Tensor | None
    local_from: tuple[str, ...]
    unreduced: Tensor
    grad_out: Tensor
    saved: dict[str, Saved]


@dataclass(frozen=True)
class Backward:
    """The whole backward run.

    Attributes:
        steps: one a node, in the order in which the engine ran them.
        coeffs_grad: what `coeffs.grad` holds afterwards, (n,).
    """

    steps: tuple[BackwardStep, ...]
    coeffs_grad: Tensor


@dataclass
class _Seen:
    """What the hooks report, by the name of the tensor that a node belongs to."""

    order: list[str] = field(default_factory=list)
    grads_in: dict[str, Tensor] = field(default_factory=dict)
    grads_out: dict[str, Sequence[Tensor | None]] = field(default_factory=dict)


def run_backward(scenario: Scenario) -> Backward:
    """Run `loss.backward()` on the article's program and report what each node did, in the engine's own order."""
    return backward_of(record(scenario))


def backward_of(trail: Trail) -> Backward:
    """Run `loss.backward()` on a run that has been recorded and report what each node did.

    Args:
        trail: a fresh one, whose leaf has no `.grad` yet. Its graph is kept.
    """
    names = ["coeffs", *(operation.name for operation in trail.operations)]
    seen = _watch(trail, names)
    trail.tensors["loss"].backward(retain_graph=True)  # type: ignore[no-untyped-call]  # kept to call nodes one by one
    grad = trail.tensors["coeffs"].grad
    assert grad is not None  # coeffs is a leaf, tracked, and read by the first operation
    operations = {operation.name: operation for operation in trail.operations}
    steps = tuple(
        _step(trail, operations[name], seen) if name in operations else _last_step(trail, name, seen.grads_in[name])
        for name in seen.order
    )
    return Backward(steps, grad.clone())


def _watch(trail: Trail, names: list[str]) -> _Seen:
    """Hook every node. A hook holds a name and nothing of the graph: a graph that its own hook holds is never freed.

    One hook a node, since each costs as much as a small operation: the hook after it is told what arrived, too. Only
    AccumulateGrad hands nothing on and needs the one before it. The engine tracks none of these gradients.
    """
    seen = _Seen()

    def arrived(grads: Sequence[Tensor], name: str) -> None:
        seen.order.append(name)
        seen.grads_in[name] = grads[0]

    def passed(grads_out: Sequence[Tensor | None], grads_in: Sequence[Tensor], name: str) -> None:
        arrived(grads_in, name)
        seen.grads_out[name] = grads_out

    for name in names:
        if name == "coeffs":
            trail.nodes[name].register_prehook(partial(arrived, name=name))
        else:
            trail.nodes[name].register_hook(partial(passed, name=name))
    return seen


def _step(trail: Trail, operation: Operation, seen: _Seen) -> BackwardStep:
    node, grad_in = trail.nodes[operation.name], seen.grads_in[operation.name]
    position = operation.inputs.index(operation.tracked)
    grad_out = seen.grads_out[operation.name][position]
    assert grad_out is not None  # the tracked input always gets a gradient
    unreduced = grad_out
    if operation.rule == "multiply then sum":
        returned = node(grad_in)  # type: ignore[operator]  # callable, though torch's stub does not say so
        unreduced = returned[position].detach()
    return BackwardStep(
        node=node_name(node),
        tensor=operation.name,
        receiver=operation.tracked,
        rule=operation.rule,
        grad_in=grad_in,
        local=call(operation.local, trail.values) if operation.local else None,
        local_from=parameters_of(operation.local) if operation.local else (),
        unreduced=unreduced,
        # Not cloned: nothing writes to it again, since a chain adds up nothing and `.grad` is cloned. A clone of what
        # SumBackward1 hands on, one number a row seen n times, would be as large as t_indep.
        grad_out=grad_out,
        saved=dict(trail.saved[operation.name]),
    )


def _last_step(trail: Trail, leaf: str, grad_in: Tensor) -> BackwardStep:
    """AccumulateGrad: `.grad` was None, so what arrives is what it holds."""
    held = trail.tensors[leaf].grad
    assert held is not None
    node = node_name(trail.nodes[leaf])
    return BackwardStep(node, leaf, leaf, "accumulate", grad_in, None, (), grad_in, held.clone(), {})
