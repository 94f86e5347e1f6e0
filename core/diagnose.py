"""Finds the mistake behind a pasted message or a described symptom. Nothing of the text is ever executed.

A message is compared by its letters alone, so that case, numbers, shapes and line breaks fall away; the messages are
those that the mistakes raise when they are run here. A symptom is compared by its words. What stands in any traceback
and in any warning (paths, addresses, quoted lines of code, "Triggered internally at …") says nothing.

RapidFuzz compares: https://rapidfuzz.github.io/RapidFuzz/Usage/fuzz.html
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Any

from rapidfuzz import fuzz, process

from core.mistakes import MISTAKES
from core.mistakes.runner import run_program
from core.sandbox import run

LONGEST_TEXT = 20_000
"""How many characters are read; what follows is ignored."""

MOST_BY_WORDS = 3
"""A match on words is a guess: so many are offered."""

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

NEAR = 30
"""Words. The words of a symptom must stand as near to each other as that."""
SPELT_ALIKE, SHORTEST_SLIP = 86.0, 5
"""How alike two words must be, where one is a slip of the pen, and how many letters it must have."""

_BOILERPLATE = re.compile(
    r"""
    \(Triggered\ internally\ at\ [^)]*\)?                       # torch's own source, after any warning
    | ^[ \t]*File\ "[^"\n]*".*\n(?:[ \t]+.*\n?)*                # a frame of a traceback and the code that it quotes
    | ^(?:Cell|Input)\ In\ ?\[.*\n?
    | ^File\ \S+:\d+.*\n?
    | ^[ \t]*[~^][ \t~^]*$
    | Traceback\ \(most\ recent\ call\ last\):?
    | (?<!\S)\S*://\S*                                          # an address
    | (?<![\w.-])[\w.-]+\.(?:com|org|net|io)/\S*
    | (?<![\w.~\\/-])(?:[\w.~-]*[\\/]){2,}[\w.-]*(?::\d+)*:?    # a path
    | ^[\w.-]+\.py:\d+:                                         # where a warning comes from
    | (?<=\n)[ ]{2}\S.*\n?                                      # the line of code under a warning
    """,
    re.VERBOSE | re.MULTILINE,
)
_POINTED_AT = re.compile(r"^-+> *\d+ ", re.MULTILINE)
_QUOTED = re.compile(r"^(?:-+>| ) *\d+ .*\n?", re.MULTILINE)
"""A notebook quotes some numbered lines of a cell, and points at one."""
_ANNOUNCES = re.compile(r"\b\w*(?:Error|Warning|Exception):", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[^a-z]+")
_WORDS = re.compile(r"[a-z]\w*")

_MEANS: dict[str, str] = {
    word: meaning
    for meaning, words in {
        "grad": "grads gradient gradients derivative",
        "weights": "weight coeffs coeff coefficient coefficients param params parameter parameters w",
        "targets": "target label labels t_dep",
        "preds": "pred prediction predictions predicted predicts predict output outputs intermediate",
        "none": "null nonetype",
        "nan": "nans",
        "inf": "infinity infinite",
        "zero": "zeros zeroed zeroing",
        "second": "twice",
        "double": "doubles doubled twofold",
        "grow": "grows growing grew increases increasing increase",
        "explode": "explodes exploding exploded diverges diverging diverge diverged blows",
        "learn": "learns decline declines decrease decreases decreasing drop drops improve improves "
        "converge converges down",
        "not": "no never doesn didn don isn won cannot without",
        "rate": "lr learningrate",
        "iteration": "iterations epoch epochs",
        "change": "changes changed changing update updates updated move moves",
        "replace": "replaced replacing reassigned overwritten loaded",
        "optimizer": "optim sgd adam",
        "gpu": "cuda device to",
        "memory": "ram",
        "empty": "emptied",
        "forget": "forgot forgets forgetting forgotten",
        "accumulate": "accumulates accumulated accumulating",
        "fail": "fails failed failing raises complains error errors",
        "disappear": "disappears disappeared vanishes lost gone",
        "compute": "computed computes calculated",
        "shape": "shapes",
        "size": "sizes",
        "loss": "losses cost",
        "row": "rows",
        "sample": "samples",
        "batch": "batches",
        "filter": "filtering filtered",
        "graph": "graphs",
        "scalar": "scalars",
        "vector": "vectors",
        "large": "larger big bigger high higher smaller small tiny",
        "add": "adds adding added sum summing sums",
        "stay": "stays stayed staying",
        "work": "works worked",
        "step": "steps",
    }.items()
    for word in words.split()
}
"""Words that readers use for each other. `.to()` moves a tensor, and `to` says nothing elsewhere (`_words`)."""

_SAYS_NOTHING = frozenset(
    _WORDS.findall(
        "a about after again all also although always an and any are as at be because become becomes been before but "
        "by call called can come comes could do does each ends every fine first for from get gets go goes had has have "
        "how i if in into is it its just keep keeps later machine me my now of off on one or out over own runs set "
        "several should since so some still than that the their then there this time times too until used using usual "
        "very want was went were what when where which while who why will with within would you your away"
    )
)


@dataclass(frozen=True)
class Match:
    """A mistake that fits a text.

    Attributes:
        slug: its key in `MISTAKES`.
        words: the words of the text that matched, as they stand in it; () where a message did.
    """

    slug: str
    words: tuple[str, ...] = ()

    @property
    def by_message(self) -> bool:
        """Whether the text holds what torch or Python says of this mistake."""
        return not self.words


def find_mistake(text: str) -> tuple[Match, ...]:
    """The mistakes that fit a pasted message, with or without its traceback, or a described symptom; the best first.

    Where the text holds a message: every mistake that has this message. Else at most `MOST_BY_WORDS` whose symptoms are
    in it. Only the first `LONGEST_TEXT` characters count; a text that fits none gives ().
    """
    text = _BOILERPLATE.sub("\n", text[:LONGEST_TEXT])
    if _POINTED_AT.search(text):
        text = _QUOTED.sub("", text)
    said, prose = _pieces(text)
    for piece in reversed(said):  # the last is what ended the program
        if found := _by_message(piece):
            return found
    return _by_words(prose)


def _pieces(text: str) -> tuple[list[str], str]:
    """What each announced error or warning says, and the prose; where nothing is announced, all of it is both."""
    announced = list(_ANNOUNCES.finditer(text))
    if not announced:
        return [text], text
    ends = [*(match.start() for match in announced[1:]), len(text)]
    said = [text[match.end() : end] for match, end in zip(announced, ends, strict=True)]
    return said, text[: announced[0].start()]


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", _BOILERPLATE.sub(" ", text).lower())


def _by_message(piece: str) -> tuple[Match, ...]:
    """The mistakes whose message is in a text, in the registry's order; those of one message fit equally well."""
    letters = _letters(piece)
    few = len(_WORDS.findall(piece.lower())) < FEWEST_WORDS
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


def _by_words(prose: str) -> tuple[Match, ...]:
    """The mistakes one of whose symptoms is in a text, the one with the most telling words first.

    A mistake that fits with a part only of the words with which another fits is left out.
    """
    windows = _windows(prose)
    found = [(slug, best) for slug in MISTAKES if (best := _best_symptom(windows, slug))]
    found = [(slug, mine) for slug, mine in found if not any(mine.keys() < other.keys() for _, other in found)]
    found.sort(key=lambda each: -_weight(each[1]))
    return tuple(Match(slug, tuple(dict.fromkeys(words.values()))) for slug, words in found[:MOST_BY_WORDS])


def _best_symptom(windows: list[dict[str, str]], slug: str) -> dict[str, str]:
    """The words of the heaviest symptom of a mistake that is in a text: what they mean, and as they stand there."""
    fitting = [
        {meaning: word for meaning, word in window.items() if meaning in symptom}
        for symptom in _symptoms()[slug]
        for window in windows
        if symptom <= window.keys()
    ]
    return max(fitting, key=_weight, default={})


def _weight(words: dict[str, str]) -> float:
    return sum(_telling()[meaning] for meaning in words)


def _windows(prose: str) -> list[dict[str, str]]:
    """Parts of a text that overlap: the first word for each meaning in them, in the text's order."""
    known = _telling()
    vocabulary = [*known, *(word for word, meaning in _MEANS.items() if meaning in known)]
    words = [(_nearest(meaning, vocabulary), word) for meaning, word in _words(prose)]
    windows: list[dict[str, str]] = []
    for start in range(0, max(1, len(words)), NEAR // 2):
        windows.append({})
        for meaning, word in words[start : start + NEAR]:
            windows[-1].setdefault(meaning, word)
    return windows


def _nearest(meaning: str, vocabulary: list[str]) -> str:
    """The meaning of a word that is spelt nearly like a known one, else the word as it is."""
    if meaning in vocabulary or len(meaning) < SHORTEST_SLIP:
        return meaning
    near = process.extractOne(meaning, vocabulary, scorer=fuzz.ratio, score_cutoff=SPELT_ALIKE)
    return _MEANS.get(near[0], near[0]) if near else meaning


def _words(text: str) -> Iterator[tuple[str, str]]:
    """What each word of a text means, in its order, and the word itself; words that say nothing are left out."""
    lower = re.sub(r"\blearning rate\b", "lr", text.lower())
    lower = re.sub(r"\b(?:go|goes|going) down\b", "decline", lower)
    for match in _WORDS.finditer(re.sub(r"(?<![.\w])to\b(?!\()", " ", lower)):
        if (word := match.group()) not in _SAYS_NOTHING:
            yield _MEANS.get(word, word), word


@cache
def _symptoms() -> dict[str, tuple[frozenset[str], ...]]:
    return {
        slug: tuple(frozenset(dict(_words(symptom))) for symptom in mistake.symptoms)
        for slug, mistake in MISTAKES.items()
    }


@cache
def _telling() -> dict[str, float]:
    """What each word of the symptoms counts: the more, the fewer mistakes have it."""
    has = Counter(word for phrases in _symptoms().values() for word in frozenset().union(*phrases))
    return {word: log(1 + len(MISTAKES) / number) for word, number in has.items()}
