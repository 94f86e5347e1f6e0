"""How far a reader has come in a set of exercises: all of it stands in the address."""

import re
from dataclasses import dataclass, replace

from core.exercises.exercises import EXERCISES, draw
from core.exercises.levels import LEVELS
from core.exercises.questions import Question

MOST_SETS = 9_999
RIGHT, LATER, SHOWN = "r", "l", "s"
"""What became of a question: right at once, right after a hint or a wrong answer, shown."""

WRITTEN = re.compile(r"([a-z]+)\.([0-9]{1,4})((?:\.[rls]+)?)")


@dataclass(frozen=True)
class Practice:
    """A set of exercises and what became of the first of them.

    Attributes:
        level: a key of `LEVELS`.
        seed: of the numbers.
        done: a letter for each question that is over: r, l or s.
    """

    level: str = next(iter(LEVELS))
    seed: int = 0
    done: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing is left to ask."""
        return len(self.done) == len(EXERCISES)

    @property
    def again(self) -> tuple[str, ...]:
        """The exercises to look at again: those that were not right at once."""
        return tuple(name for name, letter in zip(EXERCISES, self.done, strict=False) if letter != RIGHT)

    def question(self, at: int) -> Question:
        """The question at a place of the set."""
        return draw(list(EXERCISES)[at], self.level, self.seed * 100 + at)

    def then(self, letter: str) -> "Practice":
        """The same after the question that is open."""
        return replace(self, done=self.done + letter)


def read_practice(text: str) -> Practice:
    """Read `mixed.12.rls`.

    Raises:
        ValueError: with one sentence, for anything else.
    """
    match = WRITTEN.fullmatch(text)
    if match is None or match[1] not in LEVELS or len(match[3]) > len(EXERCISES) + 1:
        levels = ", ".join(LEVELS)
        raise ValueError(
            f"write a level ({levels}), a set from 0 to {MOST_SETS} and what is done, such as mixed.12.rl."
        )
    return Practice(match[1], int(match[2]), match[3].removeprefix("."))


def written_practice(practice: Practice) -> str:
    """A practice as an address holds it."""
    return f"{practice.level}.{practice.seed}" + (f".{practice.done}" if practice.done else "")
