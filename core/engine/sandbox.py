"""Runs a function of ours as a short program, reports what torch said, and shows the lines that ran.

Nothing here takes code from a visitor: the functions are the project's own, and a visitor gives numbers only.
"""

import ast
import inspect
import re
import textwrap
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Any, TextIO

_ONE_AT_A_TIME = threading.Lock()
_FOR_TOOLS = re.compile(r"  # (?:type: ignore|noqa).*")


@dataclass(frozen=True)
class Message:
    """What Python or torch said: an exception or a warning.

    Attributes:
        type: the name of its class, such as "RuntimeError".
        text: its own words.
        line: which of the program's shown lines said it, counted from 0; None where it was none of them.
    """

    type: str
    text: str
    line: int | None


@dataclass(frozen=True)
class Ran:
    """One run of a program.

    Attributes:
        names: the program's variables where it ended: those it returned, or those it had when it raised.
        raised: the exception that ended it, or None.
        warned: the warnings given on the way, in order.
    """

    names: dict[str, Any]
    raised: Message | None
    warned: tuple[Message, ...]


@contextmanager
def listening(line_of: Callable[[str, int], int | None]) -> Iterator[list[Message]]:
    """Gather what is warned, in order, until the block ends.

    `warnings.catch_warnings` changes the whole process
    (https://docs.python.org/3.11/library/warnings.html#warnings.catch_warnings), so programs run one at a time; what
    another thread warns meanwhile goes where it would have gone.

    Args:
        line_of: file and line of a warning -> the shown line that gave it.
    """
    warned: list[Message] = []
    thread = threading.get_ident()
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        shown_elsewhere = warnings.showwarning

        def note(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if threading.get_ident() != thread:
                shown_elsewhere(message, category, filename, lineno, file, line)
                return
            warned.append(Message(category.__name__, str(message), line_of(filename, lineno)))

        warnings.simplefilter("always")
        warnings.showwarning = note
        yield warned


def run(program: Callable[..., dict[str, Any] | None], **inputs: object) -> Ran:
    """Run a program and catch what it raises and warns.

    Args:
        program: a function that returns its variables (`return locals()`) or None.
        inputs: its arguments.
    """

    def line_of(filename: str, line: int) -> int | None:
        return shown_line(program, line) if filename == program.__code__.co_filename else None

    with listening(line_of) as warned:
        try:
            names, raised = program(**inputs) or {}, None
        except Exception as error:  # whatever it raises is what the page shows
            traceback = error.__traceback__.tb_next if error.__traceback__ else None
            assert traceback is not None  # its first frame is this one, its second the program's
            names, raised = _where_it_stopped(program, traceback, error)
    return Ran(names, raised, tuple(warned))


def _where_it_stopped(
    program: Callable[..., Any], traceback: TracebackType, error: Exception
) -> tuple[dict[str, Any], Message]:
    line = shown_line(program, traceback.tb_lineno)
    return dict(traceback.tb_frame.f_locals), Message(type(error).__name__, str(error), line)


@cache
def parameters_of(program: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a program's parameters: the tensors that it is given."""
    return tuple(inspect.signature(program).parameters)


@cache
def lines_of(program: Callable[..., Any]) -> str:
    """The lines of a program as written in its source, without docstring, `global`, `return` and notes to our tools."""
    source, shown = _shown(program)
    lines = source.splitlines()[shown[0].lineno - 1 : shown[-1].end_lineno]
    return without_notes(textwrap.dedent("\n".join(lines)))


def without_notes(source: str) -> str:
    """Source without what is said in it to type checker and linter."""
    return _FOR_TOOLS.sub("", source)


def _shown(program: Callable[..., Any]) -> tuple[str, list[ast.stmt]]:
    source = textwrap.dedent(inspect.getsource(program))
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    documented = ast.get_docstring(function) is not None
    body = function.body[1:] if documented else function.body
    return source, [statement for statement in body if not isinstance(statement, ast.Global | ast.Return)]


def shown_line(program: Callable[..., Any], line: int) -> int | None:
    """A line of a program's file as one of its shown lines, counted from 0; None where it is none of them."""
    _, shown = _shown(program)
    first = program.__code__.co_firstlineno + shown[0].lineno - 1
    last = program.__code__.co_firstlineno + (shown[-1].end_lineno or 0) - 1
    return line - first if first <= line <= last else None
