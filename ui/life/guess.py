"""The question before a backward that meets a gradient: what will `.grad` hold? The candidates come from real runs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from core import ACTIONS_LIMIT, Action, Scenario, replay_grad, short
from ui.walk.tape.windows import COLUMNS_IN_FULL, slots

BACKWARD = ("b", "r")
"""The calls that add to `.grad`."""

DROP = Action("n")
"""What shows a backward's own gradient: the same call after `.grad` was dropped."""


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
        held: what `.grad` holds before it.
        answers: the candidates, all different.
    """

    code: str
    held: str
    answers: tuple[Answer, ...]


def first_question(scenario: Scenario, calls: Sequence[Action], since: int = 0) -> int | None:
    """The place of the first of these calls, from `since` on, that is worth a question; None where there is none."""
    return next((k for k in range(since, len(calls)) if question(scenario, calls[:k], calls[k]) is not None), None)


def question(scenario: Scenario, calls: Sequence[Action], following: Action) -> Question | None:
    """What to ask before `following`; None unless it is a backward that meets a gradient of numbers other than 0."""
    if following.key not in BACKWARD or len(calls) + 2 > ACTIONS_LIMIT:  # two more calls tell what it adds
        return None
    *_, before, after = replay_grad(scenario, (*calls, following))
    if before.grad is None or after.grad is None or not before.grad.any() or not after.grad.isfinite().all():
        return None
    if after.raised:
        answers = _after_refusal(before.grad)
    else:
        alone = replay_grad(scenario, (*calls, DROP, following))[-1].grad
        assert alone is not None  # the same call has just added to it
        answers = _after_adding(before.grad, alone, after.grad)
    kept = _different(tuple(answers))
    return Question(following.code, vector(before.grad), kept) if len(kept) > 1 else None


def vector(numbers: Tensor) -> str:
    """A gradient, (n,), in a line of text; a long one is shortened as on the tape."""
    drawn = slots(len(numbers), COLUMNS_IN_FULL, head=2, chosen=0)
    return f"[{', '.join('…' if j is None else short(numbers[j].item(), signed=True) for j in drawn)}]"


def _different(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """The right answer, and of the others the first of those that read alike."""
    right = next(answer for answer in answers if answer.right)
    kept: dict[str, Answer] = {}
    for answer in answers:
        kept.setdefault(answer.text, right if answer.text == right.text else answer)
    return tuple(kept.values())


def _after_refusal(held: Tensor) -> Iterator[Answer]:
    """Candidates where torch raises: it adds nothing."""
    stays = f"torch raised before it added anything, so `coeffs.grad` stays {vector(held)}."
    why = "The backward before had freed what the graph saved."
    yield Answer(vector(held), False, f"It does hold {vector(held)}, but `backward()` did not run: {stays} {why}")
    yield Answer(vector(held + held), False, f"No: {stays} {why}")
    yield Answer(vector(torch.zeros_like(held)), False, f"No: {stays} Nothing sets it to zero but a call that says so.")
    yield Answer(RAISES, True, f"Right: {stays} {why}")


def _after_adding(held: Tensor, alone: Tensor, result: Tensor) -> Iterator[Answer]:
    """Candidates where backward runs: it adds its own gradient, `alone`, to what is held."""
    added = f"`backward()` added {vector(alone)} to the {vector(held)} that was there"
    wrong = f"No, it holds {vector(result)}: {added}"
    yield Answer(vector(alone), False, f"{wrong}; it does not replace it.")
    yield Answer(vector(held), False, f"{wrong}; it does not leave `.grad` as it was.")
    yield Answer(vector(result), True, f"Right: {added}.")
    yield Answer(vector(torch.zeros_like(held)), False, f"{wrong}; it clears nothing.")
    yield Answer(RAISES, False, f"{wrong}; the graph was alive, so nothing raised.")
