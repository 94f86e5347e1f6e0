"""The axes of the charts: where a number lies on one, in parts of its length, and at which numbers it is marked."""

import math
import sys
from dataclasses import dataclass

STEPS = (1, 2, 5, 10)
"""By what the marks of an axis may go up, times a power of ten."""

MARKS = 5
"""About how many marks an axis has."""

LARGEST, SMALLEST = sys.float_info.max, sys.float_info.min


@dataclass(frozen=True)
class Scale:
    """An axis from its least to its largest number.

    Attributes:
        low: the least.
        high: the largest; above the least.
        logarithmic: whether equal ratios are equal lengths; then the least is above 0.
    """

    low: float
    high: float
    logarithmic: bool = False

    def at(self, number: float) -> float:
        """Which part of the axis lies below a number: 0 at its least, 1 at its largest."""
        if self.logarithmic:
            low, high = math.log10(self.low), math.log10(self.high)
            return (math.log10(number) - low) / (high - low)
        return (number - self.low) / (self.high - self.low)

    @property
    def marks(self) -> list[float]:
        """The round numbers on it."""
        if not self.logarithmic:
            return rounds(self.low, self.high, MARKS)
        low, high = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
        every = max(1, math.ceil((high - low) / MARKS))
        return [float(f"1e{power}") for power in range(low, high + 1, every)]


def step_of(low: float, high: float, about: int) -> float:
    """The round step with which from one number to another there are about so many."""
    raw = (high - low) / about
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step * power for step in STEPS if step * power >= raw * (1 - 1e-9))


def rounds(low: float, high: float, about: int) -> list[float]:
    """The multiples of a round step that lie between two numbers; the two where they lie too near for one."""
    if not SMALLEST <= high / about - low / about <= LARGEST:
        return [low, high]  # no round step is a float
    step = step_of(low, high, about)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{place * step:.12g}") for place in range(first, last + 1)]
