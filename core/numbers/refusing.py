"""Says what is wrong with a text that is not a number. A new kind of mistake is one row in `RULES`."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import torch

from core.numbers.writing import exact

QUOTED_CHARACTERS = 20
SIGN = r"[+\-\u2212]"
# Without a digit that two parts could claim, so that no text makes the search go back and forth.
NUMBER = rf"{SIGN}?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]{SIGN}?[0-9]+)?"
# Dashes and full-width or Arabic signs and points, which a word processor or a phone may put in.
LOOK_ALIKES = str.maketrans(
    "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d\uff0b\uff0e\u066b\uff45\uff25", "--------+..ee"
)


@dataclass(frozen=True)
class Rule:
    """One kind of mistake.

    Attributes:
        pattern: which whole texts it is about.
        what: the sentence after the quoted text, up to the suggestion; may refer to the pattern's groups.
        mend: text -> what to write instead; it is suggested when it would be accepted.
    """

    pattern: str
    what: str
    mend: Callable[[str], str] | None = None


def quote(text: str) -> str:
    """A user's text inside a sentence: cut short, with no character that could break the line or hide."""
    shown = text if len(text) <= QUOTED_CHARACTERS else text[: QUOTED_CHARACTERS - 1] + "…"
    return "“" + "".join(c if c.isprintable() else "\ufffd" for c in shown) + "”"


def ascii_signs(text: str) -> str:
    """With the minus that Python reads."""
    return text.replace("\u2212", "-")


def explain(text: str, is_number: Callable[[str], bool]) -> str:
    """The sentence for a text that is not a number; `is_number` says whether a suggestion would be accepted."""
    said = quote(text)
    for rule in RULES:
        if match := re.fullmatch(rule.pattern, text, re.IGNORECASE):
            fixed = ascii_signs(rule.mend(text)) if rule.mend else ""
            return f"{said} {match.expand(rule.what)}{f': {fixed}' if is_number(fixed) else ''}."
    fixed = _plain_characters(text)
    if is_number(fixed):
        return f"{said} has characters that are not plain digits and signs: use 0 to 9: {fixed}."
    return f"{said} is not a number: write digits with at most one point, such as 0.5 or 1e-4."


def _without(characters: str) -> Callable[[str], str]:
    return lambda text: re.sub(f"[{characters}]", "", text)


def _comma_to_point(text: str) -> str:
    return text.replace(",", ".")


def _points_out_comma_to_point(text: str) -> str:
    return _comma_to_point(text.replace(".", ""))


def _quotient(text: str) -> str:
    top, bottom = (int(ascii_signs(part)) for part in text.split("/"))
    return exact(top / bottom, torch.float64) if bottom else ""


def _decimal(text: str) -> str:
    return str(int(ascii_signs(text), 0))


def _plain_characters(text: str) -> str:
    """Digits of any script and the characters that look like a sign or a point, in ASCII; ² and ½ stay."""
    return "".join(str(unicodedata.decimal(c, c)) for c in text).translate(LOOK_ALIKES)


RULES = (
    Rule(r"true|false", "is a truth value: write a number", lambda text: str(int(text.lower() == "true"))),
    Rule(rf"(['\"]){NUMBER}\1", "is a text in quotes: write it without", _without("'\"")),
    Rule(r"\([^()]*\)", "has round brackets around it, which can mean a negative number: write it without"),
    Rule(r"None|null|NA|N/A|#N/A|\?|-", "stands for a missing number: write one, or leave the row out"),
    Rule(rf"{SIGN}?(?:inf|infinity|\u221e|nan)", "is not a finite number: write digits, such as 0.5"),
    Rule(rf"({SIGN}?[1-9][0-9]{{0,2}}),([0-9]{{3}})", r"can mean two numbers: write \1\2 or \1.\2"),
    Rule(
        rf"{SIGN}?(?:[0-9]+,[0-9]*|,[0-9]+)(?:e{SIGN}?[0-9]+)?", "has a decimal comma: write a point", _comma_to_point
    ),
    Rule(
        rf"{SIGN}?[1-9][0-9]{{0,2}}(?:,[0-9]{{3}})+(?:\.[0-9]*)?", "has commas in it: write it without", _without(",")
    ),
    Rule(
        rf"{SIGN}?[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}})+(?:,[0-9]*)?",
        "has points between its thousands: write at most one point",
        _points_out_comma_to_point,
    ),
    Rule(
        rf"{SIGN}?[1-9][0-9]{{0,2}}(?:[ \u00a0\u202f][0-9]{{3}})+(?:\.[0-9]*)?",
        "has blanks in it: write one number a cell, without blanks",
        _without(r"\s"),
    ),
    Rule(rf"{SIGN}?[0-9]+\s*/\s*[0-9]+", "is a fraction: write it with a point", _quotient),
    Rule(rf"{SIGN}?0(?:x[0-9a-f]+|o[0-7]+|b[01]+)", "is not decimal: write plain digits", _decimal),
    Rule(rf"(?:{SIGN}|[0-9.e])*_[_0-9.e+\-\u2212]*", "has underscores in it: write it without", _without("_")),
    Rule(rf"{NUMBER}(?:[\s,;|]+{NUMBER})+", "is more than one number: write one number a cell"),
)
