"""What puts a program onto the turned stage: boxes in units, tables that appear at their step."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from torch import Tensor

from ui.program.stage.grids import Grid
from ui.program.stage.plan import ROW, Plan
from ui.program.steps import ProgramStep
from ui.program.story import ProgramStory
from ui.walk.film.marks import Pen, When, standing_back, when_of
from ui.walk.stage.drawing import LOST, SIGNED, place
from ui.walk.stage.tracks import Span
from ui.words import shape_text

Look = Literal["value", "given", "gradient"]
ROLES = {"value": ("reads", "= makes"), "given": ("reads", "= makes"), "gradient": ("arrives", "= goes on")}
"""What a step that reads a tensor does, and what one that makes it does."""


@dataclass(frozen=True)
class Drawing:
    """Draws parts of a turned stage.

    Attributes:
        plan: where everything lies.
        steps: of the walk, the start first.
        pen: draws at one of them.
    """

    plan: Plan
    steps: Sequence[ProgramStep]
    pen: Pen

    @property
    def story(self) -> ProgramStory:
        """What is drawn."""
        return self.plan.story

    def when(self, *keys: str) -> When:
        """Of what holds some cells: until when they do not exist, when they stand back, are read and are made."""
        return when_of(self.steps, keys)

    def stands_back(self, *keys: str) -> list[int]:
        """The steps at which all of some cells are dimmed."""
        return standing_back(self.steps, keys)

    def absent(self, key: str) -> When:
        """Only until when something does not exist."""
        return {"absent": self.when(key)["absent"]}

    def box(self, x: Span, y: Span, classes: str, body: str = "", when: When | None = None, extra: str = "") -> str:
        """Something at its place."""
        return self.pen.tag("div", f"at {classes}", when or {}, body, f'style="{place(x, y)}"{extra}')

    def group(
        self, key: str, name: str, look: Look, drawn: Grid, tensor: Tensor, at: tuple[float, float], extra: str = ""
    ) -> str:
        """A tensor; nothing of it is seen or read out before its step.

        Args:
            key: its cells.
            name: what it is called, as text.
            look: how its cells look.
            drawn: what of it is drawn.
            tensor: its numbers.
            at: where its table stands.
            extra: further attributes.
        """
        signed = look == "gradient"
        read, made = ROLES[look]
        role = f'<i class="role read">{read}</i><i class="role made">{made}</i>'
        shape = shape_text(tuple(tensor.shape))
        part = f", {drawn.part}" if drawn.part else ""
        over = f'<p class="over aside" style="--h:0">{role}{escape(name)} <span>{shape}{part}</span></p>'
        x = Span(at[0], drawn.width(tensor, signed=signed))
        y = Span(at[1], len(drawn.rows) * ROW)
        folded = drawn.folded(tensor)
        under = f'<p class="under">{folded}</p>' if folded else ""
        body = over + self.table(drawn, tensor, look) + under
        told = ", ".join(filter(None, (drawn.part, folded)))
        spoken = f"{escape(name)}, shape {shape}{f': {told}' if told else ''}"
        label = f' role="group" data-cells="{escape(key)}" aria-label="{spoken}"{extra}'
        return self.box(x, y, f"group {look}", body, self.when(key), label)

    def table(self, drawn: Grid, tensor: Tensor, look: Look) -> str:
        """All drawn numbers of a tensor."""
        signed = look == "gradient"
        gaps = ""
        if None in drawn.columns:
            cols = "".join('<col class="gap">' if column is None else "<col>" for column in drawn.columns)
            gaps = f"<colgroup>{cols}</colgroup>"
        rows = "".join(
            f"<tr>{''.join(_cell(drawn, row, column, text, grid=signed) for column, text in texts)}</tr>"
            for row, texts in drawn.texts(tensor, signed=signed)
        )
        folded = drawn.folded(tensor)
        title = f' title="{folded}"' if folded else ""
        return f'<table class="cells {look}"{title}>{gaps}{rows}</table>'


def _cell(drawn: Grid, row: int | None, column: int | None, text: str, *, grid: bool) -> str:
    if row is None or column is None:
        return f'<td class="gap">{text}</td>'
    states = [
        *(["pick"] if (row, column) == drawn.chosen else []),
        *(["lost"] if text.lstrip(SIGNED) in LOST else []),
    ]
    place_of = (row, column) if grid else drawn.index(row, column)
    state = f' class="{" ".join(states)}"' if states else ""
    return f'<td{state} data-at="{",".join(map(str, place_of))}">{text}</td>'
