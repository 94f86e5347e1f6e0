"""A question of an exercise: a number or a choice, what is right, and why each wrong answer is wrong."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

from core.engine.whole_run import replay
from core.exercises.answers import read_answer, same
from core.exercises.asked import Asked, number_of
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
    """A number that a slip gives.

    Attributes:
        number: the number.
        title: what was done.
        says: what is right there, in a sentence.
        place: where on the tape it happens; None where its picture has no such place.
    """

    number: float
    title: str
    says: str
    place: tuple[Lane, str] | None = None


@dataclass(frozen=True)
class Question:
    """One question; code in its texts stands between backticks.

    Attributes:
        ask: the question.
        hints: three, each telling more and none the answer.
        solution: how it comes out.
        right: the right number, or the key of the right choice.
        choices: what can be chosen, by key; none where a number is asked for.
        slips: the numbers that slips give.
        scenario: the numbers that it is about; None where it is about a program alone.
        chosen: the entry that the walk is to show: sample and coefficient.
        code: the lines that it is about; "" for none.
        view: the view that shows it.
        mistake: the mistake that is open there; "" for none.
        within: how far an answer may be off, relative to its size, where it is made of rounded numbers.
    """

    ask: str
    hints: tuple[str, str, str]
    solution: str
    right: float | str
    choices: Mapping[str, Guess] = field(default_factory=dict)
    slips: tuple[Wrong, ...] = ()
    scenario: Scenario | None = None
    chosen: tuple[int, int] = (0, 0)
    code: str = ""
    view: str = "backward"
    mistake: str = ""
    within: float = 0.0

    def matches(self, number: float, other: float) -> bool:
        """Whether two numbers are one here."""
        return same(number, other) or math.isclose(number, other, rel_tol=self.within)


@dataclass(frozen=True)
class Verdict:
    """What became of an answer to a question.

    Attributes:
        right: whether it is right.
        slips: the slips that give exactly this number.
        reason: why a choice is wrong.
    """

    right: bool
    slips: tuple[Wrong, ...] = ()
    reason: str = ""


def judge(question: Question, text: str) -> Verdict:
    """Hold an answer against a question.

    Args:
        question: the question.
        text: a number as somebody writes it, or the key of a choice.

    Raises:
        NumberError: for what is no number, where one is asked for.
        KeyError: for what is no choice, where one is to be made.
    """
    if question.choices:
        return Verdict(text == question.right, reason=question.choices[text].reason)
    assert isinstance(question.right, float)
    number = read_answer(text)
    if question.matches(number, question.right):
        return Verdict(right=True)
    found = {slip.title: slip for slip in question.slips if question.matches(number, slip.number)}
    return Verdict(right=False, slips=tuple(found.values()))


def tells_apart(question: Question) -> bool:
    """Whether no slip gives the right number or one near it, and it is not 0, which many ways lead to."""
    if isinstance(question.right, str):
        return question.right in question.choices
    if abs(question.right) < SMALLEST:
        return False
    return not any(math.isclose(question.right, slip.number, rel_tol=APART) for slip in question.slips)


def slips_of(scenario: Scenario, asked: Asked) -> tuple[float, tuple[Wrong, ...]]:
    """The right number in the article's model, and what each slip makes of it."""
    run = replay(scenario)
    found = [
        Wrong(number, slip.title, slip.says, slip.place(run, asked))
        for slip in SLIPS.values()
        for number in slip.numbers(run, asked)
    ]
    return number_of(run, asked), tuple(found)


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

    def wrong(self) -> Iterator[tuple[str, str, Tensor]]:
        """The slips: title, what is right, and each sample's share at the sigmoid's sums that comes of it."""
        yield "the sign is turned", "The size is right, and its sign is the other one.", -self.arrives
        yield (
            "the sigmoid's derivative is left out",
            "The sigmoid passes upstream × p (1 − p) back, and not upstream alone.",
            self.upstream,
        )
        yield (
            "the sigmoid's result in place of its derivative",
            "The derivative of the sigmoid is p (1 − p), and p is its value.",
            self.upstream * self.preds,
        )
        yield (
            "the 2 of the square is forgotten",
            "The derivative of a residual's square is 2 · residual.",
            self.arrives / 2,
        )
        if self.size > 1:
            says = "The loss is a mean: `errors.mean()` divides by N."
            yield "1/N is forgotten", says, self.arrives * self.size


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
