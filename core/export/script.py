"""A program to take away: its parts, what each prints, and both as the text of a Python file."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 110
"""Of a line, where it can be broken."""


@dataclass(frozen=True)
class Chunk:
    """Lines that belong together.

    Attributes:
        code: the lines.
        prints: what they print, line by line.
    """

    code: str
    prints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A step of the program, and a cell of the notebook.

    Attributes:
        title: what it does, in a few words.
        chunks: its lines.
    """

    title: str
    chunks: tuple[Chunk, ...]

    @property
    def code(self) -> str:
        """All its lines."""
        return "\n".join(chunk.code for chunk in self.chunks)

    @property
    def prints(self) -> tuple[str, ...]:
        """All that they print."""
        return tuple(line for chunk in self.chunks for line in chunk.prints)


@dataclass(frozen=True)
class PythonFile:
    """A whole program.

    Attributes:
        parts: its steps.
        notes: what is said before the first line, among it what somebody else may have written.
        made_with: with what the prints were made.
        file_note: what is said of the file that it reads its numbers from; "" where it reads none.
    """

    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
    made_with: str = ""
    file_note: str = ""

    @property
    def code_lines(self) -> int:
        """How many lines of code there are, without comments and empty lines."""
        return sum(bool(line.strip()) for part in self.parts for line in part.code.splitlines())

    @property
    def text(self) -> str:
        """The Python file: below each print, as a comment, what it prints."""
        parts = ("\n".join(_with_prints(part)) for part in self.parts)
        return "\n\n".join(["\n".join(comments(self.head)), *parts]) + "\n"

    @property
    def head(self) -> tuple[str, ...]:
        """What stands before the first line.

        Python reads an encoding out of the first two lines (https://peps.python.org/pep-0263): these are our own.
        """
        about = "From loss.backward(), explained: what a page shows, in plain PyTorch."
        below = f"A comment below a line is what it printed, with {self.made_with}."
        return (*([self.file_note] if self.file_note else []), about, below, *self.notes)


def says(value: object) -> tuple[str, ...]:
    """The lines that `print` writes of a value."""
    return tuple(str(value).splitlines())


def comments(lines: Iterable[str]) -> list[str]:
    """Lines as comments, long ones broken: whoever wrote them, they stay comments."""
    return [part for line in lines for part in _comment(one_line(line))]


def one_line(text: str) -> str:
    """A text without what ends a line or turns its direction."""
    return "".join(character if character.isprintable() else " " for character in text)


def spaced(code: str) -> str:
    """Lines with an empty one before and after each function."""
    spaced_lines: list[str] = []
    inside = False
    for line in code.splitlines():
        begins = line.startswith("def ")
        ends = inside and line[:1] not in {" ", ""}
        if spaced_lines and (begins or ends):
            spaced_lines.append("")
        spaced_lines.append(line)
        inside = begins or (inside and not ends)
    return "\n".join(spaced_lines)


def _with_prints(part: Part) -> Iterable[str]:
    for chunk in part.chunks:
        yield spaced(chunk.code)
        yield from comments(chunk.prints)


def _comment(line: str) -> list[str]:
    broken = textwrap.wrap(line, WIDTH - 4, drop_whitespace=False, break_on_hyphens=False) if len(line) > WIDTH else []
    first, *others = broken or [line]
    return [f"# {first}".rstrip(), *(f"#   {other}".rstrip() for other in others)]
