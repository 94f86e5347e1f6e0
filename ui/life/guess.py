"""The question before a backward that meets a gradient: what will `.grad` hold? The candidates come from real runs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from core import ACTIONS_LIMIT, Action, Scenario, replay_grad
from ui.life.chosen import Chosen

BACKWARD = ("b", "r")
"""The calls that add to `.grad`."""

DROP = Action("n")
"""What shows a backward's own gradient: the same call after `.grad` was dropped."""


FREED = "The backward before had freed what the graph saved."
CHANGED = "A step had changed in place what the graph saved."
RAISES = "It raises"
"""The candidate that is offered whether it is right or not, so that it gives nothing away."""


@dataclass(frozen=True)
class Answer:
    """One candidate.

    Attributes:
        text: what `.grad` would hold, or that the call raises, as it stands on the button.
        right: whether it will.
        verdict: what to say to somebody who chose it, code between backticks.
    """

    text: str
    right: bool
    verdict: str


@dataclass(frozen=True)
class Question:
    """A question and its candidates.

    Attributes:
        code: the call that is about to run.
        name: what it is about: the chosen leaf's `.grad`, or a row of it.
        held: what that holds before the call.
        answers: the candidates, all different.
    """

    code: str
    name: str
    held: str
    answers: tuple[Answer, ...]


def first_question(scenario: Scenario, calls: Sequence[Action], chosen: Chosen, since: int = 0) -> int | None:
    """The place of the first of these calls, from `since` on, that is worth a question; None where there is none."""
    return next(
        (k for k in range(since, len(calls)) if question(scenario, calls[:k], calls[k], chosen) is not None), None
    )


def question(scenario: Scenario, calls: Sequence[Action], following: Action, chosen: Chosen) -> Question | None:
    """What to ask before `following`; None unless it is a backward that meets a gradient of numbers other than 0.

    Args:
        scenario: the problem.
        calls: those made.
        following: the one to ask about.
        chosen: the leaf that it is about, and its row.
    """
    if following.key not in BACKWARD or len(calls) + 2 > ACTIONS_LIMIT:  # two more calls tell what it adds
        return None
    *_, before, after = replay_grad(scenario, (*calls, following), chosen.leaf)
    if before.grad is None or after.grad is None or not after.grad.isfinite().all():
        return None
    if not chosen.row_of(before.grad).any():
        return None
    if after.raised:
        if not torch.equal(before.grad, after.grad):  # it raised halfway, and both answers would be right
            return None
        why = CHANGED if before.graph == "changed" else FREED
        answers = _after_refusal(chosen, before.grad, why)
    else:
        alone = replay_grad(scenario, (*calls, DROP, following), chosen.leaf)[-1].grad
        if alone is None:  # the graph does not lead to the leaf
            return None
        answers = _after_adding(chosen, before.grad, alone, after.grad)
    kept = _different(tuple(answers))
    name = f"{chosen.leaf}.grad{chosen.at}"
    return (
        Question(following.code(scenario, chosen.leaf), name, chosen.line(before.grad), kept) if len(kept) > 1 else None
    )


def _different(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """The right answer, and of the others the first of those that read alike."""
    right = next(answer for answer in answers if answer.right)
    kept: dict[str, Answer] = {}
    for answer in answers:
        kept.setdefault(answer.text, right if answer.text == right.text else answer)
    return tuple(kept.values())


def _after_refusal(chosen: Chosen, held: Tensor, why: str) -> Iterator[Answer]:
    """Candidates where torch raises and adds nothing."""
    line, name = chosen.line, f"{chosen.leaf}.grad{chosen.at}"
    stays = f"torch raised before it added anything, so `{name}` stays {line(held)}."
    yield Answer(line(held), False, f"It does hold {line(held)}, but `backward()` did not run: {stays} {why}")
    yield Answer(line(held + held), False, f"No: {stays} {why}")
    yield Answer(line(torch.zeros_like(held)), False, f"No: {stays} Nothing sets it to zero but a call that says so.")
    yield Answer(RAISES, True, f"Right: {stays} {why}")


def _after_adding(chosen: Chosen, held: Tensor, alone: Tensor, result: Tensor) -> Iterator[Answer]:
    """Candidates where backward runs: it adds its own gradient, `alone`, to what is held."""
    line = chosen.line
    added = f"`backward()` added {line(alone)} to the {line(held)} that was there"
    wrong = f"No, it holds {line(result)}: {added}"
    yield Answer(line(alone), False, f"{wrong}; it does not replace it.")
    yield Answer(line(held), False, f"{wrong}; it does not leave `.grad` as it was.")
    yield Answer(line(result), True, f"Right: {added}.")
    yield Answer(line(torch.zeros_like(held)), False, f"{wrong}; it clears nothing.")
    yield Answer(RAISES, False, f"{wrong}; the graph was alive, so nothing raised.")
