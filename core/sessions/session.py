"""What a session is: a program that prints, run on a scenario's numbers, and what torch printed under each line."""

import inspect
import re
from dataclasses import dataclass
from types import FrameType

from core.engine.sandbox import Message, Ran, lines_of, shown_line
from core.mistakes.mistake import Program
from core.mistakes.runner import run_program
from core.scenario.scenario import Scenario

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
"""Where an object lies in memory; it says nothing and is another one in each run."""


@dataclass(frozen=True)
class Session:
    """A program that prints; code in its sentence stands between backticks.

    Attributes:
        program: what runs. Its parameter `print` takes the place of Python's.
        sentence: what to see in what it prints.
    """

    program: Program
    sentence: str


@dataclass(frozen=True)
class SessionLine:
    """One line of a session.

    Attributes:
        code: the line.
        said: what it printed, and what Python or torch said while it ran, in that order.
    """

    code: str
    said: tuple[str, ...]


def run_session(session: Session, scenario: Scenario) -> tuple[SessionLine, ...]:
    """Run a session on copies of a scenario's tensors; after a line that raises the others are left out."""
    said: dict[int, list[str]] = {}

    def note(*values: object) -> None:
        caller: FrameType | None = inspect.currentframe()
        assert caller is not None  # only other Pythons have no frames
        assert caller.f_back is not None
        line = shown_line(session.program, caller.f_back.f_lineno)
        assert line is not None  # the program alone is given this function
        said.setdefault(line, []).append(_ADDRESS.sub("", " ".join(map(str, values))))

    ran = run_program(session.program, scenario, print=note)
    for message in _messages(ran):
        if message.line is not None:
            said.setdefault(message.line, []).append(f"{message.type}: {message.text}")
    codes = lines_of(session.program).splitlines()
    if ran.raised is not None and ran.raised.line is not None:
        codes = codes[: ran.raised.line + 1]
    return tuple(SessionLine(code, tuple(said.get(place, ()))) for place, code in enumerate(codes))


def _messages(ran: Ran) -> tuple[Message, ...]:
    return (*ran.warned, *((ran.raised,) if ran.raised else ()))
