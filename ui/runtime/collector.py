"""The garbage collector's share of each run, kept small while the process grows."""

import asyncio
import gc
from time import perf_counter

SLOW = 0.001
"""Seconds. A full collection that takes longer has walked some ten thousand objects that live on."""

AGAIN = 60.0
"""Seconds between two looks at everything, a fifth of a second each. With 300, memory grew by a fifth meanwhile."""


class Collector:
    """Freezes what survives a slow collection, and now and then looks at everything again.

    Streamlit ends every run with a full collection, which walks all objects that are not frozen. What the libraries
    bring is frozen at start-up; what visits bring is not, and with 35 visits these walks took a third of the server's
    time. A frozen object still goes when nothing refers to it any more; only dead cycles wait, for the next look.
    Source: https://docs.python.org/3/library/gc.html#gc.freeze, and gc.callbacks there.
    """

    def __init__(self) -> None:
        self._start = 0.0

    def watch(self) -> None:
        """Begin to watch the collections of this process."""
        gc.callbacks.append(self._collecting)

    def leave(self) -> None:
        """Stop watching."""
        gc.callbacks.remove(self._collecting)

    def _collecting(self, phase: str, info: dict[str, int]) -> None:
        """Called by the collector before and after each collection."""
        if info["generation"] < 2:  # only a full one walks everything
            return
        if phase == "start":
            self._start = perf_counter()
        elif perf_counter() - self._start > SLOW:
            gc.freeze()


def look_at_everything() -> None:
    """Collect what is dead among the frozen, too, and freeze the rest."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


async def keep_looking() -> None:
    """Look at everything again and again, until cancelled."""
    while True:
        await asyncio.sleep(AGAIN)
        look_at_everything()
