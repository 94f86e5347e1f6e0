"""Everything that torch says of one scenario, from one run."""

from dataclasses import dataclass

from core.backward import Backward, backward_of
from core.forward import Forward, forward_of
from core.graph import AutogradGraph, graph_of
from core.scenario import Scenario
from core.trail import record


@dataclass(frozen=True)
class Replay:
    """One run of the article's program, seen in three ways.

    Attributes:
        forward: what each line computed.
        backward: what each node did.
        graph: what linked `loss` to `coeffs` in between.
    """

    forward: Forward
    backward: Backward
    graph: AutogradGraph


def replay(scenario: Scenario) -> Replay:
    """The same as `run_forward`, `run_backward` and `autograd_graph`, read off one live graph.

    One by one they run forward three times. In 1,000,000×10 each of these runs asks the system for a fresh tensor of
    the size of t_indep, which takes longer than to compute what is in it.
    """
    trail = record(scenario)
    return Replay(forward_of(trail), backward_of(trail), graph_of(trail))
