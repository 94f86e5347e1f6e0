"""How one thing of the tape is put into markup at one step: a table, a block of a lane, a line of words."""

from dataclasses import dataclass
from html import escape

from ui.walk.tape.bars import bar
from ui.walk.tape.cells import Cells, width_of
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story
from ui.walk.tape.windows import Slot


@dataclass(frozen=True)
class Renderer:
    """Draws cells of a story at one step."""

    story: Story
    tape_step: TapeStep

    def table(self, cells: Cells, width: int | None = None) -> str:
        """A tensor with its label, `width` characters a cell; empty until the step that fills it."""
        view = self.story.view
        rows = "".join(self._row(cells, row, texts) for row, texts in cells.texts(view))
        spoken = escape(cells.spoken or f"{cells.name} {tuple(cells.values.shape)}")
        width = width or width_of(view, cells)
        attributes = f'data-cells="{cells.key}" aria-label="{spoken}" style="--w:{width}ch"'
        label = cells.label if cells.name else ""
        rows = self._heads(cells) + rows
        return f'{label}<table class="{self._classes(f"cells {cells.kind}", cells.key)}" {attributes}>{rows}</table>'

    def block(self, column: int, keys: tuple[str, ...], body: str, extra: str = "") -> str:
        """A part of a lane in its column; `keys` are the cells it holds."""
        return f'<div class="{self._classes(f"block {extra}", *keys)}" style="--c:{column}">{body}</div>'

    def words(self, column: int, key: str, text: str) -> str:
        """What an operation does, where it shows no numbers."""
        return self.block(column, (key,), f'<p class="does">{escape(text)}</p>', "words")

    def node(self, column: int, tensor: str) -> str:
        """The node under a tensor: its name, and a shorter one for narrow screens."""
        name = self.story.back(tensor).node
        brief = name.rstrip("0123456789").removesuffix("Backward").removesuffix("Grad")
        spans = f'<span class="long">{escape(name)}</span><span class="brief" aria-hidden="true">{escape(brief)}</span>'
        key = f"n.{tensor}"
        return f'<div class="{self._classes("node", key)}" data-cells="{key}" style="--c:{column}">{spans}</div>'

    def arrow(self, column: int, tensor: str) -> str:
        """The reference from a tensor's node to the one before it."""
        state = self._classes("arrow", f"n.{tensor}")
        return f'<div class="{state}" style="--c:{column}" aria-hidden="true"><span>⟵</span></div>'

    def _classes(self, base: str, *keys: str) -> str:
        """The classes of something that holds these cells: whether this step has filled, uses or made any of them."""
        states = {"filled": self.tape_step.filled, "now": self.tape_step.now, "made": self.tape_step.made}
        return " ".join([base.strip(), *(name for name, group in states.items() if group.intersection(keys))])

    def _row(self, cells: Cells, row: Slot, texts: list[tuple[Slot, str]]) -> str:
        header = f'<th scope="row">{escape(cells.row)}</th>' if cells.row else ""
        if "i" in cells.axes:
            gap = '<th scope="row" class="gap">samples left out</th>'
            header = gap if row is None else f'<th scope="row">sample {row}</th>'
        return f"<tr>{header}{''.join(self._cell(cells, row, column, text) for column, text in texts)}</tr>"

    def _heads(self, cells: Cells) -> str:
        """The names of the columns, where there are bars between them."""
        if cells.full is None or "i" not in cells.axes:
            return ""
        heads = "".join(self._head(cells, column) for column in self.story.view.columns)
        return f'<tr class="heads"><td class="corner"></td>{heads}</tr>'

    def _head(self, cells: Cells, column: Slot) -> str:
        other = self._beside_chosen(cells, column)
        if column is None:
            return f'<th scope="col" class="gap {other}">coefficients left out</th>'
        return f'<th scope="col" class="{other}"><span>coeffs[{column}]</span></th>{bar(None, 1.0, other)}'

    def _cell(self, cells: Cells, row: Slot, column: Slot, text: str) -> str:
        view, gap = self.story.view, row is None or column is None
        in_column = "j" not in cells.axes or column == view.j
        chosen = not gap and cells.axes and in_column and ("i" not in cells.axes or row == view.i)
        dim = self.story.trace and not (in_column and self._leads_to_chosen(cells.key))
        lost = not gap and text.lstrip("+−") in ("nan", "inf") and cells.key in self.tape_step.filled
        states = (("gap", gap), ("chosen", chosen), ("dim", dim), ("lost", lost))
        classes = [name for name, holds in states if holds]
        classes += filter(None, [self._beside_chosen(cells, column)])
        attribute = f' class="{" ".join(classes)}"' if classes else ""
        drawn = f"<td{attribute}>{text if gap or cells.key in self.tape_step.filled else ''}</td>"
        return drawn + self._bar(cells, row, column)

    def _bar(self, cells: Cells, row: Slot, column: Slot) -> str:
        """The bar beside a cell, where there are bars; a gap leaves its place empty."""
        if cells.full is None or column is None:
            return ""
        if row is None:
            return bar(None, 1.0, self._beside_chosen(cells, column))
        value = cells.values[row, column] if "i" in cells.axes else cells.values[column]
        return bar(value.item(), cells.full[column].item(), self._beside_chosen(cells, column))

    def _beside_chosen(self, cells: Cells, column: Slot) -> str:
        """The class of the columns that a phone leaves out where there are bars."""
        return "other" if cells.full is not None and column != self.story.view.j else ""

    def _leads_to_chosen(self, key: str) -> bool:
        """Whether coeffs.grad[j] is made from these cells: all gradients and local derivatives, and what those read."""
        lane, _, name = key.partition(".")
        return lane in ("g", "l") or (lane == "v" and name in self.story.sources)
