"""The search: a message where the text holds one, else what its words may mean."""

from core.mistakes.finder.match import Match
from core.mistakes.finder.messages import by_message
from core.mistakes.finder.pasted import pieces, without_boilerplate
from core.mistakes.finder.words import by_words

LONGEST_TEXT = 20_000
"""How many characters are read; what follows is ignored."""


def find_mistake(text: str) -> tuple[Match, ...]:
    """The mistakes that fit a pasted message, with or without its traceback, or a described symptom; the best first.

    Where the text holds a message: every mistake that has this message. Else `MOST_BY_WORDS` whose symptoms are in it,
    and those that fit as well as the last of these. Only the first `LONGEST_TEXT` characters count; a text that fits
    none gives ().
    """
    said, prose = pieces(without_boilerplate(text[:LONGEST_TEXT]))
    for piece in reversed(said):  # the last is what ended the program
        if found := by_message(piece):
            return found
    return by_words(prose)
