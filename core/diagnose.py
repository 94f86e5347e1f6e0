"""Finds the mistake behind a pasted message or a described symptom. Nothing of the text is ever executed.

A message is compared by its letters alone, in runs of `RUN` that overlap: case, numbers, shapes, punctuation and line
breaks fall away, even a break within a word. The messages are those that the mistakes raise when they are run here.
A symptom is compared by its words. Both take time in proportion to the text.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.mistakes import MISTAKES
from core.mistakes.runner import run_program
from core.presets import PRESETS
from core.sandbox import run

LONGEST_TEXT = 20_000
"""How many characters are read; what follows is ignored."""
THRESHOLD = 0.6
"""What a match must score at least: about this share of the message is in the text, or of the text in the message."""

RUN = 8
"""Long enough that ordinary English seldom shares a run with a message."""
_FEWEST_RUNS = 6  # 13 letters, longer than any word of a message: one word says too little
_TELLING_RUNS = 32  # so many in a row, about 40 letters, are a message whatever stands around them
_COMMON = 0.2  # what a run counts that Python says of any None and any operand

_ANNOUNCES = re.compile(r"(?:Error|Warning|Exception):", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[^a-z]+")
_WORDS = re.compile(r"[a-z]+")
_SAYS_NOTHING = frozenset(
    _WORDS.findall(
        "a after again all always an and are as at be become becomes but by can do does each every for from get gets "
        "go goes has have i in is it its just keep keeps me my of on or s so some stay stays still t that the then "
        "there this time times to until was what when why with"
    )
)


@dataclass(frozen=True)
class Match:
    """A mistake that fits a text.

    Attributes:
        slug: its key in `MISTAKES`.
        score: how well it fits, from `THRESHOLD` to 1.
    """

    slug: str
    score: float


def find_mistake(text: str) -> tuple[Match, ...]:
    """The mistakes that fit a pasted message, with or without its traceback, or a symptom; the best first.

    Only the first `LONGEST_TEXT` characters count. Mistakes that fit equally well come in the registry's order; a text
    that fits none gives ().
    """
    text = text[:LONGEST_TEXT]
    whole, last, words = _weighed(_runs(text)), _weighed(_runs(_last_message(text))), _stems(text)
    found = (
        Match(slug, max(_message_score(whole, slug), _message_score(last, slug), _symptom_score(words, slug)))
        for slug in MISTAKES
    )
    return tuple(sorted((match for match in found if match.score >= THRESHOLD), key=lambda match: -match.score))


def _last_message(text: str) -> str:
    """What follows the last `SomeError:`, where there is one: before it stand the lines of a traceback."""
    announced = list(_ANNOUNCES.finditer(text))
    return text[announced[-1].end() :] if announced else text


def _runs(text: str) -> list[str]:
    letters = _NOT_LETTERS.sub("", text.lower())
    return [letters[start : start + RUN] for start in range(len(letters) - RUN + 1)]


def _weighed(runs: list[str]) -> list[tuple[str, float]]:
    """Each run with what it counts: little, where Python says it of any None and any two operands."""
    common = _common_runs()
    return [(one, _COMMON if one in common else 1.0) for one in runs]


def _total(weighed: Iterable[tuple[str, float]]) -> float:
    return math.fsum(weight for _, weight in weighed)


def _message_score(runs: list[tuple[str, float]], slug: str) -> float:
    """How much of a message is in the text, or of the text in a message, or how long a piece they share."""
    return max((_overlap(runs, message) for message in _messages()[slug]), default=0.0)


def _overlap(runs: list[tuple[str, float]], message: dict[str, float]) -> float:
    in_a_row, longest = 0.0, 0.0
    for one, weight in runs:
        in_a_row = in_a_row + weight if one in message else 0.0
        longest = max(longest, in_a_row)
    shared = [(one, weight) for one, weight in runs if one in message]
    if _total(shared) < _FEWEST_RUNS:
        return 0.0
    of_message = _total(dict(shared).items()) / _total(message.items())
    of_text = _total(shared) / _total(runs)
    return min(1.0, max(of_message, of_text, longest / _TELLING_RUNS))


@cache
def _messages() -> dict[str, tuple[dict[str, float], ...]]:
    """The runs of what each mistake says, from running it and the other code with its cause."""
    scenario = PRESETS["mixed-4x2"].build()
    said = {}
    for slug, mistake in MISTAKES.items():
        outcomes = [run_program(program, scenario) for program in (mistake.program, *mistake.also)]
        messages = [message for ran in outcomes for message in (ran.raised, *ran.warned) if message is not None]
        said[slug] = tuple(dict(_weighed(_runs(message.text))) for message in messages)
    return said


@cache
def _common_runs() -> frozenset[str]:
    """What Python says of any attribute of None and of any two operands: it tells little of which mistake it was."""

    def ask(nothing: None) -> dict[str, Any]:
        answer = nothing.attribute  # type: ignore[attr-defined]
        return locals()

    def add(number: int, text: str) -> dict[str, Any]:
        total = number + text  # type: ignore[operator]
        return locals()

    messages = (run(ask, nothing=None).raised, run(add, number=1, text="").raised)
    return frozenset(one for message in messages if message is not None for one in _runs(message.text))


def _symptom_score(words: frozenset[str], slug: str) -> float:
    """The best cosine between the text's words and a symptom's."""
    return max((_cosine(words, symptom) for symptom in _symptoms()[slug]), default=0.0)


def _cosine(words: frozenset[str], symptom: frozenset[str]) -> float:
    shared = len(words & symptom)
    said_enough = shared >= min(2, len(symptom))  # one word in common with a phrase is chance
    return shared / math.sqrt(len(words) * len(symptom)) if said_enough else 0.0


@cache
def _symptoms() -> dict[str, tuple[frozenset[str], ...]]:
    return {slug: tuple(map(_stems, mistake.symptoms)) for slug, mistake in MISTAKES.items()}


def _stems(text: str) -> frozenset[str]:
    """The first letters of each word that says something: grow, grows and growing are one."""
    return frozenset(word[:5] for word in _WORDS.findall(text.lower()) if word not in _SAYS_NOTHING)
