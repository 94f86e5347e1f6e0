"""The backward run, node by node, as PyTorch's engine did it, in the engine's own order.

Hooks on the real nodes report what goes in and what comes out
(https://docs.pytorch.org/docs/stable/notes/autograd.html#backward-hooks-execution). PyTorch gives no promise about the
order of independent branches, so the order is the one in which the hooks were called.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import torch
from torch import Tensor

from core.engine.again import Saved, call_again, group_of, same_memory, saved_by
from core.engine.recording import Place, Recording, record
from core.kinds import Rule
from core.kinds.shapes import broadcast
from core.program import Operation
from core.scenario.scenario import Scenario

Does = Literal["scale", "multiply", "broadcast", "multiply then sum", "matrix", "move", "unknown", "accumulate"]


@dataclass(frozen=True, eq=False)
class Edge:
    """One reference along which a node handed on a gradient.

    Attributes:
        index: the entry of the node's `next_functions`.
        node: the name of the node that it leads to.
        value: the number of the value whose gradient it is; for a reference inside of a call, that of its own result.
        receiver: that value's name.
        inside: whether it leads to another node of the same call.
        operand: which operand of the call that value is; -1 inside.
        grad: the gradient that was handed on, in the shape of the receiver.
    """

    index: int
    node: str
    value: int
    receiver: str
    inside: bool
    operand: int
    grad: Tensor


@dataclass(frozen=True, eq=False)
class BackwardStep:
    """What one node did.

    Attributes:
        node: the node's name, as torch gives it.
        tensor: the name of the tensor that the node belongs to: whose making recorded it, or the leaf it fills.
        value: that tensor's number in the program.
        part: its place among the nodes of one call, 0 for the one that the tensor refers to.
        grad_in: the gradient that arrived, d loss / d tensor, in the shape of `tensor`.
        edges: what it handed on, one for each reference to a node.
        held: for AccumulateGrad what the leaf's `.grad` holds afterwards; else None.
        run: what the step needs to answer the costly questions below.
    """

    node: str
    tensor: str
    value: int
    part: int
    grad_in: Tensor
    edges: tuple[Edge, ...]
    held: Tensor | None
    run: "_Run"

    @property
    def receiver(self) -> str:
        """The tensor whose gradient the first edge carries; for AccumulateGrad the leaf itself."""
        return self.edges[0].receiver if self.edges else self.tensor

    @property
    def grad_out(self) -> Tensor:
        """What the first edge carries; for AccumulateGrad what `.grad` holds afterwards."""
        return self.edges[0].grad if self.held is None else self.held

    @property
    def operation(self) -> Operation | None:
        """The call that recorded the node; None for AccumulateGrad."""
        return self.run.scenario.program.makers.get(self.value) if self.held is None else None

    @cached_property
    def hand_rule(self) -> Rule | None:
        """The hand rule for the first edge; None where there is none, and for AccumulateGrad."""
        return self.rule_for(self.edges[0]) if self.edges else None

    def rule_for(self, edge: Edge) -> Rule | None:
        """The hand rule for one of its edges; None where there is none."""
        operation = self.operation
        if operation is None or not operation.kind.rules or self.part or edge.operand < 0:
            return None  # of several nodes to one call, only the first can do all that the call's rule says
        return operation.kind.rules[edge.operand]

    @cached_property
    def rule(self) -> Does:
        """What the node does with the gradient that arrives, towards its first edge."""
        if self.held is not None:
            return "accumulate"
        rule = self.hand_rule
        if rule is None:
            return "unknown"
        if rule.does in {"matrix", "move"}:
            return rule.does
        if rule.does == "copy":
            return "scale" if rule.local else "broadcast"
        if self.local is None or self.local.ndim == 0:
            return "scale"
        return "multiply then sum" if self.broadcast else "multiply"

    @property
    def broadcast(self) -> bool:
        """Whether the first receiver was read several times, so that the engine added up what the node returned."""
        operation = self.operation
        is_broadcast = operation is not None and operation.kind.shape is broadcast and self.edges[0].operand >= 0
        return is_broadcast and self.grad_out.shape != self.grad_in.shape

    @cached_property
    def local(self) -> Tensor | None:
        """The local derivative for the first edge, by hand; None where the gradient is only copied, moved or stored."""
        return self.local_for(self.edges[0]) if self.edges else None

    def local_for(self, edge: Edge) -> Tensor | None:
        """The same for one of its edges."""
        rule, operation = self.rule_for(edge), self.operation
        if rule is None or rule.local is None or operation is None:
            return None
        with torch.no_grad():
            local = rule.local(operation.call(self.run.values))
        if isinstance(local, Tensor):
            return local.to(self.grad_in.dtype)  # True and False are 1 and 0
        return torch.tensor(local, dtype=torch.float64).to(self.grad_in.dtype)

    @property
    def local_from(self) -> tuple[str, ...]:
        """The names of the tensors that the local derivative is worked out from."""
        rule, operation = self.hand_rule, self.operation
        if rule is None or operation is None:
            return ()
        names, reads = self.run.scenario.program.names, (*operation.reads, operation.result)
        return tuple(names[at] for at in (reads[read] for read in rule.reads) if at is not None)

    @cached_property
    def unreduced(self) -> Tensor:
        """What the node itself returned for the first edge, before the engine added it up to the receiver's shape.

        Asked of the same call, run again on its own; of the chosen node, called with the gradient that arrived.
        """
        return self.unreduced_for(self.edges[0]) if self.edges else self.grad_out

    def unreduced_for(self, edge: Edge) -> Tensor:
        """The same for one of its edges."""
        operation = self.operation
        is_broadcast = operation is not None and operation.kind.shape is broadcast and edge.operand >= 0
        if operation is None or not is_broadcast or edge.grad.shape == self.grad_in.shape:
            return edge.grad
        root = self.run.again(operation).grad_fn
        assert root is not None  # it recorded a node the first time
        returned = group_of(root)[self.part](self.grad_in)  # type: ignore[operator]  # callable, though torch's stub does not say so
        gradients = returned if isinstance(returned, tuple) else (returned,)
        gradient: Tensor = gradients[edge.index]
        return gradient.detach()

    @property
    def saved(self) -> dict[str, Saved]:
        """What the node kept from the forward run, by torch's names (`_saved_self` is "self")."""
        return self._kept[0]

    @property
    def saved_from(self) -> dict[str, str]:
        """By the same names, which tensor of the program each saved one is; those that are none are left out."""
        return self._kept[1]

    @cached_property
    def _kept(self) -> tuple[dict[str, Saved], dict[str, str]]:
        operation = self.operation
        if operation is None:
            return {}, {}
        made = self.run.again(operation)
        root = made.grad_fn
        assert root is not None  # it recorded a node the first time
        saved, names = saved_by(group_of(root)[self.part]), self.run.scenario.program.names
        known = {names[value]: self.run.values[value] for value in operation.values}
        return saved, same_memory(saved, known | {self.tensor: made.detach()})


@dataclass(frozen=True, eq=False)
class _Run:
    """What a step asks later: the numbers of the run, without its graph."""

    scenario: Scenario
    values: Sequence[Tensor]

    def again(self, operation: Operation) -> Tensor:
        return call_again(operation, self.values, self.scenario.carrying)


Seen = tuple[int, Sequence[Tensor | None], Sequence[Tensor | None]]
"""A node's position, what arrived, and what it handed on."""


@dataclass(frozen=True, eq=False)
class Backward:
    """The whole backward run.

    Attributes:
        scenario: what ran.
        values: every value of the program, detached, by its number.
        grads: what each leaf's `.grad` holds afterwards, by its name; None where nothing reached it.
        raised: what torch said instead of running; "" where it ran.
        seen: what the hooks reported, in the order in which the engine called them.
        places: where each node belongs.
        references: for each node the positions of those that it refers to.
    """

    scenario: Scenario
    values: Sequence[Tensor]
    grads: dict[str, Tensor | None]
    raised: str
    seen: Sequence[Seen] = field(repr=False)
    places: Sequence[Place] = field(repr=False)
    references: Sequence[tuple[int | None, ...]] = field(repr=False)

    @cached_property
    def steps(self) -> tuple[BackwardStep, ...]:
        """One a node, in the order in which the engine ran them; none where it raised."""
        run = _Run(self.scenario, self.values)
        return tuple(self._step(each, run) for each in self.seen)

    @property
    def coeffs_grad(self) -> Tensor:
        """What `coeffs.grad` holds, in the shape of `coeffs`.

        Raises:
            KeyError: for a program without a leaf `coeffs`, or one that nothing reached.
        """
        grad = self.grads["coeffs"]
        if grad is None:
            raise KeyError("coeffs")
        return grad

    def _step(self, seen: Seen, run: _Run) -> BackwardStep:
        position, arrived, out = seen
        place, grad_in = self.places[position], arrived[0]
        assert grad_in is not None  # the engine runs no node without a gradient
        name = self.scenario.program.names[place.value]
        held = _clone(self.grads[name]) if place.leaf else None
        edges = () if place.leaf else self._edges(position, out)
        return BackwardStep(place.name, name, place.value, place.part, grad_in, edges, held, run)

    def _edges(self, position: int, out: Sequence[Tensor | None]) -> tuple[Edge, ...]:
        program, mine = self.scenario.program, self.places[position]
        operand_of = _operands(program.makers[mine.value])
        found = []
        for index, (grad, target) in enumerate(zip(out, self.references[position], strict=True)):
            if grad is None or target is None:
                continue
            to = self.places[target]
            inside = not to.leaf and to.value == mine.value
            operand = -1 if inside else operand_of(to.value)
            found.append(Edge(index, to.name, to.value, program.names[to.value], inside, operand, grad))
        return tuple(found)


def run_backward(scenario: Scenario) -> Backward:
    """Run `backward()` on the scenario's loss and report what each node did, in the engine's own order."""
    recording = record(scenario)
    return backward_of(recording, recording.plain())


def backward_of(recording: Recording, values: Sequence[Tensor]) -> Backward:
    """Run `backward()` on a run that has been recorded.

    Args:
        recording: a fresh one, whose leaves have no `.grad` yet. What its nodes saved is freed, as by any backward.
        values: its values, detached.
    """
    scenario = recording.scenario
    seen = _watch(recording)
    raised = ""
    try:
        recording.loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    except RuntimeError as error:
        raised = str(error)
        seen.clear()
    numbers = scenario.program.numbers
    grads = {name: recording.values[numbers[name]].grad for name in scenario.leaves}
    return Backward(scenario, values, grads, raised, seen, recording.places, recording.references)


def _clone(grad: Tensor | None) -> Tensor | None:
    """`.grad` is added to in place; what is reported must not change with it."""
    return None if grad is None else grad.clone()


def _watch(recording: Recording) -> list[Seen]:
    """Hook every node. A hook holds a number and nothing of the graph: a graph that its own hook holds is never freed.

    One hook a node, since each costs as much as a small operation: the hook after it is told what arrived, too. Only
    AccumulateGrad hands nothing on and needs the one before it. The engine tracks none of these gradients.
    """
    seen: list[Seen] = []
    add = seen.append
    for position, (node, place) in enumerate(zip(recording.nodes, recording.places, strict=True)):
        if place.leaf:
            node.register_prehook(lambda grads, at=position: add((at, grads, ())))
        else:
            node.register_hook(lambda out, grads, at=position: add((at, grads, out)))
    return seen


def _operands(operation: Operation) -> Callable[[int], int]:
    """Which operand a value is; a value that is read twice is first the one, then the other."""
    left = list(enumerate(operation.reads))

    def take(value: int) -> int:
        for at, (operand, read) in enumerate(left):
            if read == value:
                del left[at]
                return operand
        return -1

    return take
