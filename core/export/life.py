"""The life of `.grad` as a program: the calls that were made, and after each what it changed."""

from collections.abc import Sequence
from itertools import pairwise

import torch

from core.export.model import calc_loss_code, printed
from core.export.script import Chunk, Part
from core.export.sources import indented
from core.life.actions import BACKWARDS, Action, start_code
from core.life.snapshots import Snapshot, replay_grad
from core.scenario.scenario import Scenario


def life_parts(scenario: Scenario, actions: Sequence[Action], leaf: str, *, short: bool = False) -> tuple[Part, ...]:
    """All of it but the numbers.

    Args:
        scenario: the problem.
        actions: the calls.
        leaf: the one whose `.grad` is looked at.
        short: whether what can be said in fewer lines is.
    """
    snapshots = replay_grad(scenario, actions, leaf)
    block, times = _block(actions)
    pairs = list(pairwise(snapshots))
    steps = [
        _step(scenario, leaf, [pairs[at + len(block) * turn] for turn in range(times)]) for at in range(len(block))
    ]
    if times == 1:
        calls = [chunk for step in steps for chunk in (Chunk(step.code), *step.after(0))]
    else:
        body = "\n".join("\n".join((step.code, *(chunk.code for chunk in step.after(0)))) for step in steps)
        prints = [line for turn in range(times) for step in steps for line in step.prints(turn)]
        calls = [Chunk(f"for _ in range({times}):\n{indented(body)}", tuple(prints))]
    return (
        Part("The loss as a function", (Chunk(calc_loss_code(scenario, short=short)),)),
        Part("Track", (Chunk(start_code(actions, scenario)),)),
        Part("The calls", _merged(calls)),
    )


class _Step:
    """One call of the list, and what is printed after it, in each turn of the loop.

    Attributes:
        code: its lines.
        raised: what it raised in each turn; "" for nothing.
    """

    def __init__(self, code: str, raised: list[str], shown: list[list[Chunk]]) -> None:
        self.raised, self._shown = raised, shown
        self.code = code
        if any(raised):
            tried = f"try:\n{indented(code)}\nexcept Exception as error:\n"
            self.code = f'{tried}    print(f"{{type(error).__name__}}: {{error}}")'

    def after(self, turn: int) -> list[Chunk]:
        """The prints that follow it."""
        said = [Chunk("", tuple(self.raised[turn].splitlines()))] if self.raised[turn] else []
        return [*said, *self._shown[turn]]

    def prints(self, turn: int) -> list[str]:
        """All that it prints in a turn."""
        return [line for chunk in self.after(turn) for line in chunk.prints]


def _step(scenario: Scenario, leaf: str, turns: list[tuple[Snapshot, Snapshot]]) -> _Step:
    action = turns[0][1].action
    assert action is not None  # only the first snapshot of all has none
    grad = any(_grad_changed(before, after) or _fills(after) for before, after in turns)
    value = any(not torch.equal(before.value, after.value) for before, after in turns)
    shown = [
        [
            *([printed(f"{leaf}.grad", after.grad)] if grad else []),
            *([printed(f"{leaf}.detach()", after.value)] if value else []),
        ]
        for _, after in turns
    ]
    raised = ["" if after.raised is None else f"{after.raised.type}: {after.raised.text}" for _, after in turns]
    return _Step(action.code(scenario, leaf), raised, shown)


def _fills(after: Snapshot) -> bool:
    """Whether the call is a backward: what it leaves is printed, whether it changed or not."""
    return after.action is not None and after.action.key in BACKWARDS and after.raised is None


def _grad_changed(before: Snapshot, after: Snapshot) -> bool:
    if before.grad is None or after.grad is None:
        return before.grad is not after.grad
    return not torch.equal(before.grad, after.grad)


def _block(actions: Sequence[Action]) -> tuple[Sequence[Action], int]:
    """The shortest list of calls that these are a repetition of, and how often."""
    count = len(actions)
    size = next(
        size
        for size in range(1, count + 1)
        if count % size == 0 and all(actions[at] == actions[at % size] for at in range(count))
    )
    return actions[:size], count // size


def _merged(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """Chunks without lines belong to those before them."""
    merged: list[Chunk] = []
    for chunk in chunks:
        if chunk.code:
            merged.append(chunk)
        else:
            merged[-1] = Chunk(merged[-1].code, (*merged[-1].prints, *chunk.prints))
    return tuple(merged)
