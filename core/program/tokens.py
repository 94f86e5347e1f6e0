"""The first look at a text: only plain words, numbers, operators and brackets get as far as Python's parser.

What a visitor typed is read with `ast`, which makes no code object, and interpreted over our tables. This look comes
before it, so that the parser never sees what a program has no use for, nor more of it than is bounded here.
"""

import keyword
import re
from collections.abc import Mapping
from types import MappingProxyType

from core.program.errors import ProgramError

MAX_CHARACTERS = 10_000
MAX_TOKENS = 600
MAX_OPEN = 20
MAX_NAME = 40

IMPORTS = re.compile(r" *(?:import torch|import torch\.nn\.functional as F|from torch\.nn import functional as F) *")
"""Lines that a program may begin with and that change nothing: the names that they bring are known."""

TOKEN = re.compile(
    r"(?P<space> +)|(?P<end>\n)"
    r"|(?P<number>(?:[0-9]{1,20}\.?[0-9]{0,20}|\.[0-9]{1,20})(?:[eE][-+]?[0-9]{1,3})?(?![0-9A-Za-z_.]))"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<string>\"[a-z_]{1,20}\"|'[a-z_]{1,20}')"
    r"|(?P<sign>\*\*|[<>=!]=|[-+*/@=<>(),.:\[\]])"
)
KEYWORDS = frozenset({"None", "True", "False", "with"})


def plain(text: str) -> str:
    """The text without comments and imports, every character that is left in its place.

    Raises:
        ProgramError: for a text that is empty, too long, or holds what no program needs.
    """
    if len(text) > MAX_CHARACTERS:
        raise ProgramError(f"The program has {len(text):,} characters: use at most {MAX_CHARACTERS:,}.")
    lines = [line.partition("#")[0] for line in text.replace("\r\n", "\n").split("\n")]
    kept = "\n".join("" if IMPORTS.fullmatch(line) else line.rstrip(" ") for line in lines)
    if not kept.strip():
        raise ProgramError("The program is empty: write lines such as preds = t_indep @ coeffs.")
    check_tokens(kept)
    return kept


def check_tokens(
    text: str,
    keywords: frozenset[str] = KEYWORDS,
    most: int = MAX_TOKENS,
    outside: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Go through a text token by token.

    Args:
        text: without comments.
        keywords: the words of Python's own that it may hold.
        most: how many tokens it may have.
        outside: for others of Python's words what to write instead, as the end of a sentence.

    Raises:
        ProgramError: for a character, a word or a number that no program needs, and for too many of them.
    """
    at, line, start, count, depth = 0, 1, 0, 0, 0
    while at < len(text):
        token = TOKEN.match(text, at)
        place = line, at - start + 1
        if token is None:
            raise ProgramError(_strange(text[at:]), *place)
        word = token.group()
        if token.lastgroup == "end":
            line, start = line + 1, token.end()
        elif token.lastgroup == "name":
            _check_name(word, place, keywords, outside)
        elif word in "([":
            depth += 1
        elif word in ")]":
            depth -= 1
        count += token.lastgroup not in {"space", "end"}
        if depth > MAX_OPEN:
            raise ProgramError(f"more than {MAX_OPEN} brackets are open here: give a part a name of its own.", *place)
        if count > most:
            raise ProgramError(f"the program has more than {most:,} words and signs: shorten it.", *place)
        at = token.end()


def _check_name(word: str, place: tuple[int, int], keywords: frozenset[str], outside: Mapping[str, str]) -> None:
    if word in outside:
        raise ProgramError(f"{word} is outside of the language: {outside[word]}.", *place)
    if keyword.iskeyword(word) and word not in keywords:
        raise ProgramError(f"{word} cannot be used here: a program is lines that assign expressions.", *place)
    if "__" in word:
        raise ProgramError("two underscores in a row cannot be used here: choose another name.", *place)
    if len(word) > MAX_NAME:
        raise ProgramError(f"this name has {len(word)} characters: use at most {MAX_NAME}.", *place)


def _strange(rest: str) -> str:
    first = rest[0]
    if first == "\t":
        return "a tab cannot be used here: use spaces."
    if first in "\"'":
        return 'a text in quotes can be used here only as an option, such as reduction="none".'
    if first in ".0123456789":
        return "this number cannot be read: write it as 0.5, 12 or 1e-3."
    if first == ";":
        return "a ; cannot be used here: write one statement a line."
    if not first.isascii() or not first.isprintable():
        return f"the character U+{ord(first):04X} cannot be used here: use plain letters, digits and signs."
    return f"{first} cannot be used here."
