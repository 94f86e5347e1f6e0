"""How the learning rate changes from step to step. A new schedule is one entry in `RATES`."""

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """One schedule.

    Attributes:
        title: its name in words.
        sentence: what it does to the steps.
        formula: the rate of step t, in LaTeX.
        at: the learning rate that was asked for, and t = 1, 2, … -> the rate of step t.
    """

    title: str
    sentence: str
    formula: str
    at: Callable[[float, int], float]


def constant(lr: float, _: int) -> float:
    """The same for every step."""
    return lr


def root(lr: float, t: int) -> float:
    """Shrinks with the square root of the number of steps."""
    return lr / math.sqrt(t)


def inverse(lr: float, t: int) -> float:
    """Shrinks with the number of steps."""
    return lr / t


# Over a kink a constant rate need not settle; rates that shrink towards 0 but add up to infinity do: Boyd, Xiao and
# Mutapcic, Subgradient Methods, https://web.stanford.edu/class/ee392o/subgrad_method.pdf, section 2.
RATES: dict[str, Rate] = {
    "constant": Rate("constant", "Every step uses the same rate.", r"\text{lr}", constant),
    "root": Rate("lr ÷ √t", "Step t uses lr ÷ √t, so later steps are shorter.", r"\text{lr} / \sqrt{t}", root),
    "inverse": Rate("lr ÷ t", "Step t uses lr ÷ t, so later steps are much shorter.", r"\text{lr} / t", inverse),
}
