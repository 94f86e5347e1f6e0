"""The forward run, step by step, as torch computed it."""

from dataclasses import dataclass

from torch import Tensor

from core.operations import Operation
from core.scenario import Scenario
from core.trail import Trail, node_name, record


@dataclass(frozen=True)
class ForwardStep:
    """One operation, after it ran.

    Attributes:
        name: the tensor that it made.
        code: the line of Python that ran.
        inputs: the names of the tensors that it read.
        value: what it made, detached.
        grad_fn: the name of the node that recorded it, as torch gives it.
    """

    name: str
    code: str
    inputs: tuple[str, ...]
    value: Tensor
    grad_fn: str


@dataclass(frozen=True)
class Forward:
    """The whole forward run.

    Attributes:
        steps: one an operation, in the order in which they ran.
        loss: the last value.
    """

    steps: tuple[ForwardStep, ...]
    loss: float

    def __getitem__(self, name: str) -> ForwardStep:
        """The step that made a tensor.

        Raises:
            KeyError: when no step made a tensor of this name.
        """
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(name)


def run_forward(scenario: Scenario) -> Forward:
    """Run the article's forward program and report each intermediate.

    Values and node names (the class of each `grad_fn`) are torch's own
    (https://docs.pytorch.org/docs/stable/notes/autograd.html).
    """
    return forward_of(record(scenario))


def forward_of(trail: Trail) -> Forward:
    """Report each intermediate of a run that has been recorded."""

    def step(operation: Operation) -> ForwardStep:
        node = node_name(trail.nodes[operation.name])
        return ForwardStep(operation.name, operation.code, operation.inputs, trail.values[operation.name], node)

    return Forward(tuple(step(operation) for operation in trail.operations), trail.tensors["loss"].item())
