"""A symptom is compared by its words: all that tell must be in the text, near to each other, in any order."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from math import log

from rapidfuzz import fuzz, process

from core.mistakes import MISTAKES
from core.mistakes.finder.match import Match

MOST_BY_WORDS = 3
"""A match on words is a guess: so many are offered, and what fits as well as the last of them."""

NEAR = 30
"""Words. The words of a symptom must stand as near to each other as that."""
SPELT_ALIKE, SHORTEST_SLIP = 86.0, 5
"""How alike two words must be, where one is a slip of the renderer, and how many letters it must have."""

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


def by_words(prose: str) -> tuple[Match, ...]:
    """The mistakes one of whose symptoms is in a text, the one with the most telling words first.

    A mistake that fits with a part only of the words with which another fits is left out.
    """
    windows = _windows(prose)
    found = [(slug, best) for slug in MISTAKES if (best := _best_symptom(windows, slug))]
    found = [(slug, mine) for slug, mine in found if not any(mine.keys() < other.keys() for _, other in found)]
    found.sort(key=lambda each: -_weight(each[1]))
    least = min((_weight(words) for _, words in found[:MOST_BY_WORDS]), default=0)
    offered = [(slug, words) for slug, words in found if _weight(words) >= least]
    return tuple(Match(slug, tuple(dict.fromkeys(words.values()))) for slug, words in offered)


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
