"""A lesson as a file, for one too long for an address: JSON, downloaded, edited by hand and loaded again."""

import json
from typing import Any

from core.lessons.lesson import MAX_NOTE, MAX_STOPS, Lesson, LessonError, Stop
from core.link.links import LINK_LIMIT

LESSON_FORMAT = "backward-explainer-lesson-1"
MAX_FILE = MAX_STOPS * (LINK_LIMIT + 6 * MAX_NOTE + 300)
"""In characters; JSON may write one character as six."""


def lesson_to_json(lesson: Lesson) -> str:
    """The lesson as JSON, a line a part of a stop."""
    stops = [{"view": stop.view, "query": stop.query, "note": stop.note} for stop in lesson.stops]
    content = {"format": LESSON_FORMAT, "title": lesson.title, "stops": stops}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def lesson_from_json(text: str) -> Lesson:
    """The lesson in a file that `lesson_to_json` wrote, or that somebody edited.

    Raises:
        LessonError: for a text that is too long, and for anything else than a lesson, in one sentence.
    """
    if len(text) > MAX_FILE:
        raise LessonError(f"the file has {len(text):,} characters: load a lesson of at most {MAX_FILE:,}.")
    content = _parse(text)
    if not isinstance(content, dict) or content.get("format") != LESSON_FORMAT:
        raise LessonError(f"the file is not a lesson: load one whose format is {LESSON_FORMAT}.")
    stops = content.get("stops")
    if not isinstance(stops, list):
        raise LessonError("stops is missing or no list: write the stops between [ and ].")
    if len(stops) > MAX_STOPS:
        raise LessonError(f"the lesson has {len(stops):,} stops: keep at most {MAX_STOPS}.")
    return Lesson(_text("title", content), tuple(_stop(place, each) for place, each in enumerate(stops, start=1)))


def _parse(text: str) -> Any:  # noqa: ANN401  # whatever the file holds
    try:
        # A long row of digits costs no more than a short one, and no number is asked for.
        return json.loads(text.removeprefix("\ufeff"), parse_int=float)
    except json.JSONDecodeError as error:
        raise LessonError(f"the file is damaged at line {error.lineno}: download it again.") from error
    except RecursionError as error:
        raise LessonError("the file's brackets are too deep: download it again.") from error


def _stop(place: int, each: object) -> Stop:
    if not isinstance(each, dict):
        raise LessonError(f"stop {place} is no object: write its view, query and note between {{ and }}.")
    try:
        return Stop(_text("view", each), _text("query", each), _text("note", each))
    except LessonError as error:
        raise LessonError(f"stop {place}: {error}") from error


def _text(name: str, held: dict[str, object]) -> str:
    value = held.get(name, "")
    if not isinstance(value, str):
        raise LessonError(f"{name} is no text: put it in quotes.")
    return value
