"""What a slip is: one way to a certain wrong number."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.engine.whole_run import Replay
from core.mistakes.mistake import Lane

Sought = TypeVar("Sought")
"""What says which number is asked for."""
Where = TypeVar("Where")
"""What a picture knows a tensor by: its name, or its number in the program."""

# What is said of a slip that is made in the article's model and in any other: its title, and what is right there.
TURNED = "the sign is turned", "The size is right, and its sign is the other one."
NO_UPSTREAM = "what arrives is left out", "Upstream × local: what arrives multiplies the local derivative."
NO_LOCAL = "the local derivative is left out", "Upstream × local: what arrives is multiplied on its way."


@dataclass(frozen=True)
class Slip(Generic[Sought, Where]):
    """One slip.

    Attributes:
        title: what was done, in a few words.
        says: what is right there, in a sentence, code between backticks.
        numbers: (run, what is asked) -> the numbers that come of it; none where it cannot be made there.
        place: (run, what is asked) -> where in the picture it happens: the lane and the tensor.
    """

    title: str
    says: str
    numbers: Callable[[Replay, Sought], Iterator[float]]
    place: Callable[[Replay, Sought], tuple[Lane, Where]]
