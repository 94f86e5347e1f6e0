"""A lesson as the text of an address: its lines, pressed together, in letters that no address escapes.

zlib writes what stood within the last 32 kB as a reference of a few bytes, so the numbers that stops share are written
once (https://www.rfc-editor.org/rfc/rfc1951, 3.2.5). Its checksum tells a text that was cut or changed.
"""

import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from core.lessons.lesson import MAX_NOTE, MAX_STOPS, Lesson, LessonError, Stop
from core.link.fields import MAX_LESSON
from core.link.links import LINK_LIMIT

VERSION = "1."
TEXT = re.compile(r"1\.[\w-]+", re.ASCII)
MAX_LINES = MAX_STOPS * (LINK_LIMIT + 4 * MAX_NOTE + 100)
"""In bytes; what would become longer is not unpressed any further. A character has up to four."""

DAMAGED = "the lesson's link is damaged: copy it again, from the first character to the last."


def encode_lesson(lesson: Lesson) -> str:
    """The lesson as text, however long; an address takes `MAX_LESSON` characters of it."""
    lines = [lesson.title, *(f"{stop.view}?{stop.query}\t{stop.note}" for stop in lesson.stops)]
    pressed = zlib.compress("\n".join(lines).encode(), 9)
    return VERSION + urlsafe_b64encode(pressed).decode().rstrip("=")


def decode_lesson(text: str) -> Lesson:
    """The lesson that `encode_lesson` wrote. Whether its stops can be shown, each one says itself.

    Raises:
        LessonError: in one sentence, for any other text.
    """
    if len(text) > MAX_LESSON or not TEXT.fullmatch(text):
        raise LessonError(DAMAGED)
    title, *stops = _lines(text.removeprefix(VERSION)).split("\n")
    if len(stops) > MAX_STOPS:
        raise LessonError(f"the lesson has {len(stops):,} stops: keep at most {MAX_STOPS}.")
    return Lesson(title, tuple(_stop(line) for line in stops))


def _lines(text: str) -> str:
    opened = zlib.decompressobj()
    try:
        content = opened.decompress(urlsafe_b64decode(text + "=" * (-len(text) % 4)), MAX_LINES)
        if not opened.eof or opened.unused_data:
            raise LessonError(DAMAGED)
        return content.decode()
    except (zlib.error, ValueError) as error:  # binascii's and a decoder's are ValueErrors
        raise LessonError(DAMAGED if not isinstance(error, LessonError) else str(error)) from error


def _stop(line: str) -> Stop:
    link, _, note = line.partition("\t")
    view, _, query = link.partition("?")
    return Stop(view, query, note)
