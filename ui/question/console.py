"""What is typed at each step of the chase, and what the console answers, as markup that wraps where it was measured."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from core import Chase, Hop

PROMPT = ">>> "
ROOM = 56
"""How many characters of an expression stand in one line; more of them go on in the next."""
ADDRESS = " object at 0x…>"
"""Where a node lies in memory differs from run to run, so core leaves it out."""


@dataclass(frozen=True)
class Entry:
    """One line that is typed, and what it gives.

    Attributes:
        typed: the line.
        shown: the answer as torch prints it; "" where Python prints nothing.
        mark: what is lit in the answer.
    """

    typed: str
    shown: str = ""
    mark: str = ""

    @property
    def lines(self) -> list[str]:
        """The lines that it takes, in a room of ROOM characters."""
        broken = wrap(
            self.typed.replace(".next", " .next"), ROOM - len(PROMPT), break_long_words=False, break_on_hyphens=False
        )
        typed = [PROMPT + line.replace(" .next", ".next") for line in broken]
        return typed + self.shown.splitlines()


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
    asked = [tuple(_asked(hop)) for hop in chased.hops]
    return [*(Session((entries,)) for entries in asked[:-1]), Session((asked[-1], proof(chased)))]


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


def _held(references: Sequence[str | None]) -> str:
    """A node's `next_functions` as Python prints the tuple."""
    held = ", ".join("(None, 0)" if name is None else f"(<{name}{ADDRESS}, 0)" for name in references)
    return f"({held},)" if len(references) == 1 else f"({held})"


def proof(chased: Chase) -> tuple[Entry, ...]:
    """The same object, the proof by writing, and that there is no way back."""
    filled = f"torch.full_like(coeffs, {chased.written[0].item():g})"
    same = repr(chased.is_coeffs)
    return (
        Entry("….variable is coeffs", same, same),
        Entry(f"….variable.grad = {filled}"),
        Entry("coeffs.grad", repr(chased.read)),
        Entry("print(coeffs.grad_fn)", chased.way_back),
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
