"""What a tape is drawn from: one problem, both runs, and the chosen entry."""

from dataclasses import dataclass
from functools import cached_property

from core import Backward, BackwardStep, Forward, Scenario, replay
from ui.tape.elide import Window, window


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
    """

    scenario: Scenario
    forward: Forward
    backward: Backward
    i: int = 0
    j: int = 0
    trace: bool = False

    @cached_property
    def view(self) -> Window:
        """The part that is drawn."""
        return window(self.scenario.n_samples, self.scenario.n_coeffs, self.i, self.j)

    @cached_property
    def sources(self) -> frozenset[str]:
        """The forward tensors that a local derivative was worked out from, cell by cell."""
        return frozenset(name for step in self.backward.steps if "multiply" in step.rule for name in step.local_from)

    def back(self, tensor: str) -> BackwardStep:
        """What the node of a tensor did."""
        return next(step for step in self.backward.steps if step.tensor == tensor)


def tell(scenario: Scenario, i: int = 0, j: int = 0, *, trace: bool = False) -> Story:
    """Run forward and backward on real tensors, and hold what came out."""
    run = replay(scenario)
    return Story(scenario, run.forward, run.backward, i, j, trace)
