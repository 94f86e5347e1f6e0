"""Whether an answer is right, and which slips give exactly the number that is not."""

import math
from dataclasses import dataclass

import torch

from core.engine.whole_run import Replay
from core.exercises.asked import Asked, number_of
from core.exercises.slips import SLIPS
from core.numbers import NumberError, parse_number, short

LONGEST = 40
"""Characters of an answer."""


@dataclass(frozen=True)
class Answer:
    """What became of an answer.

    Attributes:
        number: what was read.
        right: whether it is the number that is asked for, at the digits that the app shows.
        slips: the keys of `SLIPS` that give this number, where it is wrong.
    """

    number: float
    right: bool
    slips: tuple[str, ...] = ()


def check(run: Replay, asked: Asked, text: str) -> Answer:
    """Read an answer and compare it.

    Args:
        run: what PyTorch computed.
        asked: the number in question.
        text: a number in any sensible writing: `-2`, `−2.0`, `-4/2`, `−.5`.

    Raises:
        NumberError: for what is no number.
    """
    number, right = read_answer(text), number_of(run, asked)
    if same(number, right):
        return Answer(number, right=True)
    found = (
        name
        for name, slip in SLIPS.items()
        if any(same(number, wrong) and not same(wrong, right) for wrong in slip.numbers(run, asked))
    )
    return Answer(number, right=False, slips=tuple(found))


def read_answer(text: str) -> float:
    """A number, or a fraction of two.

    Raises:
        NumberError: for what is no number, and for a fraction of 0.
    """
    whole = text.strip().removeprefix("+").strip()
    if len(whole) > LONGEST:
        raise NumberError(f"an answer has at most {LONGEST} characters: write the number alone.")
    above, line, below = whole.partition("/")
    if not line:
        return parse_number(whole, torch.float64)
    top, bottom = (parse_number(part.strip(), torch.float64) for part in (above, below))
    if bottom == 0:
        raise NumberError("nothing can be divided by 0: write another number below the line.")
    return top / bottom


def same(one: float, other: float) -> bool:
    """Whether two numbers are shown alike (`core.numbers.short`)."""
    return (math.isnan(one) and math.isnan(other)) or short(one).lstrip("+") == short(other).lstrip("+")
