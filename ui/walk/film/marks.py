"""What changes from step to step: the classes that an element carries at some steps and not at others.

One markup serves every step. It is drawn at one of them and says, in `data-when`, which classes it has at which: the
script (walk.js) takes them from there, and so shows at each step what drawing at that step would have given.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Protocol

When = Mapping[str, Collection[int]]
"""Class -> the steps at which an element carries it."""


class Step(Protocol):
    """What a step of a walk does to its cells, by their names."""

    @property
    def filled(self) -> frozenset[str]:
        """Those that exist after it."""

    @property
    def read(self) -> frozenset[str]:
        """Those that it reads."""

    @property
    def made(self) -> frozenset[str]:
        """Those that it makes."""

    @property
    def dim(self) -> frozenset[str]:
        """Those that are there and stand back."""


def when_of(steps: Sequence[Step], keys: Collection[str]) -> When:
    """Of what holds some cells: until when they do not exist, when they stand back, are read and are made."""
    group, at = set(keys), range(len(steps))
    made = [step for step in at if group & steps[step].made]
    return {
        "absent": [step for step in at if not group & steps[step].filled],
        "dim": standing_back(steps, keys),
        "made": made,
        "read": [step for step in at if group & steps[step].read and step not in made],
    }


def standing_back(steps: Sequence[Step], keys: Collection[str]) -> list[int]:
    """The steps at which all of some cells are dimmed."""
    return [at for at, step in enumerate(steps) if step.dim.issuperset(keys)]


@dataclass(frozen=True)
class Pen:
    """Draws elements at one step of a walk.

    Attributes:
        steps: how many steps there are, the start among them.
        at: the step that is drawn.
    """

    steps: int
    at: int

    def tag(self, name: str, classes: str, when: When, body: str = "", attributes: str = "") -> str:
        """An element with its body, which is markup.

        Args:
            name: the element's.
            classes: those it always has.
            when: those it has at some steps.
            body: what is in it.
            attributes: its other ones, escaped.
        """
        return f"<{name}{self.marked(classes, when)}{f' {attributes}' if attributes else ''}>{body}</{name}>"

    def marked(self, classes: str, when: When) -> str:
        """The attributes `class` and `data-when`."""
        held = [each for each, steps in when.items() if self.at in steps]
        drawn = " ".join([*classes.split(), *held])
        coded = ";".join(f"{each} {_coded(steps)}" for each, steps in when.items() if steps)
        return (f' class="{escape(drawn)}"' if drawn else "") + (f' data-when="{coded}"' if coded else "")

    def only(self, step: int) -> When:
        """Of something that belongs to one step alone."""
        return {"on": (step,)}

    def since(self, step: int, mark: str = "done") -> When:
        """Of something that stays from a step on."""
        return {mark: range(step, self.steps)}

    def until(self, step: int, mark: str = "absent") -> When:
        """Of something that does not exist before a step."""
        return {mark: range(step)}


def _coded(steps: Collection[int]) -> str:
    """Steps as text: 0-2,5."""
    if isinstance(steps, range) and steps.step == 1:  # of a thousand steps most are a range, and there is one a step
        return f"{steps[0]}-{steps[-1]}" if len(steps) > 1 else str(steps[0])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in _runs(sorted(steps)))


def _runs(steps: list[int]) -> Iterator[tuple[int, int]]:
    for _, run in groupby(enumerate(steps), lambda each: each[1] - each[0]):
        numbers = [step for _, step in run]
        yield numbers[0], numbers[-1]
