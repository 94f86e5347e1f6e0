"""PyTorch's run of the numbers that a page is about: made once for all parts of the page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from weakref import ref

from core import Replay, Scenario, replay
from ui import state

SMALL = 100_000
"""Numbers of all values of a run together, 0.8 MB in float64. So small a run is kept for the session, since each step
asks for it again. A larger one goes when the page is drawn, or a session would hold its problem several times over."""


@dataclass
class Kept:
    """What a session keeps.

    Attributes:
        last: the run that was asked for last, as long as somebody holds it.
        held: that run, where the session holds it.
        drawing: whether a page is being drawn, which asks for the same run several times.
    """

    last: Callable[[], Replay | None] = lambda: None
    held: Replay | None = None
    drawing: bool = False


def run_of(scenario: Scenario) -> Replay:
    """Forward and backward on real tensors; the run that is there already where the scenario is the same object."""
    kept = _kept()
    run = kept.last()
    if run is None or run.scenario is not scenario:
        run = replay(scenario, chased=True)
        kept.last, kept.held = ref(run), run if kept.drawing or _small(run) else None
    return run


@contextmanager
def one_page() -> Iterator[None]:
    """While a page is drawn its run is kept, whatever its size."""
    kept = _kept()
    kept.drawing = True
    try:
        yield
    finally:
        kept.drawing = False
        if kept.held is not None and not _small(kept.held):
            kept.held = None


def _small(run: Replay) -> bool:
    return sum(value.numel() for value in run.forward.values) <= SMALL


def _kept() -> Kept:
    return state.session("kept run", Kept)
