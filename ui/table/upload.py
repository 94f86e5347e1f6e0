"""The table of this session: where it came from, what was read, and what was wrong with it."""

from dataclasses import dataclass
from io import BytesIO, StringIO

from core import ScenarioError, Table, TableError, TableProblem, read_table
from ui import state
from ui.frame.notices import sentence
from ui.numbers.waiting import touch
from ui.runtime.memory import check_file

TITLE = "Table"
UPLOAD, TEXT, NAMES = "table_file", "table_text", "table_names"


@dataclass
class Held:
    """What one session holds.

    Attributes:
        source: the bytes of the file or the pasted text.
        table: what was read from it; None before, and where it was refused.
        problem: why it was refused; "" where it was not.
        revision: how many tables were read; part of the keys of what is chosen in one.
        refusal: why the chosen columns could not be used; "" where they could.
        used: the problem that was last made of a table.
    """

    source: bytes | str = b""
    table: Table | None = None
    problem: str = ""
    revision: int = 0
    refusal: str = ""
    used: TableProblem | None = None


def held() -> Held:
    """This session's."""
    return state.session("own table", Held)


def take_file() -> None:
    """A callback: read what was uploaded."""
    upload = state.widget(UPLOAD)
    if isinstance(upload, BytesIO):  # else it was taken away again: the table stays
        _take(upload.getvalue())
    state.go()


def take_text() -> None:
    """A callback: read what was pasted."""
    text = str(state.widget(TEXT) or "")
    if text.strip():  # else it was taken out again: the table stays
        _take(text)
    state.go()


def take_names() -> None:
    """A callback: read the same table again, with or without names in its first row."""
    now = held()
    touch(TITLE)
    try:
        _read(now.source, has_names=bool(state.widget(NAMES)))
    except TableError as error:
        now.problem = sentence(str(error))
    state.go()


def _take(source: bytes | str) -> None:
    now = held()
    now.source, now.table = source, None
    touch(TITLE)
    try:
        check_file(len(source))
        _read(source, has_names=None)
    except (TableError, ScenarioError) as error:
        now.problem = sentence(str(error))


def _read(source: bytes | str, *, has_names: bool | None) -> None:
    now = held()
    # Never as a path: a text of one line is a table of one row here.
    now.table = read_table(source if isinstance(source, bytes) else StringIO(source, newline=""), has_names)
    now.problem, now.refusal = "", ""
    now.revision += 1
