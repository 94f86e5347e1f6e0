"""Reads a whole number as a person types it, since `st.number_input` drops characters: `3,5` would be 35."""

import re

from core import NumberError, quote

DIGITS = re.compile(r"[0-9]{1,12}", re.ASCII)


def parse_whole(text: str, least: int, most: int) -> int:
    """The whole number in a text.

    Raises:
        NumberError: for anything but plain digits, and outside of `least` to `most`.
    """
    text = text.strip()
    mend = f"write a whole number from {least} to {most:,}."
    if not text:
        raise NumberError(f"this is empty: {mend}")
    if not DIGITS.fullmatch(text) or not least <= int(text) <= most:
        raise NumberError(f"{quote(text)} does not fit: {mend}")
    return int(text)
