"""Reads one number as a person types it, or says in a sentence what is wrong and how to mend it."""

import math
import re

import torch

from core.numbers.names import dtype_name
from core.numbers.refusing import NUMBER, ascii_signs, explain, quote
from core.numbers.writing import exact

MAX_CHARACTERS = 60
"""A longer number is refused: double precision needs 17 digits, and forty are still allowed."""

BLANKS = " \t\r\n\u00a0\u202f\ufeff"  # with the no-break spaces and the mark that spreadsheets and files bring along
WHOLE_NUMBER = re.compile(NUMBER)


class NumberError(ValueError):
    """Says in one sentence why a text is not a number, and how to mend it; the caller puts the place in front."""


def parse_number(text: str, dtype: torch.dtype = torch.float32) -> float:
    """What a person typed, as the float that Python reads in it; `dtype` decides what is too large or too small.

    Blanks around it are fine, and so is the real minus U+2212 of our own pictures.

    Raises:
        NumberError: for everything else, with what to write instead where that is plain.
    """
    text = text.strip(BLANKS)
    if not text:
        raise NumberError("this is empty: write a number, such as 0.5.")
    if len(text) > MAX_CHARACTERS:
        raise NumberError(f"{quote(text)} is {len(text)} characters long: write at most {MAX_CHARACTERS}.")
    if not WHOLE_NUMBER.fullmatch(text):
        raise NumberError(explain(text, lambda fixed: _is_number(fixed, dtype)))
    return _convert(text, dtype)


def _convert(text: str, dtype: torch.dtype) -> float:
    """The number that a well-formed text stands for, unless the dtype would turn it into infinity or 0."""
    number = float(ascii_signs(text))
    held = torch.tensor(number, dtype=dtype).item()
    if not math.isfinite(held):
        raise NumberError(
            f"{quote(text)} is too large for {dtype_name(dtype)}, which ends at {exact(torch.finfo(dtype).max, dtype)}:"
            f" write a smaller number{_or_float64(number, dtype)}."
        )
    if held == 0 and not _is_written_as_zero(text):
        raise NumberError(
            f"{quote(text)} is too small for {dtype_name(dtype)}, which would make it 0:"
            f" write 0{_or_float64(number, dtype)}."
        )
    return number


def _is_number(text: str, dtype: torch.dtype) -> bool:
    try:
        return bool(WHOLE_NUMBER.fullmatch(text)) and math.isfinite(_convert(text, dtype))
    except NumberError:
        return False


def _is_written_as_zero(text: str) -> bool:
    digits = text.lower().partition("e")[0]
    return not any(digit in digits for digit in "123456789")


def _or_float64(number: float, dtype: torch.dtype) -> str:
    helps = dtype != torch.float64 and math.isfinite(number) and number != 0
    return ", or choose float64" if helps else ""
