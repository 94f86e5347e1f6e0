"""A question of an exercise: a number or a choice, what is right, and why each wrong answer is wrong."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import torch
from torch import Tensor

from core.engine.whole_run import Replay, replay
from core.exercises.answers import read_answer, same
from core.exercises.asked import Asked, number_of
from core.exercises.cell_slips import CELL_SLIPS
from core.exercises.slips import SLIPS
from core.mistakes.mistake import Guess, Lane
from core.scenario.losses import REDUCTIONS
from core.scenario.models import DEFAULT_MODEL
from core.scenario.scenario import Scenario

SMALLEST = 1e-3
"""A smaller answer is no pleasure to work out."""

APART = 0.02
"""How far a slip's number is from the right one, relative to its size."""


@dataclass(frozen=True)
class Wrong:
    """What a slip gives, and what is wrong with it.

    Attributes:
        gives: the number, or the key of a choice.
        title: what was done; "" where a choice says so itself.
        says: what is right there, in a sentence.
        place: where on the tape it happens; None where its picture has no such place.
    """

    gives: float | str
    title: str
    says: str
    place: tuple[Lane, str] | None = None


def slipped(name: str, number: float) -> Wrong:
    """What one of `CELL_SLIPS` gives."""
    return Wrong(number, CELL_SLIPS[name].title, CELL_SLIPS[name].says)


@dataclass(frozen=True)
class Question:
    """One question; code in its texts stands between backticks.

    Attributes:
        ask: the question.
        hints: three, each telling more and none the answer; none where a page has a button that shows it.
        solution: how it comes out.
        right: the right number, or the key of the right choice.
        choices: what can be chosen, by key; none where a number is asked for.
        slips: what slips give: numbers, or every choice but the right one.
        scenario: the numbers that it is about; None where it is about a program alone.
        chosen: the entry that the walk is to show: sample and coefficient.
        code: the lines that it is about; "" for none.
        view: the view that shows it.
        mistake: the mistake that is open there; "" for none.
        within: how far an answer may be off, relative to its size, where it is made of rounded numbers.
    """

    ask: str
    hints: tuple[str, ...]
    solution: str
    right: float | str
    choices: Mapping[str, str] = field(default_factory=dict)
    slips: tuple[Wrong, ...] = ()
    scenario: Scenario | None = None
    chosen: tuple[int, int] = (0, 0)
    code: str = ""
    view: str = "backward"
    mistake: str = ""
    within: float = 0.0

    @classmethod
    def among(
        cls,
        ask: str,
        hints: tuple[str, ...],
        solution: str,
        right: str,
        guesses: Mapping[str, Guess],
        **rest: Any,  # what else a question has
    ) -> Self:
        """A question with choices; all but the right one are slips."""
        slips = tuple(Wrong(key, "", guess.reason) for key, guess in guesses.items() if key != right)
        texts = {key: guess.text for key, guess in guesses.items()}
        return cls(ask, hints, solution, right, texts, slips, **rest)

    def matches(self, answer: float | str, other: float | str) -> bool:
        """Whether two answers are one here."""
        if isinstance(answer, str) or isinstance(other, str):
            return answer == other
        return same(answer, other) or math.isclose(answer, other, rel_tol=self.within)


@dataclass(frozen=True)
class Verdict:
    """What became of an answer to a question.

    Attributes:
        right: whether it is right.
        slips: the slips that give exactly this answer.
    """

    right: bool
    slips: tuple[Wrong, ...] = ()


def judge(question: Question, text: str) -> Verdict:
    """Hold an answer against a question.

    Args:
        question: the question.
        text: a number as somebody writes it, or the key of a choice.

    Raises:
        NumberError: for what is no number, where one is asked for.
        KeyError: for what is no choice, where one is to be made.
    """
    if question.choices and text not in question.choices:
        raise KeyError(text)
    answer = text if question.choices else read_answer(text)
    if question.matches(answer, question.right):
        return Verdict(right=True)
    slips = (slip for slip in question.slips if not question.matches(slip.gives, question.right))
    found = {slip.title: slip for slip in slips if question.matches(answer, slip.gives)}
    return Verdict(right=False, slips=tuple(found.values()))


def tells_apart(question: Question) -> bool:
    """Whether no slip gives the right number or one near it, and it is not 0, which many ways lead to."""
    if isinstance(question.right, str):
        return question.right in question.choices
    if abs(question.right) < SMALLEST:
        return False
    numbers = (slip.gives for slip in question.slips if isinstance(slip.gives, float))
    return not any(math.isclose(question.right, number, rel_tol=APART) for number in numbers)


def slips_of(scenario: Scenario, asked: Asked) -> tuple[float, tuple[Wrong, ...]]:
    """The right number in the article's model, and what each slip makes of it."""
    run = replay(scenario)
    return number_of(run, asked), wrong_numbers(run, asked)


def wrong_numbers(run: Replay, asked: Asked) -> tuple[Wrong, ...]:
    """What each slip makes of a number of the article's model."""
    return tuple(
        Wrong(number, slip.title, slip.says, slip.place(run, asked))
        for slip in SLIPS.values()
        for number in slip.numbers(run, asked)
    )


@dataclass(frozen=True)
class Sigmoid:
    """A squared error behind a sigmoid: the factors of one entry's gradient, each of shape (N,).

    Attributes:
        upstream: what arrives at `preds`: 2 · residual, divided by N in a mean.
        preds: p, the sigmoid's results.
        read: what multiplied the entry: a column of `t_indep`, or one of `hidden`.
        size: N where the loss is a mean, else 1.
    """

    upstream: Tensor
    preds: Tensor
    read: Tensor
    size: int

    @property
    def arrives(self) -> Tensor:
        """The gradient at the sigmoid's sums."""
        return self.upstream * self.preds * (1 - self.preds)

    def wrong(self) -> Iterator[tuple[str, Tensor]]:
        """The slips: a key of `CELL_SLIPS`, and each sample's share at the sigmoid's sums that comes of it."""
        yield "sign", -self.arrives
        yield "local", self.upstream
        yield "value", self.upstream * self.preds
        yield "exponent", self.arrives / 2
        if self.size > 1:
            yield "n", self.arrives * self.size


def sigmoid_of(scenario: Scenario, j: int) -> Sigmoid:
    """The factors for entry j of `coeffs`, or of `layer2` where the model has a hidden layer."""
    run = replay(scenario)
    preds = run.forward["preds"].value.flatten()
    upstream = next(step.grad_in for step in run.backward.steps if step.tensor == "preds").flatten()
    read = scenario.t_indep if scenario.model == "sigmoid" else run.forward["hidden"].value
    divides = REDUCTIONS[scenario.reduction].divides
    return Sigmoid(upstream, preds, read[:, j], scenario.n_samples if divides else 1)


def is_linear(scenario: Scenario) -> bool:
    """Whether it is the article's model, which the slips of the walk know."""
    return scenario.model == DEFAULT_MODEL


def draw_from(generator: torch.Generator, size: int) -> int:
    """A whole number below `size`."""
    return int(torch.randint(size, (1,), generator=generator))
