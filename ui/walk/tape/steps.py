"""The steps of a walk: which cells are filled and which are the current ones, after each step.

Cells are named by lane and tensor: "v.preds" a value, "n.preds" the node under it, "g.preds" the gradient that arrives
there, "o.preds" the operation that made it and "l.preds" the local derivative under that operation.
"""

from dataclasses import dataclass
from typing import Literal

from core import Backward, BackwardStep, Forward, Scenario
from ui.words import BACKWARD_START, FORWARD_START, backward_sentence, forward_sentence, sum_sentence


@dataclass(frozen=True)
class TapeStep:
    """The state of the picture after one step.

    Attributes:
        title: what the step is called on a button.
        sentence: what it did, code between backticks.
        filled: the cells that hold numbers.
        now: the cells that this step read or made: the whole picture on a phone.
        made: the cells that this step filled.
        line: the tensor whose line of code is running, "tracked" for the one that marks the leaf, or "backward".
        direction: which way the walk goes.
        node: the tensor whose node is at work in the backward run; "" before the first.
        dim: the cells that are there and stand back; "r.preds" is the reference from preds' node to the one before.
    """

    title: str
    sentence: str
    filled: frozenset[str]
    now: frozenset[str]
    made: frozenset[str]
    line: str
    direction: Literal["forward", "backward"] = "forward"
    node: str = ""
    dim: frozenset[str] = frozenset()

    @property
    def read(self) -> frozenset[str]:
        """The cells that this step read."""
        return self.now - self.made


def forward_steps(scenario: Scenario, forward: Forward) -> tuple[TapeStep, ...]:
    """One step before anything ran, and one after each operation."""
    filled = frozenset({"v.coeffs", "v.t_indep", "v.t_dep"})
    tape_steps = [TapeStep("start", FORWARD_START, filled, filled, frozenset(), "tracked")]
    for step in forward.tracked:
        made = frozenset({f"v.{step.name}", f"n.{step.name}", f"o.{step.name}"})
        if "coeffs" in step.inputs:
            made |= {"n.coeffs", "v.copies"}
        filled |= made
        now = made | {f"v.{name}" for name in step.inputs}
        tape_steps.append(TapeStep(step.name, forward_sentence(step, scenario), filled, now, made, step.name))
    return tuple(tape_steps)


def backward_steps(scenario: Scenario, forward: Forward, backward: Backward) -> tuple[TapeStep, ...]:
    """One step for the seed, one a node, and two for the node whose contributions the engine adds up."""
    seed = frozenset({"g.loss"})
    filled = forward_steps(scenario, forward)[-1].filled | seed
    tape_steps = [TapeStep("start", BACKWARD_START, filled, seed | {"n.loss", "v.loss"}, seed, "backward", "backward")]
    for step in backward.steps:
        for beat in _beats(step, scenario, forward):
            filled |= beat.made
            now = beat.made | beat.read
            tape_steps.append(
                TapeStep(beat.title, beat.sentence, filled, now, beat.made, "backward", "backward", step.tensor)
            )
    return tuple(tape_steps)


@dataclass(frozen=True)
class _Beat:
    """What one step of the backward run makes, and what it reads for that."""

    title: str
    sentence: str
    made: frozenset[str]
    read: frozenset[str]


def _beats(step: BackwardStep, scenario: Scenario, forward: Forward) -> tuple[_Beat, ...]:
    node, arrived, local = f"n.{step.tensor}", f"g.{step.tensor}", f"l.{step.tensor}"
    sentence = backward_sentence(step, scenario, forward)
    leaf = frozenset({"v.coeffs", "v.copies"})
    if step.rule == "accumulate":
        return (_Beat(step.node, sentence, frozenset({"g.kept"}), frozenset({node, "g.total", "v.coeffs"})),)
    if step.rule == "multiply then sum":
        multiply = _Beat(
            f"{step.node}, multiply", sentence, frozenset({"g.contributions", local}), leaf | {node, arrived}
        )
        add = _Beat(
            f"{step.node}, add", sum_sentence(step, scenario), frozenset({"g.total"}), leaf | {node, "g.contributions"}
        )
        return multiply, add
    return (_Beat(step.node, sentence, frozenset({f"g.{step.receiver}", local}), frozenset({node, arrived})),)
