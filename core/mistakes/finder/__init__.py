"""Finds the mistake behind a pasted message or a described symptom. Nothing of the text is ever executed.

RapidFuzz compares: https://rapidfuzz.github.io/RapidFuzz/Usage/fuzz.html
"""

from core.mistakes.finder.find import LONGEST_TEXT, find_mistake
from core.mistakes.finder.match import Match
from core.mistakes.finder.words import MOST_BY_WORDS

__all__ = ["LONGEST_TEXT", "MOST_BY_WORDS", "Match", "find_mistake"]
