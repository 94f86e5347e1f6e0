"""What one cell's text looks like. The patterns are plain ones, since pandas hands them to Arrow's RE2."""

import re

import torch

from core.numbers import NumberError, parse_number, quote

BLANKS = " \t\r\n\u00a0\u202f\ufeff"
MISSING_MARKS = ("?", "-", "--", "\u2013", "\u2014", ".")
"""What people and Stata write into a cell that has no number."""

MISSING = ("", "na", "n/a", "#n/a", "<na>", "nan", "null", "none", *MISSING_MARKS)
"""What stands for a missing cell, in small letters: nothing, a mark, or what R, pandas and spreadsheets write."""

TRUE_FALSE = {"true": 1.0, "false": 0.0}

EXPONENT = r"(?:[eE][+-]?[0-9]+)?"
POINT = rf"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+){EXPONENT}"
COMMA = rf"[+-]?(?:[0-9]+(?:,[0-9]*)?|,[0-9]+){EXPONENT}"
GROUPED = r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}"
"""One separator with three digits behind it: it may stand between thousands."""

DATE = r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:[ T].*)?|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}(?: .*)?"
TIME = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
NOT_FINITE = r"[+-]?(?:inf|infinity|\u221e)"


def plain(text: str) -> str:
    """A cell as the patterns want it: without blanks around it, and with the minus that Python reads."""
    return text.strip(BLANKS).replace("\u2212", "-")


def is_missing(text: str) -> bool:
    """Whether a cell stands for nothing."""
    return plain(text).lower() in MISSING


def is_value(text: str) -> bool:
    """Whether a cell is a number or true or false, so that it is no name."""
    text = plain(text)
    return bool(re.fullmatch(rf"{POINT}|{COMMA}", text)) or text.lower() in TRUE_FALSE


def refusal(row: int, text: str) -> str:
    """Why a cell is no number, as the rest of a sentence about its column."""
    text = plain(text)
    if re.fullmatch(r"\.{2,}|\u2026", text):
        return f"row {row} is {quote(text)}, which stands for cells that are not there: give all of them."
    if re.fullmatch(rf"{DATE}|{TIME}", text):
        return f"row {row} is {quote(text)}, a date or a time: give a number, such as days since a start."
    if not re.search(r"[0-9]", text) and not re.fullmatch(NOT_FINITE, text, re.IGNORECASE):
        return f"row {row} is {quote(text)}: text cannot be multiplied by a coefficient."
    try:
        parse_number(text, torch.float64)
    except NumberError as error:
        return f"row {row}: {error}"
    return f"row {row} is {quote(text)}: write all numbers of the table the same way."
