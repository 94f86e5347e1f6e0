"""What is typed at each step of the chase, and what the console answers, as markup that wraps where it was measured."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from textwrap import wrap

import torch

from core import Chase, Hop

PROMPT = ">>> "
ROOM = 56
"""How many characters of an expression stand in one line; more of them go on in the next."""
SHOWN = 12
"""Up to how many numbers of a tensor are printed; of a longer one its shape is asked."""
ADDRESS = " object at 0x…>"
"""Where a node lies in memory differs from run to run, so core leaves it out."""


@dataclass(frozen=True)
class Entry:
    """One line that is typed, and what it gives.

    Attributes:
        typed: the line.
        shown: the answer as torch prints it; "" where Python prints nothing.
        mark: what is lit in the answer.
        room: how many characters stand in one line.
    """

    typed: str
    shown: str = ""
    mark: str = ""
    room: int = ROOM

    @property
    def lines(self) -> list[str]:
        """The lines that it takes."""
        broken = wrap(
            self.typed.replace(".next", " .next"),
            self.room - len(PROMPT),
            break_long_words=False,
            break_on_hyphens=False,
        )
        typed = [PROMPT + line.replace(" .next", ".next") for line in broken]
        return typed + self.shown.splitlines()

    def within(self, room: int) -> "Entry":
        """The same in lines of at most so many characters, its answer, too."""
        shown = "\n".join(
            part for line in self.shown.splitlines() for part in wrap(line, room, break_on_hyphens=False) or [""]
        )
        return replace(self, shown=shown, room=room)


@dataclass(frozen=True)
class Session:
    """What is typed one after the other, in one column or side by side.

    Attributes:
        columns: the entries of each column.
    """

    columns: tuple[tuple[Entry, ...], ...]

    @property
    def height(self) -> int:
        """How many lines the highest column has."""
        return max(sum(len(entry.lines) for entry in column) for column in self.columns)

    @property
    def widths(self) -> list[int]:
        """How many characters each column's longest line has."""
        return [max(len(line) for entry in column for line in entry.lines) for column in self.columns]

    @property
    def markup(self) -> str:
        """The columns."""
        drawn = zip(self.columns, self.widths, strict=True)
        return "".join(
            f'<pre class="console" style="--chars:{width}">{"".join(map(_entry, column))}</pre>'
            for column, width in drawn
        )


def sessions(chased: Chase) -> list[Session]:
    """What is typed at each step; at the last one also the proof that the two variables are connected."""
    asked = [tuple(_asked(hop)) for hop in chased.hops[:-1]]
    last = Session((_leaf(chased, chased.hops[-1].expression), proof(chased)))
    return [*(Session((entries,)) for entries in asked), last]


def upright(chased: Chase, room: int) -> list[Session]:
    """The same with the proof under what is typed before it, in lines of at most `room` characters.

    At the last step `_` goes on from the node that the one before printed.
    """
    asked = [tuple(_asked(hop)) for hop in chased.hops[:-1]]
    steps = [*asked, (*_leaf(chased, f"_{chased.hops[-1].added}"), *proof(chased))]
    return [Session((tuple(entry.within(room) for entry in entries),)) for entries in steps]


def _asked(hop: Hop) -> Iterator[Entry]:
    """The expression so far, what it gives, and for a node where it refers to."""
    node = hop.printed.removeprefix("<").removesuffix(" object>")
    if node == hop.printed:
        grad_fn = re.search(r"grad_fn=<\w+>", hop.printed)
        yield Entry(hop.expression, hop.printed, grad_fn.group() if grad_fn else "")
        return
    yield Entry(hop.expression, f"<{node}{ADDRESS}", node)
    if hop.references:
        yield Entry("_.next_functions", _held(hop.references))


def _leaf(chased: Chase, typed: str) -> tuple[Entry, ...]:
    """The tensor at the end, or of a long one its shape, where `typed` leads to it."""
    if chased.read.numel() <= SHOWN:
        return (Entry(typed, chased.hops[-1].printed),)
    return (Entry(f"{typed}.shape", repr(chased.read.shape)),)


def _held(references: Sequence[str | None]) -> str:
    """A node's `next_functions` as Python prints the tuple."""
    held = ", ".join("(None, 0)" if name is None else f"(<{name}{ADDRESS}, 0)" for name in references)
    return f"({held},)" if len(references) == 1 else f"({held})"


def proof(chased: Chase) -> tuple[Entry, ...]:
    """The same object, the proof by writing, and that there is no way back."""
    leaf, same = chased.leaf, repr(chased.is_leaf)
    filled = f"torch.full_like({leaf}, {chased.written.flatten()[0].item():g})"
    read = Entry(f"{leaf}.grad", repr(chased.read))
    if chased.read.numel() > SHOWN:
        read = Entry(f"torch.equal({leaf}.grad, {filled})", repr(torch.equal(chased.read, chased.written)))
    return (
        Entry(f"….variable is {leaf}", same, same),
        Entry(f"….variable.grad = {filled}"),
        read,
        Entry(f"print({leaf}.grad_fn)", chased.way_back),
    )


def _entry(entry: Entry) -> str:
    first, *others = escape(entry.typed).split(".next")
    typed = first + "".join(f"<span>.next{other}</span>" for other in others)
    shown = escape(entry.shown)
    if entry.mark:
        mark = escape(entry.mark)
        shown = shown.replace(mark, f"<mark>{mark}</mark>", 1)
    answer = f"\n<span>{shown}</span>" if shown else ""
    return f"<b>{escape(PROMPT)}{typed}</b>{answer}\n"
