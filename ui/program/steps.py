"""The steps of the walks through a program: what each of them read and made, and what exists after it.

Cells are named by lane and value: "v.3" a value ("v.layer1" an input), "n.3" its node ("n.3.1" a further one of that
call), "g.3" its gradient, "a.3.0" the first of several gradients that are added to it, "k.layer1" what `.grad` keeps.
"""

from dataclasses import dataclass
from typing import Literal

from core import BackwardStep
from ui.program.story import ProgramStory
from ui.program.words import backward_sentence, backward_start, forward_sentence, forward_start

Keys = frozenset[str]


@dataclass(frozen=True)
class ProgramStep:
    """One step of a walk.

    Attributes:
        title: its name, for the button that leads to it.
        sentence: what happens, code between backticks.
        line: the line of the program that runs, counted from 1; 0 for those that mark the leaves, -1 for backward.
        direction: which way the walk goes.
        value: the value that it makes, or whose node runs.
        passed: how many nodes have run; -1 in the forward walk.
        filled: the cells that exist after it.
        read: the cells that it read.
        made: the cells that it made.
        dim: the cells that are there and stand back.
    """

    title: str
    sentence: str
    line: int
    direction: Literal["forward", "backward", "chase"]
    value: int
    passed: int
    filled: Keys
    read: Keys
    made: Keys
    dim: Keys = frozenset()


def forward_steps(story: ProgramStory) -> tuple[ProgramStep, ...]:
    """The start, then one step an operation."""
    program, scenario = story.scenario.program, story.scenario
    filled = frozenset(value_key(story, value) for value in range(len(program.inputs)))
    leaves = frozenset(f"v.{leaf}" for leaf in scenario.leaves)
    steps = [ProgramStep("start", forward_start(scenario), 0, "forward", 0, -1, filled, leaves, frozenset())]
    for step in story.forward.steps:
        operation = step.operation
        made = {value_key(story, operation.result)} | {
            node_key(operation.result, part) for part in range(len(step.nodes))
        }
        read = frozenset(value_key(story, value) for value in operation.values)
        if step.nodes:
            made |= {node_key(value) for value in operation.values if story.names[value] in scenario.leaves}
        new = frozenset(made) - filled
        filled |= new
        sentence = forward_sentence(step, story)
        steps.append(
            ProgramStep(step.name, sentence, operation.line, "forward", operation.result, -1, filled, read, new)
        )
    return tuple(steps)


def backward_steps(story: ProgramStory) -> tuple[ProgramStep, ...]:
    """The start, then one step a node, in the engine's order."""
    result = story.scenario.program.result
    seed = _received(story, result, 0)
    filled = forward_steps(story)[-1].filled | seed
    read = frozenset({value_key(story, result)})
    start = backward_start(story.scenario)
    steps = [ProgramStep("start", start, -1, "backward", result, 0, filled, read, seed)]
    for at, step in enumerate(story.backward.steps, start=1):
        made = frozenset().union(
            {f"k.{step.tensor}"} if step.held is not None else (),
            *(_received(story, edge.value, at) for edge in step.edges if not edge.inside),
        )
        filled |= made
        title = step.node if step.held is None else f"{step.node}, {step.tensor}"
        reads = frozenset({f"g.{step.value}"})
        sentence = backward_sentence(step, story)
        steps.append(ProgramStep(title, sentence, -1, "backward", step.value, at, filled, reads, made))
    return tuple(steps)


def running(story: ProgramStory, step: ProgramStep) -> BackwardStep | None:
    """What the node that a step is about did; None in the forward walk and at its start."""
    return story.backward.steps[step.passed - 1] if step.passed > 0 else None


def value_key(story: ProgramStory, value: int) -> str:
    """The cells of a value."""
    inputs = story.scenario.program.inputs
    return f"v.{inputs[value]}" if value < len(inputs) else f"v.{value}"


def node_key(value: int, part: int = 0) -> str:
    """A node of a value."""
    return f"n.{value}.{part}" if part else f"n.{value}"


def _received(story: ProgramStory, value: int, at: int) -> Keys:
    """The cells of a gradient that arrive at a step; the whole of it with the last of several."""
    expected = story.arrivals.get(value, ())
    arrived = {f"a.{value}.{place}" for place, each in enumerate(expected) if each.step == at}
    if arrived and len(expected) == 1:
        return frozenset({f"g.{value}"})
    if arrived and max(each.step for each in expected) == at:
        arrived.add(f"g.{value}")
    return frozenset(arrived)
