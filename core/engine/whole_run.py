"""Everything that torch says of one scenario, from one run."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from core.engine.backward import Backward, backward_of
from core.engine.chasing import Chase, chases_of
from core.engine.forward import Forward, forward_of
from core.engine.graph import AutogradGraph, autograd_graph
from core.engine.recording import record
from core.scenario.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Replay:
    """One run of a program, seen in two or three ways; the last is looked at when it is asked for.

    Attributes:
        scenario: what ran.
        forward: what each call computed.
        backward: what each node did.
        chases: the way from `loss` to each leaf that one leads to, by the leaf's name, where it was asked for.
    """

    scenario: Scenario
    forward: Forward
    backward: Backward
    chases: Mapping[str, Chase]

    @cached_property
    def graph(self) -> AutogradGraph:
        """What links `loss` to the leaves in between: of a second forward run, since the first's graph is not kept."""
        return autograd_graph(self.scenario)


def replay(scenario: Scenario, *, chased: bool = False) -> Replay:
    """The same as `run_forward` and `run_backward`, and as `chase` where it is asked for, read off one live graph."""
    recording = record(scenario)
    values = recording.plain()
    forward, backward = forward_of(recording, values), backward_of(recording, values)
    # After backward, which frees what the nodes saved and leaves their references; a chase writes into `.grad`.
    return Replay(scenario, forward, backward, chases_of(recording) if chased else {})
