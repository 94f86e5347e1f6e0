"""Walks as they are drawn, step by step, and what the script makes of one step's markup when it shows another.

The script takes the classes of each element from its `data-when` (ui/walk/film/marks.py) and from nothing else.
"""

from collections.abc import Collection, Iterator
from xml.etree.ElementTree import Element

from tests.ui.markup import parse
from tests.ui.walk.tape.cases import walks
from ui.walk.page import BACKWARD, FORWARD, film_of
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story

Drawn = tuple[Story, tuple[TapeStep, ...], list[Element]]
"""A story, the steps of one of its walks, and the walk as it is drawn at each of them."""


def drawn(story: Story) -> Iterator[Drawn]:
    """Forward and Backward."""
    for way, steps in zip((FORWARD, BACKWARD), walks(story), strict=True):
        yield story, steps, [parse(film_of(way, story, steps, at)) for at in range(len(steps))]


def marks(element: Element) -> dict[str, set[int]]:
    """The steps at which an element carries a class, by class."""
    found: dict[str, set[int]] = {}
    for part in filter(None, element.get("data-when", "").split(";")):
        name, coded = part.split(" ")
        runs = [run.split("-") for run in coded.split(",")]
        assert name not in found
        found[name] = {step for run in runs for step in range(int(run[0]), int(run[-1]) + 1)}
    return found


def as_drawn(tree: Element) -> list[object]:
    """Everything in the markup of one step."""
    return [_all(element, element.get("class", "").split(), dict(element.items())) for element in tree.iter()]


def shown(tree: Element, step: int) -> list[object]:
    """Everything in some step's markup once the script has shown another."""
    found = []
    for element in tree.iter():
        held, others = set(element.get("class", "").split()), dict(element.items())
        for name, steps in marks(element).items():
            held = held | {name} if step in steps else held - {name}
        if "data-last" in others:
            others["data-shown"] = str(step)
        elif others.get("data-do") == "previous":
            others["aria-disabled"] = "true" if step == 0 else "false"
        elif "data-go" in others:
            others.pop("aria-current", None)
            others |= {"aria-current": "step"} if others["data-go"] == str(step) else {}
        count = element.tag == "b" and (element.tail or "").startswith(" of ")
        found.append(_all(element, held, others, str(step) if count else None))
    return found


def _all(element: Element, held: Collection[str], others: dict[str, str], words: str | None = None) -> object:
    others.pop("class", None)
    return element.tag, frozenset(held), others, words or element.text, element.tail
