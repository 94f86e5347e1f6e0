"""The forward run, call by call, as torch computed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from torch import Tensor

from core.engine.recording import Place, Recording, record
from core.program import Operation
from core.scenario.scenario import Scenario


@dataclass(frozen=True, eq=False)
class ForwardStep:
    """One call, after it ran.

    Attributes:
        name: the tensor that it made, or for a part of an expression its own text.
        code: what ran: the line of Python, or the part of it.
        inputs: the names of the tensors that it read.
        value: what it made, detached.
        grad_fn: the name of the node that recorded it, as torch gives it; "None" where none did.
        nodes: the names of all nodes that it recorded, the one that the tensor refers to first.
        operation: the call in the program.
    """

    name: str
    code: str
    inputs: tuple[str, ...]
    value: Tensor
    grad_fn: str
    nodes: tuple[str, ...]
    operation: Operation


@dataclass(frozen=True, eq=False)
class Forward:
    """The whole forward run.

    Attributes:
        scenario: what ran.
        values: every value of the program, detached, by its number.
        places: where each node belongs.
    """

    scenario: Scenario
    values: Sequence[Tensor]
    places: Sequence[Place] = field(repr=False)

    @cached_property
    def nodes(self) -> Mapping[int, tuple[str, ...]]:
        """The names of the nodes that each call recorded, by the number of the value that it made.

        The one that the value refers to comes first.
        """
        found: dict[int, tuple[str, ...]] = {}
        for place in self.places:
            if not place.leaf:
                found[place.value] = (*found.get(place.value, ()), place.name)
        return found

    @cached_property
    def loss(self) -> float:
        """The last value."""
        return self.values[self.scenario.program.result].item()

    @cached_property
    def steps(self) -> tuple[ForwardStep, ...]:
        """One a call, in the order in which they ran."""
        return tuple(self._step(operation) for operation in self.scenario.program.operations)

    @cached_property
    def tracked(self) -> tuple[ForwardStep, ...]:
        """The steps that left a node: those that a gradient passes back through."""
        return tuple(step for step in self.steps if step.nodes)

    def __getitem__(self, name: str) -> ForwardStep:
        """The last step that made a tensor of this name.

        Raises:
            KeyError: when no step did.
        """
        for step in reversed(self.steps):
            if step.name == name:
                return step
        raise KeyError(name)

    def _step(self, operation: Operation) -> ForwardStep:
        nodes, names = self.nodes.get(operation.result, ()), self.scenario.program.names
        return ForwardStep(
            name=operation.name,
            code=operation.code if operation.part else f"{operation.name} = {operation.code}",
            inputs=tuple(names[read] for read in operation.values),
            value=self.values[operation.result],
            grad_fn=nodes[0] if nodes else "None",
            nodes=nodes,
            operation=operation,
        )


def run_forward(scenario: Scenario) -> Forward:
    """Run the scenario's program forward and report each call.

    Values and node names (the class of each `grad_fn`) are torch's own
    (https://docs.pytorch.org/docs/stable/notes/autograd.html).
    """
    recording = record(scenario)
    return forward_of(recording, recording.plain())


def forward_of(recording: Recording, values: Sequence[Tensor]) -> Forward:
    """Report each call of a run that has been recorded.

    Args:
        recording: the run.
        values: its values, detached.
    """
    return Forward(recording.scenario, values, recording.places)
