"""What the pictures of a program are drawn from: both runs, the chosen entry, and what each value received."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

from torch import Tensor

from core import Backward, Forward, Link, Replay, Scenario, axes_of, grid_of
from ui.runtime.runs import run_of

FLAT = 2
"""Up to how many dimensions a tensor is drawn as it is."""


class Arrival(NamedTuple):
    """A gradient that a node handed on.

    Attributes:
        step: the position of the node's step in the backward run, from 1 on; 0 for the 1 that backward starts with.
        node: the node's name; "" for that 1.
        grad: what arrived, in the receiver's shape.
    """

    step: int
    node: str
    grad: Tensor


@dataclass(frozen=True, eq=False)
class ProgramStory:
    """One problem of any model, both runs, and the chosen entry.

    Attributes:
        scenario: the problem.
        forward: its forward run.
        backward: its backward run.
        leaf: the leaf that the chosen entry belongs to.
        i: the row of that entry.
        j: its column.
        sample: the sample that is worked out.
    """

    scenario: Scenario
    forward: Forward
    backward: Backward
    leaf: str
    i: int
    j: int
    sample: int = 0

    @classmethod
    def of(cls, run: Replay, link: Link) -> Self:
        """The story of a run that is there already, at the entry that a link chooses."""
        return cls(run.scenario, run.forward, run.backward, link.chosen_leaf, link.i, link.j, link.sample)

    @property
    def names(self) -> tuple[str, ...]:
        """What each value is called, by its number."""
        return self.scenario.program.names

    @cached_property
    def arrivals(self) -> dict[int, tuple[Arrival, ...]]:
        """By the value's number: the gradients that it received, in the engine's order."""
        found: dict[int, list[Arrival]] = {}
        if self.backward.steps:
            found[self.scenario.program.result] = [Arrival(0, "", self.backward.steps[0].grad_in)]
        for at, step in enumerate(self.backward.steps, start=1):
            for edge in step.edges:
                if not edge.inside:
                    found.setdefault(edge.value, []).append(Arrival(at, step.node, edge.grad))
        return {value: tuple(each) for value, each in found.items()}

    @cached_property
    def tracked(self) -> frozenset[int]:
        """The values that are leaves or recorded a node."""
        leaves = {self.scenario.program.numbers[leaf] for leaf in self.scenario.leaves}
        return frozenset(leaves | {step.operation.result for step in self.forward.steps if step.nodes})

    def gradient(self, value: int) -> Tensor | None:
        """All that a value received, added up in the engine's order; None where nothing arrived."""
        arrived = [each.grad for each in self.arrivals.get(value, ())]
        if not arrived:
            return None
        total = arrived[0]
        for each in arrived[1:]:
            total = total + each
        return total

    @cached_property
    def chosen(self) -> dict[int, int]:
        """By axis: which of it is drawn beside the first and the last, since the chosen entry lies there."""
        axes = self.axes[self.scenario.program.numbers[self.leaf]]
        if len(axes) > FLAT:
            return {}  # its rows are made of several axes
        return dict(zip(reversed(axes), (self.j, self.i), strict=False))

    @cached_property
    def axes(self) -> tuple[tuple[int, ...], ...]:
        """The axes of each value, by its number."""
        return axes_of(self.scenario.program, self.scenario.shapes)

    @cached_property
    def sample_axis(self) -> int | None:
        """The axis along which the samples of the data lie; None where there is no data."""
        inputs, leaves = self.scenario.program.inputs, self.scenario.leaves
        data = (self.axes[value] for value, name in enumerate(inputs) if name not in leaves)
        return next((axes[0] for axes in data if axes), None)

    @property
    def samples(self) -> int:
        """How many samples the data hold; 1 where there is no data."""
        sizes = (
            size
            for axes, shape in zip(self.axes, self.scenario.shapes, strict=True)
            for axis, size in zip(axes, shape, strict=True)
            if axis == self.sample_axis
        )
        return max(sizes, default=1)

    def place(self, value: int) -> tuple[int | None, int | None]:
        """The row and the column of a value, or of its gradient, in which the chosen entry lies.

        None for an axis that it does not lie on, and for one of size 1, on which everything does.
        """
        axes = self.axes[value]
        if len(axes) > FLAT:
            return None, None
        sizes = self.scenario.shapes[value]
        chosen = (self.chosen.get(axis) if size > 1 else None for axis, size in zip(axes, sizes, strict=True))
        row, column = (None, None, *chosen)[-2:]
        return row, column

    @property
    def entry(self) -> str:
        """The chosen entry as a reader would index its leaf: `layer1.grad[0, 3]`, `const.grad`."""
        return f"{self.leaf}.grad{index_text(tuple(self.scenario.tensors[self.leaf].shape), self.i, self.j)}"

    def at(self, tensor: Tensor) -> float:
        """The chosen entry of a tensor of the leaf's shape."""
        return tensor.reshape(grid_of(tuple(tensor.shape)))[self.i, self.j].item()

    def grad(self, leaf: str) -> Tensor | None:
        """What a leaf's `.grad` holds at the end."""
        return self.backward.grads[leaf]


def index_text(shape: tuple[int, ...], i: int, j: int) -> str:
    """The index of an entry in brackets; of a single number nothing.

    Args:
        shape: of the tensor.
        i: its row, where all but the last dimension are laid below each other.
        j: its place along the last dimension.
    """
    if not shape:
        return ""
    places = [j]
    for size in reversed(shape[:-1]):
        places.insert(0, i % size)
        i //= size
    return f"[{', '.join(map(str, places))}]"


def tell(link: Link) -> ProgramStory:
    """Run forward and backward on the link's numbers, and hold what came out."""
    return ProgramStory.of(run_of(link.scenario), link)
