"""The guesses of the pages as questions: what a mistake's program does, what the next backward leaves in `.grad`."""

from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor

from core.exercises.questions import Question
from core.life.actions import BACKWARDS, Action
from core.life.snapshots import replay_grad
from core.life.texts import ACTIONS_LIMIT
from core.mistakes.mistake import Guess, Mistake
from core.scenario.scenario import Scenario
from core.scenario.starts import grid_of

DROP = Action("n")
"""What shows a backward's own gradient: the same call after `.grad` was dropped."""

FREED = "The backward before had freed what the graph saved."
CHANGED = "A step had changed in place what the graph saved."
RAISES = "It raises"
"""The choice that is offered whether it is right or not, so that it gives nothing away."""

Choices = Iterator[tuple[str, Guess]]


def before_run(mistake: Mistake) -> Question:
    """What to ask before a mistake's program runs."""
    right = mistake.guesses[mistake.answer].text
    happened = f"What happened: {right[0].lower() + right[1:]}."
    ask = "What happens when it runs?"
    return Question.among(ask, (), happened, mistake.answer, mistake.guesses, view="mistakes", mistake=mistake.slug)


def before_backward(
    scenario: Scenario,
    calls: Sequence[Action],
    following: Action,
    leaf: str,
    row: int,
    written: Callable[[Tensor], str],
) -> Question | None:
    """What to ask before a call; None unless it is a backward that meets a gradient of numbers other than 0.

    Args:
        scenario: the problem.
        calls: those made.
        following: the one to ask about.
        leaf: the one whose `.grad` it is about.
        row: which row of it.
        written: how that row of a gradient is written; of choices that read alike one is offered.
    """
    if following.key not in BACKWARDS or len(calls) + 2 > ACTIONS_LIMIT:  # two more calls tell what it adds
        return None
    *_, before, after = replay_grad(scenario, (*calls, following), leaf)
    if before.grad is None or after.grad is None or not after.grad.isfinite().all():
        return None
    grid = grid_of(tuple(before.grad.shape))
    if not before.grad.reshape(grid)[row].any():
        return None
    name = f"{leaf}.grad[{row}]" if grid[0] > 1 else f"{leaf}.grad"
    if after.raised:
        if not torch.equal(before.grad, after.grad):  # it raised halfway, and both answers would be right
            return None
        why = CHANGED if before.graph == "changed" else FREED
        solution = f"torch raised before it added anything, so `{name}` stays {written(before.grad)}. {why}"
        right, offered = "raises", _after_refusal(written, before.grad, solution)
    else:
        alone = replay_grad(scenario, (*calls, DROP, following), leaf)[-1].grad
        if alone is None:  # the graph does not lead to the leaf
            return None
        solution = f"`backward()` added {written(alone)} to the {written(before.grad)} that was there."
        right, offered = "added", _after_adding(written, before.grad, alone, after.grad)
    choices = _different(dict(offered), right)
    code = following.code(scenario, leaf)
    ask = f"`{name}` holds {written(before.grad)}. What will it hold after `{code}`, or will that raise?"
    return (
        Question.among(ask, (), solution, right, choices, scenario=scenario, code=code, view="life")
        if len(choices) > 1
        else None
    )


def _after_refusal(written: Callable[[Tensor], str], held: Tensor, solution: str) -> Choices:
    """Where torch raises and adds nothing."""
    left = f"It does hold {written(held)}, but `backward()` did not run: {solution}"
    yield "left", Guess(written(held), left)
    yield "added", Guess(written(held + held), f"No: {solution}")
    yield (
        "cleared",
        Guess(written(torch.zeros_like(held)), f"No: {solution} Nothing but a call that says so sets it to 0."),
    )
    yield "raises", Guess(RAISES)


def _after_adding(written: Callable[[Tensor], str], held: Tensor, alone: Tensor, result: Tensor) -> Choices:
    """Where backward runs: it adds its own gradient, `alone`, to what is held."""
    wrong = f"No, it holds {written(result)}: `backward()` added {written(alone)} to the {written(held)} that was there"
    yield "replaced", Guess(written(alone), f"{wrong}; it does not replace it.")
    yield "left", Guess(written(held), f"{wrong}; it does not leave `.grad` as it was.")
    yield "added", Guess(written(result))
    yield "cleared", Guess(written(torch.zeros_like(held)), f"{wrong}; it clears nothing.")
    yield "raises", Guess(RAISES, f"{wrong}; the graph was alive, so nothing raised.")


def _different(offered: dict[str, Guess], right: str) -> dict[str, Guess]:
    """The right choice, and of the others the first of those that read alike."""
    read = {offered[right].text: right}
    for key, guess in offered.items():
        read.setdefault(guess.text, key)
    return {key: guess for key, guess in offered.items() if read[guess.text] == key}
