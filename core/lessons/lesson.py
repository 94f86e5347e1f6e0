"""What a lesson is: an ordered list of stops, each one view of the app with a sentence to the reader."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.link.bases import Check
from core.link.links import LINK_LIMIT, Link, PermalinkError, decode, encode_short, without_lesson
from core.numbers import quote
from core.scenario.scenario import ScenarioError

MAX_STOPS = 30
MAX_TITLE = 80
MAX_NOTE = 300

VIEW = re.compile(r"[a-z][a-z_]{0,29}")
QUERY = re.compile(r"[\w.&=-]*", re.ASCII)
"""What `encode` writes: letters, digits and signs that no address escapes."""

JOINERS = "\u200c\u200d"
"""What holds letters of some scripts, and parts of a picture, together; it is not printable, and is kept."""


class LessonError(ValueError):
    """Says in one sentence what is wrong with a lesson, and how to mend it."""


@dataclass(frozen=True)
class Stop:
    """One view of a lesson.

    Attributes:
        view: the page, by its name in the address.
        query: the state of that page, as `encode` writes it; no lesson stands in it.
        note: what the teacher says there; one line of plain text.

    Raises:
        LessonError: for a view or a query that no link has, and a note that is too long.
    """

    view: str
    query: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not VIEW.fullmatch(self.view):
            raise LessonError(f"a stop's page is {quote(self.view)}: write a page's name, such as backward.")
        if len(self.query) > LINK_LIMIT:
            raise LessonError(f"a stop's link has {len(self.query):,} characters: use one of at most {LINK_LIMIT:,}.")
        if not QUERY.fullmatch(self.query):
            raise LessonError(f"a stop's link is {quote(self.query)}: copy what stands behind the ? of its address.")
        object.__setattr__(self, "note", one_line(self.note))
        if len(self.note) > MAX_NOTE:
            raise LessonError(f"a note has {len(self.note):,} characters: write at most {MAX_NOTE}.")

    @classmethod
    def of(cls, view: str, link: Link, note: str = "") -> "Stop":
        """The stop that shows a state.

        Raises:
            LessonError: for numbers that are too many for a link.
        """
        query = encode_short(without_lesson(link))
        if query is None:
            raise LessonError("these numbers are too many for a stop: use fewer of them, a preset or a draw.")
        return cls(view, query, note)

    def problem(self, views: Iterable[str], check: Check | None = None) -> str:
        """Why it cannot be shown, in a sentence; "" where it can.

        Args:
            views: the pages that there are.
            check: as in `decode`.
        """
        if self.view not in (known := list(views)):
            return f"its page is {quote(self.view)}: use one of {', '.join(known)}."
        try:
            decode(self.query, check)
        except (PermalinkError, ScenarioError) as error:
            return str(error)
        return ""


@dataclass(frozen=True)
class Lesson:
    """Stops in the order in which they are walked.

    Attributes:
        title: one line of plain text; "" where it has none yet.
        stops: at most `MAX_STOPS`.

    Raises:
        LessonError: for too many stops, or a title that is too long.
    """

    title: str = ""
    stops: tuple[Stop, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", one_line(self.title))
        if len(self.title) > MAX_TITLE:
            raise LessonError(f"the title has {len(self.title):,} characters: write at most {MAX_TITLE}.")
        if len(self.stops) > MAX_STOPS:
            raise LessonError(f"the lesson has {len(self.stops):,} stops: keep at most {MAX_STOPS}.")


def one_line(text: str) -> str:
    """A text without line breaks and without what cannot be seen, which could turn or hide what stands around it."""
    seen = "".join(c if c.isprintable() or c in JOINERS else " " for c in text)
    return " ".join(seen.split())
