"""What a tape is drawn from: one problem, both runs, and the chosen entry."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from torch import Tensor

from core import Backward, BackwardStep, Forward, ForwardStep, Replay, Scenario, replay
from ui.walk.tape.windows import Window, window


@dataclass(frozen=True)
class Story:
    """Everything that a picture is drawn from.

    Attributes:
        scenario: the problem.
        forward: its forward run.
        backward: its backward run.
        i: the chosen sample.
        j: the chosen coefficient.
        trace: whether to dim all cells but those that coeffs.grad[j] is made from.
        altered: what the nodes are drawn as, where a run left something else than `backward` reports.
        left: what `coeffs.grad` is drawn as, where a run left something else.
    """

    scenario: Scenario
    forward: Forward
    backward: Backward
    i: int = 0
    j: int = 0
    trace: bool = False
    altered: tuple[BackwardStep, ...] | None = None
    left: Tensor | None = None

    @classmethod
    def of(cls, run: Replay, i: int = 0, j: int = 0, *, trace: bool = False) -> Self:
        """The story of a run that is there already."""
        return cls(run.scenario, run.forward, run.backward, i, j, trace)

    @property
    def made(self) -> tuple[ForwardStep, ...]:
        """The calls that left a node: each has its column on the tape."""
        return self.forward.tracked

    @property
    def passed(self) -> tuple[BackwardStep, ...]:
        """What each node did."""
        return self.backward.steps if self.altered is None else self.altered

    @property
    def grad(self) -> Tensor:
        """What `coeffs.grad` holds, (n,)."""
        return self.backward.coeffs_grad if self.left is None else self.left

    @property
    def columns(self) -> int:
        """How many columns a lane has: the leaf, and two for each call."""
        return 2 * len(self.made) + 1

    @cached_property
    def view(self) -> Window:
        """The part that is drawn."""
        return window(self.scenario.n_samples, self.scenario.n_coeffs, self.i, self.j)

    @cached_property
    def sources(self) -> frozenset[str]:
        """The forward tensors that a local derivative was worked out from, cell by cell."""
        return frozenset(name for step in self.passed if "multiply" in step.rule for name in step.local_from)

    def back(self, tensor: str) -> BackwardStep:
        """What the node of a tensor did."""
        return next(step for step in self.passed if step.tensor == tensor)


def tell(scenario: Scenario, i: int = 0, j: int = 0, *, trace: bool = False) -> Story:
    """Run forward and backward on real tensors, and hold what came out."""
    return Story.of(replay(scenario), i, j, trace=trace)
