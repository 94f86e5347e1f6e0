"""What the garbage collector walks after each run, and that nothing dead stays."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from ui.runtime import collector


class Ring:
    """A cycle: only the collector can take it away."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def watched() -> Iterator[None]:
    """Collections are watched; afterwards nothing stays frozen that was not before."""
    watching = collector.Collector()
    watching.watch()
    yield
    watching.leave()
    collector.look_at_everything()


@pytest.mark.usefixtures("watched")
def test_what_survives_a_slow_collection_is_not_walked_again() -> None:
    kept = [[number] for number in range(300_000)]
    gc.collect()
    assert len(gc.get_objects()) < len(kept), "the lists are frozen, so the collector no longer lists them"


@pytest.mark.usefixtures("watched")
def test_a_dead_cycle_among_the_frozen_goes_when_everything_is_looked_at() -> None:
    ring = Ring()
    gone = weakref.ref(ring)
    gc.freeze()
    del ring
    gc.collect()
    assert gone() is not None, "a frozen cycle is out of the collector's sight"
    collector.look_at_everything()
    assert gone() is None


@pytest.mark.usefixtures("watched")
def test_what_nothing_refers_to_goes_at_once_though_frozen() -> None:
    plain = {"a set": {1}}
    gc.freeze()
    before = gc.get_freeze_count()
    plain.clear()
    del plain
    assert gc.get_freeze_count() < before


def test_after_leaving_nothing_is_watched() -> None:
    before = list(gc.callbacks)
    watching = collector.Collector()
    watching.watch()
    assert len(gc.callbacks) == len(before) + 1
    watching.leave()
    assert gc.callbacks == before
