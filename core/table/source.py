"""From a path, a file or bytes to text: the source and its encoding."""

import codecs
import re
from pathlib import Path
from typing import IO

from core.numbers import quote
from core.table.limits import MAX_BYTES, TableError

Source = Path | str | bytes | IO[str] | IO[bytes]
"""A path (as text, too, where it has no line end), the table itself as bytes or text, or an open file."""

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
ZIP = b"PK\x03\x04"


def read_text(source: Source) -> tuple[str, str]:
    """The source's text, and the name of its encoding; "" where it was text already.

    Bytes are UTF-8, with or without a byte order mark; else UTF-16 with one, which spreadsheets call "Unicode text";
    else Latin-1, in the form of Windows-1252, which has a few more characters and is what programs mean by that name
    (https://encoding.spec.whatwg.org/#names-and-labels).

    Raises:
        TableError: for a file that cannot be opened, holds more than `MAX_BYTES`, nothing at all, or no text.
    """
    raw = _take(source)
    if len(raw) > MAX_BYTES:
        raise TableError(f"the table is larger than {MAX_BYTES // 2**20} MB: use fewer rows or columns.")
    text, encoding = (raw, "") if isinstance(raw, str) else _decode(raw)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise TableError("the table is empty: give a row of names and rows of numbers.")
    return text, encoding


def _take(source: Source) -> str | bytes:
    if isinstance(source, bytes) or (isinstance(source, str) and re.search(r"[\r\n]", source)):
        return source
    if isinstance(source, str | Path):
        try:
            with Path(source).open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:  # ValueError: a path with a zero byte in it
            reason = getattr(error, "strerror", None) or error
            raise TableError(f"the file {quote(str(source))} cannot be opened: {reason}.") from error
    return source.read(MAX_BYTES + 1)


def _decode(raw: bytes) -> tuple[str, str]:
    if raw.startswith(ZIP):
        raise TableError("this is a zip file or a workbook: save the sheet as CSV first.")
    try:
        if raw.startswith(UTF_16):
            return raw.decode("utf-16"), "UTF-16"
        if not CONTROLS.search(raw):
            return _decode_plain(raw)
    except UnicodeDecodeError:
        pass
    raise TableError("this is no text: give a CSV file, in UTF-8 or Latin-1.")


def _decode_plain(raw: bytes) -> tuple[str, str]:
    try:
        return raw.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return raw.decode("cp1252"), "Latin-1"
