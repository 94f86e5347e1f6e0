"""What puts one story onto the stage: boxes in units, groups of cells that appear at their step, names and signs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

from ui.walk.film.marks import Pen, When, standing_back, when_of
from ui.walk.stage.equation import Worked
from ui.walk.stage.tracks import HEADING, Span, Tracks
from ui.walk.tape.cells import Cells
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story
from ui.walk.tape.windows import Slot

SIGNED = "+−"
LOST = ("nan", "inf")
ROLES = {
    "value": ("reads", "= makes"),
    "given": ("reads", "reads"),
    "copy": ("reads", "copies"),
    "local": ("× local", "× local"),
    "gradient": ("arrives", "= goes on"),
}
"""By kind of cells: what a step that reads them does, and what one that makes them does."""


@dataclass(frozen=True)
class Drawing:
    """Draws parts of a stage.

    Attributes:
        story: what is drawn.
        steps: of the walk, the start first.
        pen: draws at one of them.
        tracks: where everything lies.
        ahead: whether a tensor that no step fills is drawn all the same, in case that a walk needs its cells.
        asks: whether each node can be asked what it saved; on one stage a page, since what opens has a name.
        worked: what is worked out at each step.
    """

    story: Story
    steps: Sequence[TapeStep]
    pen: Pen
    tracks: Tracks
    ahead: bool = True
    asks: bool = False
    worked: Sequence[Worked | None] = ()

    # -- what holds at which steps

    def when(self, *keys: str) -> When:
        """Of what holds some cells: until when they do not exist, when they stand back, are read and are made."""
        return when_of(self.steps, keys)

    def stands_back(self, *keys: str) -> list[int]:
        """The steps at which all of some cells are dimmed."""
        return standing_back(self.steps, keys)

    # -- boxes

    def box(self, x: Span, y: Span, classes: str, body: str = "", when: When | None = None, extra: str = "") -> str:
        """Something at its place."""
        return self.pen.tag("div", f"at {classes}", when or {}, body, f'style="{self.place(x, y)}"{extra}')

    def place(self, x: Span, y: Span) -> str:
        """A box's place as style, with how many rows that grow are above and in it."""
        above = self.tracks.grown(y.at)
        return f"{place(x, y)};--a:{above:.4g};--b:{self.tracks.grown(y.end) - above:.4g}"

    def group(
        self,
        cells: Cells,
        x: Span,
        y: float,
        heading: str = "",
        *,
        above: float = 0,
        below: str = "",
        made_of: Sequence[str] = (),
    ) -> str:
        """A tensor with its heading; nothing of it is seen or read out before its step.

        Args:
            cells: the tensor.
            x: where its table stands.
            y: where the table's rows begin.
            heading: what stands over it, as markup.
            above: how high the heading is.
            below: what stands under it, as text.
            made_of: the cells that its numbers come from, and those that they meet on the way (motion.js).
        """
        rows = len(self.story.view.rows) if "i" in cells.axes else 1
        name = heading or f"{escape(cells.spoken or cells.name)} <span>{tuple(cells.values.shape)}</span>"
        free = self.tracks.grown(y) - self.tracks.grown(y - above)
        size = f"--h:{above:.4g};--b:{free:.4g}"
        over = f'<p class="over{"" if heading else " aside"}" style="{size}">{self._role(cells)}{name}</p>'
        under = f'<p class="under">{escape(below)}</p>' if below else ""
        high = Span(y - above, above + rows * self.row)
        many = " many" if "j" in cells.axes and len(self.story.view.columns) > 2 else ""
        classes = f"group {cells.kind}{many}"
        spoken = escape(self._spoken(cells))
        attributes = f' role="group" data-cells="{escape(cells.key)}" data-axes="{cells.axes}" aria-label="{spoken}"'
        attributes += made_from(made_of)
        body = f"{over}{self.table(cells)}{under}"
        style = f'style="{self.place(x, high)}{f";--o:{free:.4g}" if free else ""}"'
        return self.pen.tag("div", f"at {classes}", self.when(cells.key), body, f"{style}{attributes}")

    def _role(self, cells: Cells) -> str:
        """What a step does with a tensor, where it stands alone with what else the step is about."""
        read, made = ROLES[cells.kind]
        return f'<i class="role read">{read}</i><i class="role made">{made}</i>'

    @cached_property
    def row(self) -> float:
        """How high one row is."""
        return self.tracks.rows / len(self.story.view.rows)

    def table(self, cells: Cells) -> str:
        """All drawn numbers of a tensor; nothing where there are none."""
        if not self.ahead and not any(cells.key in step.filled for step in self.steps):
            return ""
        rows = "".join(self._row(cells, row, texts) for row, texts in cells.texts(self.story.view))
        return f'<table class="cells {cells.kind}">{self._widths(cells)}{rows}</table>'

    def _widths(self, cells: Cells) -> str:
        """The columns that are narrower than the others: the head's, which is for the ear alone, and the gaps'."""
        columns = self.story.view.columns if "j" in cells.axes else (0,)
        if None not in columns:
            return ""
        ear = '<col class="ear">' if "i" in cells.axes else ""
        gaps = "".join('<col class="gap">' if column is None else "<col>" for column in columns)
        return f"<colgroup>{ear}{gaps}</colgroup>"

    def _row(self, cells: Cells, row: Slot, texts: list[tuple[Slot, str]]) -> str:
        head = ""
        if "i" in cells.axes:
            said = "samples left out" if row is None else f"sample {row}"
            head = f'<th scope="row"><span>{said}</span></th>'
        drawn = "".join(self._cell(cells, row, column, text) for column, text in texts)
        return f"<tr>{head}{drawn}</tr>"

    def _cell(self, cells: Cells, row: Slot, column: Slot, text: str) -> str:
        view = self.story.view
        gap = column is None or (row is None and "i" in cells.axes)
        in_row = "i" not in cells.axes or row == view.i
        in_column = "j" not in cells.axes or column == view.j
        states = (
            ("gap", gap),
            ("pick", not gap and bool(cells.axes) and in_row and in_column),
            ("dim", self.story.trace and not (in_column and self._leads_to_chosen(cells.key))),
            ("lost", not gap and text.lstrip(SIGNED) in LOST),
        )
        classes = " ".join(name for name, holds in states if holds)
        place = "" if gap else f' data-at="{_at(cells, row, column)}"'
        state = f' class="{classes}"' if classes else ""
        return f"<td{state}{place}>{text}</td>"

    def _leads_to_chosen(self, key: str) -> bool:
        """Whether coeffs.grad[j] is made from these cells: all gradients and local derivatives, and what those read."""
        lane, _, name = key.partition(".")
        return lane in ("g", "l") or (lane == "v" and name in self.story.sources)

    def _spoken(self, cells: Cells) -> str:
        shape = str(tuple(cells.values.shape))
        return f"{cells.spoken or cells.name}, shape {shape}"

    # -- words

    def heading(self, middle: float, y: float, name: str, shape: tuple[int, ...], code: str) -> str:
        """A tensor's name, its shape, and the line that makes it."""
        body = f"<b>{escape(name)} <span>{shape}</span></b><code>{escape(code)}</code>"
        keys = {f"v.{name}", f"g.{name}"}
        now = [at for at, step in enumerate(self.steps) if keys & (step.now | step.made)]
        when: When = {"now": now, "dim": self.stands_back(f"v.{name}")}
        return self.box(Span(middle, 0), Span(y, HEADING), "head", body, when)

    def sign(self, x: Span, y: float, text: str, keys: Collection[str], *, rows: float = 0, words: bool = False) -> str:
        """A sign, or what an operation does in a word, beside the rows of a table."""
        high = Span(y, rows or self.tracks.rows)
        kind = "sign words" if words else "sign"
        return self.box(x, high, kind, escape(text), self.when(*keys), ' aria-hidden="true"')


def made_from(keys: Sequence[str]) -> str:
    """The attribute that says which cells some numbers come from; "" where that is not said."""
    return f' data-of="{escape(" ".join(keys))}"' if keys else ""


def place(x: Span, y: Span) -> str:
    """A box's place as style."""
    return f"--x:{x.at:.4g};--y:{y.at:.4g};--w:{x.size:.4g};--h:{y.size:.4g}"


def _at(cells: Cells, row: Slot, column: Slot) -> str:
    """The index of a cell in its tensor: "2,1"."""
    return ",".join(str(at) for at, axis in ((row, "i"), (column, "j")) if axis in cells.axes)
