"""Times of several programs side by side, so that a ratio does not depend on what the machine did in between."""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter
from typing import Self

SHORTEST = 0.002
"""A sample lasts at least so many seconds: a shorter program is repeated within it, or the clock would be measured."""

SLOW = 0.5
"""A program that takes longer needs no warm-up before each sample."""

Program = Callable[[], object]


@dataclass(frozen=True)
class Spread:
    """A median and its quartiles.

    Attributes:
        median: half the samples lie below it.
        low: a quarter of the samples lies below it.
        high: a quarter of the samples lies above it.
        unit: "s", "×", "B" for bytes, or "".
    """

    median: float
    low: float
    high: float
    unit: str = "s"

    @classmethod
    def of(cls, samples: list[float], unit: str = "s") -> Self:
        """The spread of some samples; of one sample, that sample."""
        low, _, high = quantiles(samples, n=4, method="inclusive") if len(samples) > 1 else samples * 3
        return cls(median(samples), low, high, unit)


def side_by_side(programs: Mapping[str, Program], seconds: float, least: int = 5) -> dict[str, list[float]]:
    """Seconds a call of each program, one sample a round: A B C, B C A, ….

    The order turns from round to round, so that none always runs in the warmth of the same neighbour. What a program
    returns is dropped within its sample: giving memory back is part of what it costs. Garbage is collected before each
    sample and not during one, since a collection would land on a program by chance. What lives before the first sample
    is frozen: a walk over all of torch's objects would leave the caches cold and cost more than the sample.

    Args:
        programs: what to measure; each is called before its sample, too, to warm up.
        seconds: how long to go on.
        least: how many rounds run at least.
    """
    gc.collect()
    gc.freeze()
    repeats = {name: _repeats(program) for name, program in programs.items()}
    samples: dict[str, list[float]] = {name: [] for name in programs}
    order, end = list(programs), perf_counter() + seconds
    while perf_counter() < end or len(samples[order[0]]) < least:
        for name in order:
            samples[name].append(_sample(programs[name], repeats[name]))
        order.append(order.pop(0))
    return samples


def ratio(samples: Mapping[str, list[float]], name: str, base: str) -> Spread:
    """How many times as long one program took as another: the spread of the ratios of each round."""
    return Spread.of([one / other for one, other in zip(samples[name], samples[base], strict=True)], "×")


def _repeats(program: Program) -> int:
    """How often to call a program in one sample; 0 stands for once, without a warm-up."""
    if _sample(program, 0) > SLOW:
        return 0
    return max(1, round(SHORTEST / _sample(program, 1)))


def _sample(program: Program, repeats: int) -> float:
    gc.collect()
    gc.disable()
    try:
        if repeats:
            program()  # back into the caches
        start = perf_counter()
        for _ in range(max(1, repeats)):
            program()
        return (perf_counter() - start) / max(1, repeats)
    finally:
        gc.enable()
