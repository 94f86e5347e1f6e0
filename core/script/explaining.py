"""`explain(text, tensors)`: a program of one's own, from Python, with the whole explanation of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pkgutil import resolve_name

import torch
from torch import Tensor

from core.engine.backward import Backward
from core.engine.forward import Forward
from core.engine.reasons import Why
from core.engine.whole_run import Replay, replay
from core.hand import ByHand, agreement, by_hand
from core.hand.verdicts import Agreements
from core.scenario.scenario import Scenario, ScenarioError
from core.script.reasons import why
from core.script.script import Script
from core.script.trace import Trace

Given = Tensor | float | Sequence[float] | Sequence[Sequence[float]]

DRAWER = "ui.script.notebook:walk_html"
"""What draws a scenario's walk as one HTML text: the app beside core, found by name, since core knows nothing of it."""


@dataclass(frozen=True, eq=False)
class Explanation:
    """All that there is to know of a program: in a notebook it is drawn.

    Attributes:
        script: its lines, which have run.
        call: which of its backward calls is explained, from 0 on.
    """

    script: Script
    call: int = 0
    _plain: Scenario | None = field(default=None, repr=False)

    @property
    def trace(self) -> Trace:
        """What every line did."""
        return self.script.trace

    @cached_property
    def scenario(self) -> Scenario:
        """The lines that lead to the call, with their tensors.

        Raises:
            ScenarioError: with the reason, where there is nothing to walk: torch raised, or nothing is tracked.
        """
        if self._plain is not None:
            return self._plain
        found = self.script.stretches
        if not found:
            raised = self.trace.raised
            stopped = f"{raised.type} in line {raised.line}: {raised.text}" if raised else "no line calls backward()."
            raise ScenarioError(f"There is nothing to walk: {stopped}")
        scenario = found[self.call].scenario
        if scenario is None:
            raise ScenarioError(found[self.call].why_not)
        return scenario

    @cached_property
    def run(self) -> Replay:
        """PyTorch's own run: forward, backward, and the graph."""
        return replay(self.scenario)

    @property
    def forward(self) -> Forward:
        """What each call computed."""
        return self.run.forward

    @property
    def backward(self) -> Backward:
        """What each node did, in the engine's order."""
        return self.run.backward

    @cached_property
    def by_hand(self) -> ByHand:
        """The same gradients without autograd."""
        return by_hand(self.scenario)

    @property
    def agreements(self) -> Agreements:
        """Whether the two agree on each leaf, within rounding."""
        return agreement(self.backward, self.by_hand)

    def why(self, name: str) -> Why:
        """Why `name.grad` is what it is."""
        return why(self.trace if self._plain is None else self._plain, name)

    def _repr_html_(self) -> str | None:
        """The walk, for a notebook; None where there is none, or where core is used without the app beside it."""
        try:
            draw = resolve_name(DRAWER)
            return str(draw(self.scenario))
        except (ImportError, ScenarioError):
            return None


def explain(text: str, tensors: Mapping[str, Given] | None = None, call: int = 0) -> Explanation:
    """Run a program and explain its gradients.

    Args:
        text: its lines, as `core.script` reads them. Where none of them calls `backward()` and none marks a tensor,
            the last one is the loss, and all that is given is tracked, as `Scenario.of` has it.
        tensors: what it reads and does not make, by name; tracked where they are. Lists are read as float32.
        call: which of its backward calls to explain, from 0 on.

    Raises:
        ProgramError: for what is outside of the language, with line and column.
        ScenarioError: for tensors that cannot be used.
    """
    given = {
        name: each if isinstance(each, Tensor) else torch.tensor(each, dtype=torch.float32)
        for name, each in (tensors or {}).items()
    }
    script = Script.of(text, given)
    trace = script.trace
    if not trace.calls and trace.raised is None and not trace.leaves:
        return Explanation(script, 0, Scenario.of(text, dict(tensors or {})))
    if call and not 0 <= call < len(trace.calls):
        raise ScenarioError(f"call is {call}, but the program calls backward() {len(trace.calls)} times: count from 0.")
    return Explanation(script, call)


@why.register
def _(of: Explanation, name: str) -> Why:
    return of.why(name)
