"""A message is compared by its letters alone, so that case, numbers, shapes and line breaks fall away.

The messages are those that the mistakes raise when they are run here.
"""

import re
from functools import cache
from typing import Any

from rapidfuzz import fuzz

from core.engine.sandbox import run
from core.mistakes import MISTAKES
from core.mistakes.finder.match import Match
from core.mistakes.finder.pasted import without_boilerplate
from core.mistakes.runner import run_program

WHOLE = 97.0
"""How alike, out of 100, a message and a part of the text must be where one letter more or less is another message."""
ALIKE = 92.0
"""How alike a part of a message and a part of the text must be."""
REWORDED = 88.0
"""How alike a message and all that the text quotes must be, where torch has changed a word."""
PART = 32
"""Letters. So many in a row are a message's, whatever stands around them."""
HAS_IT, HAS_A_PART = 90.0, 80.0
"""What it counts that a message has all of a text in it, and that a text has a part of a message in it."""
FEWEST_LETTERS, FEWEST_WORDS = 16, 3
"""What a text must have that is itself a part of a message."""

_NOT_LETTERS = re.compile(r"[^a-z]+")
_WORD = re.compile(r"[a-z]\w*")


def by_message(piece: str) -> tuple[Match, ...]:
    """The mistakes whose message is in a text, in the registry's order; those of one message fit equally well."""
    letters = _letters(piece)
    few = len(_WORD.findall(piece.lower())) < FEWEST_WORDS
    scored = {message: _score(letters, message, few=few) for message in _messages()}
    best = max(scored.values())
    if not best:
        return ()
    fitting = [message for message, score in scored.items() if score == best]
    if best != HAS_IT:  # of two messages that are in a text, one is a part of the other
        fitting = [max(fitting, key=len)]
    slugs = {slug for message in fitting for slug in _messages()[message]}
    return tuple(Match(slug) for slug in MISTAKES if slug in slugs)


def _score(text: str, message: str, *, few: bool) -> float:
    """How well a message fits a text, from 0 to 100, both as letters; 0 where it does not."""
    if len(text) >= len(message):
        alike = fuzz.partial_ratio(message, text, score_cutoff=ALIKE)
        if alike >= (WHOLE if _is_common(message) else ALIKE):
            return alike
    if _is_common(message):
        return 0.0
    is_part = FEWEST_LETTERS <= len(text) < len(message) and not few
    if is_part and fuzz.partial_ratio(text, message, score_cutoff=ALIKE):
        return HAS_IT
    if reworded := fuzz.ratio(text, message, score_cutoff=REWORDED):
        return reworded
    parts = [message[start : start + PART] for start in range(0, len(message) - PART + 1, PART // 4)]
    found = [part for part in parts if fuzz.partial_ratio(part, text, score_cutoff=ALIKE)] if len(text) >= PART else []
    return HAS_A_PART * len(found) / len(parts) if found else 0.0


@cache
def _messages() -> dict[str, tuple[str, ...]]:
    """What each mistake says, as letters, from running it and the other code with its cause; and who says it.

    A program that raises is known by that: what it warned of before is another mistake's message.
    """
    said: dict[str, list[str]] = {}
    for slug, mistake in MISTAKES.items():
        for program in (mistake.program, *mistake.also):
            ran = run_program(program, mistake.example())
            for message in [ran.raised] if ran.raised else ran.warned:
                said.setdefault(_letters(message.text), []).append(slug)
    return {message: tuple(dict.fromkeys(slugs)) for message, slugs in said.items()}


@cache
def _is_common(message: str) -> bool:
    """Whether Python says the like of any attribute and of any two operands, so that each letter of it counts."""

    def ask(nothing: None) -> dict[str, Any]:
        answer = nothing.attribute  # type: ignore[attr-defined]
        return locals()

    def add(number: int, text: str) -> dict[str, Any]:
        total = number + text  # type: ignore[operator]
        return locals()

    like = (run(ask, nothing=None).raised, run(add, number=1, text="").raised)
    known = [_letters(each.text) for each in like if each is not None]
    unnamed = [max(re.split("nonetype|attribute$|intandstr", one), key=len) for one in known]
    return any(fuzz.partial_ratio(one, message) >= WHOLE for one in unnamed)


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", without_boilerplate(text).lower())
