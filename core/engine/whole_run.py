"""Everything that torch says of one scenario, from one run."""

from dataclasses import dataclass
from functools import cached_property

from core.engine.backward import Backward, backward_of
from core.engine.forward import Forward, forward_of
from core.engine.graph import AutogradGraph, autograd_graph
from core.engine.recording import record
from core.scenario.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Replay:
    """One run of a program, seen in two ways; the third is looked at when it is asked for.

    Attributes:
        scenario: what ran.
        forward: what each call computed.
        backward: what each node did.
    """

    scenario: Scenario
    forward: Forward
    backward: Backward

    @cached_property
    def graph(self) -> AutogradGraph:
        """What links `loss` to the leaves in between: of a second forward run, since the first's graph is not kept."""
        return autograd_graph(self.scenario)


def replay(scenario: Scenario) -> Replay:
    """The same as `run_forward` and `run_backward`, read off one live graph."""
    recording = record(scenario)
    values = recording.plain()
    return Replay(scenario, forward_of(recording, values), backward_of(recording, values))
