"""The steps of both walks through a program: what has been made so far, and which rows each step is about."""

from dataclasses import dataclass

from ui.program.story import ProgramStory
from ui.program.words import backward_sentence, backward_start, forward_sentence, forward_start


@dataclass(frozen=True)
class ProgramStep:
    """One step of a walk.

    Attributes:
        title: its name, for the button that leads to it.
        sentence: what happens, code between backticks.
        line: the line of the program that runs, counted from 1; 0 for those that mark the leaves, -1 for backward.
        made: how many values there are, inputs included.
        passed: how many nodes have run; -1 in the forward walk.
        now: the values whose rows this step is about; the first is the one that it makes, or whose node runs.
    """

    title: str
    sentence: str
    line: int
    made: int
    passed: int
    now: tuple[int, ...]


def forward_steps(story: ProgramStory) -> tuple[ProgramStep, ...]:
    """The start, then one step an operation."""
    program, scenario = story.scenario.program, story.scenario
    inputs = len(program.inputs)
    leaves = tuple(program.numbers[leaf] for leaf in scenario.leaves)
    start = ProgramStep("start", forward_start(scenario), 0, inputs, -1, leaves)
    return (
        start,
        *(
            ProgramStep(
                step.name,
                forward_sentence(step),
                step.operation.line,
                inputs + at,
                -1,
                (step.operation.result, *step.operation.values),
            )
            for at, step in enumerate(story.forward.steps, start=1)
        ),
    )


def backward_steps(story: ProgramStory) -> tuple[ProgramStep, ...]:
    """The start, then one step a node, in the engine's order."""
    program = story.scenario.program
    everything = len(program.names)
    start = ProgramStep("start", backward_start(story.scenario), -1, everything, 0, (program.result,))
    return (
        start,
        *(
            ProgramStep(
                step.node if step.held is None else f"{step.node}, {step.tensor}",
                backward_sentence(step, story),
                -1,
                everything,
                at,
                (step.value, *(edge.value for edge in step.edges if not edge.inside)),
            )
            for at, step in enumerate(story.backward.steps, start=1)
        ),
    )
