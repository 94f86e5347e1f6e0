"""The lesson of this visit: what the address says of it, and how a changed one is written into the address."""

from urllib.parse import parse_qsl

from core import LESSONS, LINK_LIMIT, MAX_LESSON, Lesson, LessonError, Stop, decode_lesson, encode_lesson
from ui import state
from ui.frame.notices import sentence

MADE_HERE = "lesson made here"
HELD = "held."
"""What stands in the address for a lesson too long for it, which the session keeps."""

KEPT = 8
"""How many of those one session keeps, so that Back finds them."""

LOST = "This lesson is too long for an address: load the file that was downloaded with it."
BESIDE = 60
"""In characters: what an address holds of a lesson beside its text."""


def making() -> bool:
    """Whether the lesson is being made in this visit.

    An address that says so and is opened anew, as by somebody who was sent it, shows the lesson to a reader.
    """
    return state.link().making and bool(_made_here())


def resume() -> None:
    """A callback: make the lesson that is on, or begin one."""
    _made_here()[:] = [True]
    state.go(making=True)


def unfinished() -> bool:
    """Whether the address is that of somebody who makes this lesson, opened anew."""
    return state.link().making and not _made_here()


def current() -> tuple[Lesson | None, str]:
    """The lesson that is walked or made, None for none, and what is wrong with it, in a sentence."""
    link = state.link()
    if not link.lesson:
        return (Lesson() if making() else None), ""
    if link.lesson in LESSONS:
        return LESSONS[link.lesson], ""
    if link.lesson.startswith(HELD):
        held = _held().get(link.lesson)
        return held, "" if held else LOST
    try:
        return decode_lesson(link.lesson), ""
    except LessonError as error:
        return None, sentence(str(error))


def place_of(lesson: Lesson) -> int:
    """The stop that was opened last, from 1; of a lesson that lost stops the last one."""
    return min(state.link().stop, max(1, len(lesson.stops)))


def written(lesson: Lesson, beside: int = 0) -> str:
    """What stands for a lesson in an address: its name, its text, or a hash where that is too long.

    Args:
        lesson: the lesson.
        beside: how many characters the rest of the address has.
    """
    if own := next((name for name, each in LESSONS.items() if each == lesson), ""):
        return own
    if fits(text := encode_lesson(lesson), beside):
        return text
    digest = f"{HELD}{hash(lesson) & 0xFFFFFFFFFFFF:x}"
    held = _held()
    held[digest] = held.pop(digest, lesson)
    for oldest in list(held)[:-KEPT]:
        del held[oldest]
    return digest


def fits(text: str, beside: int) -> bool:
    """Whether a lesson's text can stand in an address with so many other characters."""
    return len(text) <= MAX_LESSON and len(text) + beside + BESIDE <= LINK_LIMIT


def linkable(lesson: Lesson) -> bool:
    """Whether each stop's address holds the whole lesson."""
    text = encode_lesson(lesson)
    return all(fits(text, len(stop.query)) for stop in lesson.stops)


def params_of_stop(lesson: Lesson, place: int) -> dict[str, str]:
    """The query parameters of a stop, its step always among them: a walk on the same page stands at another one."""
    stop = lesson.stops[place - 1]
    made = {"making": "1"} if making() else {}
    own = {"lesson": written(lesson, len(stop.query)), "stop": str(place), **made}
    return {"step": "0"} | dict(parse_qsl(stop.query, keep_blank_values=True)) | own


def change(lesson: Lesson, place: int = 1, *, made: bool = True) -> None:
    """Make a changed lesson the current one, from a control's callback; to be made on, or to be walked."""
    if made:
        _made_here()[:] = [True]
    state.go(lesson=written(lesson), stop=place, making=made)


def stop_here(view: str, step: int | None) -> Stop:
    """The stop that shows what is shown now; from a control's callback.

    Args:
        view: the page.
        step: where a walk stands, which the browser alone knows; None where there is none.

    Raises:
        LessonError: for numbers that are too many for a link.
    """
    changes = {} if step is None else {"step": step}
    return Stop.of(view, state.now_with(**changes))


def _made_here() -> list[bool]:
    """Holds something once a lesson is made in this visit."""
    return state.session(MADE_HERE, list)


def _held() -> dict[str, Lesson]:
    held: dict[str, Lesson] = state.session("lessons too long", dict)
    return held
