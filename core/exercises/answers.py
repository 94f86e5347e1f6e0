"""Whether an answer is right, and which slips give exactly the number that is not."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import torch

from core.engine.whole_run import Replay
from core.exercises.asked import Asked, number_of
from core.exercises.cell_slips import CELL_SLIPS
from core.exercises.cells import AskedCell, cell_number
from core.exercises.slip import Slip, Sought, Where
from core.exercises.slips import SLIPS
from core.numbers import NumberError, parse_number, quote, short

LONGEST = 40
"""Characters of an answer."""

ROUNDED = 2**-19
"""How far apart, relative to their size, two numbers may be through rounding alone: 16 · eps in float32."""

SHOWN_ROUNDED = 2e-3
"""The same where they were worked out of numbers of 3 or 4 digits, as cells show them."""

SIGN_APART = re.compile(r"^([+\-\u2212])\s+(?=[0-9.])")


@dataclass(frozen=True)
class Answer:
    """What became of an answer.

    Attributes:
        number: what was read.
        right: whether it is the number that is asked for, at the digits that the app shows.
        slips: the keys of `SLIPS`, or of `CELL_SLIPS`, that give this number, where it is wrong.
    """

    number: float
    right: bool
    slips: tuple[str, ...] = ()


def check(run: Replay, asked: Asked, text: str) -> Answer:
    """Read an answer to a number of the article's model, and compare it.

    Args:
        run: what PyTorch computed.
        asked: the number in question.
        text: a number in any sensible writing: `-2`, `−2.0`, `-4/2`, `−.5`.

    Raises:
        NumberError: for what is no number.
        KeyError: for a tensor that the run does not have.
        IndexError: for an entry that the tensor does not have.
    """
    return _compared(read_answer(text), number_of(run, asked), SLIPS, run, asked, ROUNDED)


def check_cell(run: Replay, asked: AskedCell, text: str) -> Answer:
    """The same in a walk through any program, where what a reader reckons with is shown rounded."""
    return _compared(read_answer(text), cell_number(run, asked), CELL_SLIPS, run, asked, SHOWN_ROUNDED)


def _compared(
    number: float,
    right: float,
    slips: Mapping[str, Slip[Sought, Where]],
    run: Replay,
    asked: Sought,
    within: float,
) -> Answer:
    if same(number, right, within):
        return Answer(number, right=True)
    found = (
        name
        for name, slip in slips.items()
        if any(same(number, wrong, within) and not same(wrong, right, within) for wrong in slip.numbers(run, asked))
    )
    return Answer(number, right=False, slips=tuple(found))


def read_answer(text: str) -> float:
    """A number, or a fraction of two.

    Raises:
        NumberError: for what is no number, and for a fraction of 0.
    """
    whole = text.strip()
    if len(whole) > LONGEST:
        raise NumberError(f"an answer has at most {LONGEST} characters: write the number alone.")
    above, line, below = whole.partition("/")
    if not line:
        return _number(whole)
    top, bottom = _number(above), _number(below)
    if bottom == 0:
        raise NumberError(f"{quote(whole)} divides by 0: write another number below the line.")
    quotient = top / bottom
    if not math.isfinite(quotient) or (quotient == 0 and top != 0):
        raise NumberError(f"{quote(whole)} is too large or too small for a number: write less extreme ones.")
    return quotient


def _number(text: str) -> float:
    return parse_number(SIGN_APART.sub(r"\1", text.strip()), torch.float64)


def same(one: float, other: float, within: float = ROUNDED) -> bool:
    """Whether two numbers are shown alike (`core.numbers.short`), or differ by rounding alone.

    0.12345 worked out on paper and 0.12344999 worked out in float32 are one number, and are shown as two.
    """
    return short(one) == short(other) or math.isclose(one, other, rel_tol=within)
