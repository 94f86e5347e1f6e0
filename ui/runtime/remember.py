"""Results that a page needs again on its next run, and that large numbers make slow."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from ui import state

T = TypeVar("T")


def remembered(name: str, of: Hashable, make: Callable[[], T]) -> T:
    """What `make` returns for `of`, one result a name and session.

    With 100,000×50 numbers `verify` takes 7 s, and a slider's move does not change its answer.
    """
    held: dict[Hashable, T] = state.session(f"remembered {name}", dict)
    if of not in held:
        made = make()
        held.clear()
        held[of] = made
    return held[of]
