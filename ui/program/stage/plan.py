"""Where everything of the turned stage lies, in units of a digit's height: a row an operation, in the program's order.

Each row has one height for the whole walk, so that no step moves anything: a row of several columns, and one beside a
leaf that needs the height anyway, shows its samples; the others show the chosen sample alone, and the card all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from torch import Tensor

from core import ForwardStep
from ui.program.stage.grids import Grid, grid
from ui.program.story import ProgramStory
from ui.walk.stage.tracks import Span

ROW, LABEL, SHUT, AIR = 1.46, 1.3, 1.88, 0.4
"""How high one row of numbers, what stands over a table, a row with one row of numbers, and the space below are."""
HEAD, TURN, EDGE = 1.4, 1.6, 1.7
"""The headings of the columns, the turn at the bottom, and what the line takes at each side."""
CHIP, TITLE, ADD = 1.7, 0.6, 1.4
"""A node beside a leaf, what stands on the edge of a frame, and one line of a bill."""
NAME, CODE, SHAPE, NODE = 0.56, 0.48, 0.36, 0.5
"""The width of one character of a name, of code, of a shape and of a node's name."""
BETWEEN = 0.4
"""What stands between a name, its code and its shape."""
LONGEST = 24
"""For how many characters of code the values' column has room; more of it reaches into that of the leaves."""
ACCUMULATE = 7.4
"""The width of a leaf's node."""
CARDS, WIDEST = 14, 80.7
"""How much more room cards have between gradients and what is kept, where the stage is not as wide as that yet."""
LOW = 13
"""How high the rows are at least, so that the cards of a short program have room."""
LOOSE = 11.5
"""How high the rows with leaves are in a program that is longer than a screen anyway: as high as their bills."""
FITS = 37.5
"""How many units high a stage is that fits a laptop's screen with digits of 16 pixels."""


@dataclass(frozen=True)
class Leaf:
    """A leaf where it is first read, with what it keeps.

    Attributes:
        name: its name.
        value: its number.
        grid: how it is drawn, and its gradient.
        tall: whether its name stands above its numbers; else beside them.
        arrivals: how many gradients it receives.
    """

    name: str
    value: int
    grid: Grid
    tall: bool
    arrivals: int

    @property
    def height(self) -> float:
        """How high it is with what it keeps."""
        rows = len(self.grid.rows) * ROW
        bill = (self.arrivals * ADD + 0.4 + ROW) if self.arrivals > 1 else 0
        if self.tall:
            return max(CHIP + TITLE + rows + 0.3, bill) + AIR
        return max(SHUT, bill + AIR)


@dataclass(frozen=True)
class Row:
    """One operation.

    Attributes:
        step: the call.
        y: where it stands.
        grid: how its value is drawn, and its gradient.
        label: how high what stands above its value is; 0 where that stands beside it.
        bill: how high the gradients are that are added to its own.
        leaves: those that it is the first to read.
        given: the data that it is the first to read, and how they are drawn.
        arrivals: how many gradients its value receives.
    """

    step: ForwardStep
    y: Span
    grid: Grid
    label: float
    bill: float
    leaves: tuple[Leaf, ...]
    given: tuple[tuple[int, Grid], ...]
    arrivals: int

    @property
    def value(self) -> int:
        """The number of the value that it makes."""
        return self.step.operation.result

    @property
    def rows(self) -> Span:
        """Where the rows of its numbers stand."""
        high = len(self.grid.rows) * ROW
        return Span(self.y.at + self.label if self.label else self.y.middle - high / 2, high)

    @property
    def grads(self) -> Span:
        """Where the rows of its gradient stand."""
        return Span(self.rows.at + self.bill, self.rows.size)

    @property
    def middle(self) -> float:
        """Where its node stands."""
        return self.rows.middle


class Plan:
    """The rows and the columns of one stage."""

    def __init__(self, story: ProgramStory) -> None:
        """Of one problem."""
        self.story = story
        ways: tuple[Callable[[Grid], bool], ...] = (lambda _: True, lambda each: len(each.columns) > 1, lambda _: False)
        for opens in ways:
            self.rows = self._rows(opens)
            if self.height <= FITS:
                return
        self.rows = self._rows(ways[-1], LOOSE)

    def _rows(self, opens: Callable[[Grid], bool], least: float = 0) -> tuple[Row, ...]:
        """The rows, with those open that `opens` says, and those that need the height anyway.

        Rows with leaves that have dimensions are at least `least` high.
        """
        story, shown, y, found = self.story, set[int](), HEAD, []
        leaves_of, inputs = story.scenario.leaves, len(story.scenario.program.inputs)
        for step in story.forward.steps:
            operation = step.operation
            new = [value for value in dict.fromkeys(operation.values) if value < inputs and value not in shown]
            shown.update(new)
            drawn = grid(story, operation.result)
            wide = len(drawn.columns) > 2
            leaves = tuple(self._leaf(value, wide=wide) for value in new if story.names[value] in leaves_of)
            beside = sum(leaf.height for leaf in leaves)
            arrivals = len(story.arrivals.get(operation.result, ()))
            bill = (arrivals * ADD + 0.4) if arrivals > 1 else 0
            full = LABEL + bill + len(drawn.rows) * ROW + AIR
            whole = len(drawn.rows) > 1 and (opens(drawn) or full <= beside + AIR)
            if not whole:
                drawn = drawn.alone()
            label = LABEL if whole or len(drawn.columns) > 1 or bill else 0
            own = max(label + bill + len(drawn.rows) * ROW + AIR, SHUT) if label else SHUT
            given = tuple(
                (value, grid(story, value) if whole else grid(story, value).alone())
                for value in new
                if story.names[value] not in leaves_of
            )
            deep = max((LABEL + len(each.rows) * ROW + AIR for _, each in given if len(each.rows) > 1), default=0)
            row = Row(
                step,
                Span(y, max(own, beside, deep, least if any(leaf.grid.shape for leaf in leaves) else 0)),
                drawn,
                label,
                bill,
                leaves,
                given,
                arrivals,
            )
            y = row.y.end
            found.append(row)
        return tuple(found)

    def _leaf(self, value: int, *, wide: bool) -> Leaf:
        """A leaf, with its name above its numbers where they, or those beside it, take the width."""
        drawn = grid(self.story, value)
        tall = wide or len(drawn.rows) > 1 or len(drawn.columns) > 1
        return Leaf(self.story.names[value], value, drawn, tall, len(self.story.arrivals.get(value, ())))

    # -- heights

    @property
    def bottom(self) -> float:
        """Where the last row ends."""
        return max(self.rows[-1].y.end, HEAD + LOW)

    @property
    def height(self) -> float:
        """Of the whole stage."""
        return self.bottom + TURN

    # -- widths

    def tensor(self, value: int) -> Tensor:
        """A value."""
        return self.story.forward.values[value]

    def wide(self, drawn: Grid, value: int) -> float:
        """How wide the table of a value is."""
        return drawn.width(self.tensor(value), signed=False)

    def grad_wide(self, drawn: Grid, tensor: Tensor | None) -> float:
        """How wide the table of a gradient is; of one that there is not, as of a single number."""
        return 3.6 if tensor is None else max(3.2, drawn.width(tensor, signed=True))

    def slope_name_wide(self, row: Row) -> float:
        """How wide the name is that stands above a gradient; 0 where none does."""
        return len(slope_name(row.step.name)) * CODE + BETWEEN if row.label else 0

    def leaf_wide(self, leaf: Leaf) -> float:
        """How wide a leaf is with its name."""
        name = len(leaf.name) * NAME + 0.6
        table = self.wide(leaf.grid, leaf.value)
        return max(name + 2.6, table) if leaf.tall else name + table

    def kept_wide(self, leaf: Leaf) -> float:
        """How wide the frame of a leaf's `.grad` is."""
        table = self.grad_wide(leaf.grid, self.story.grad(leaf.name)) + 0.8
        name = (len(leaf.name) + 5) * 0.5 + 1.0
        return max(name + 1, table) if leaf.tall else name + max(table, 3.4)

    def label_wide(self, row: Row) -> float:
        """How wide the name or code of a row is made room for."""
        return min(len(label(row.step)), LONGEST) * CODE + _shape_wide(row) + 2 * BETWEEN

    def label_at(self, row: Row) -> Span:
        """Where the name and the code of a row stand.

        They begin with the values; where no leaf stands beside them, as far left as the longest of them needs. One that
        is longer than even that takes all of the room and goes on in a second line.
        """
        end, needed = self._label_end(row), _letters_wide(row)
        leaves = max((self.leaf_wide(leaf) + 2 * BETWEEN for leaf in row.leaves), default=0)
        least = min(self.values.at, EDGE + leaves)
        if needed > end - least:
            start = least
        elif row.leaves:
            start = min(self.values.at, end - needed)
        else:
            start = self._labels
        return Span(start, end - start)

    @cached_property
    def _labels(self) -> float:
        """Where the labels begin beside which no leaf stands, but those of two lines."""
        starts = [self._label_end(row) - _letters_wide(row) for row in self.rows if not row.leaves]
        return min([self.values.at, *(start for start in starts if start >= EDGE)])

    def _label_end(self, row: Row) -> float:
        """Where the label of a row ends at the latest."""
        beside = 0 if row.label else self.wide(row.grid, row.value) + self.given_wide(row) + BETWEEN
        return self.values.end - beside

    def given_wide(self, row: Row) -> float:
        """How wide the data that a row is the first to read are, with the signs behind them."""
        return sum(self.wide(drawn, value) + 2.2 for value, drawn in row.given)

    @cached_property
    def values(self) -> Span:
        """Where the values stand; their right edge is that of all tables."""
        left = wide = 0.0
        for row in self.rows:
            table = self.wide(row.grid, row.value) + self.given_wide(row)
            wide = max(
                wide, table if row.label else table + self.label_wide(row), self.label_wide(row) if row.label else 0
            )
            leaves = max((self.leaf_wide(leaf) for leaf in row.leaves), default=0)
            left = max(left, leaves)
        return Span(EDGE + max(left, 5) + 1.2, wide)

    @cached_property
    def nodes(self) -> Span:
        """The band of the nodes."""
        longest = max((len(name) for row in self.rows for name in row.step.nodes), default=8)
        return Span(self.values.end + 1, longest * NODE + 2.0)

    @property
    def gradients(self) -> float:
        """Where the gradients begin."""
        return self.nodes.end + 1

    def gradient(self, value: int) -> Tensor | None:
        """The whole gradient of a value."""
        return self.story.gradient(value)

    @cached_property
    def right(self) -> float:
        """Where the kept gradients end."""
        ends = [self.nodes.end + 24]
        for row in self.rows:
            end = self.gradients + self.grad_wide(row.grid, self.gradient(row.value)) + 1
            for leaf in row.leaves:
                pill = 0 if leaf.arrivals == 0 else self.pill_wide(leaf) + 0.8
                kept = self.kept_wide(leaf)
                ends.append(end + (max(kept, pill + ACCUMULATE) if leaf.tall else pill + ACCUMULATE + 0.8 + kept))
        return max(*ends, min(max(ends) + CARDS, WIDEST - EDGE))

    def pill_wide(self, leaf: Leaf) -> float:
        """How wide what arrives at a leaf is: its chosen entry."""
        arrivals = self.story.arrivals.get(leaf.value, ())
        return max((leaf.grid.pick().width(each.grad, signed=True) for each in arrivals), default=3.2)

    def slope_wide(self, row: Row, leaf: Leaf) -> float:
        """How wide the name of what arrives at a leaf is; 0 where there is no room for it beside that."""
        letters = len(f"∂L/∂{leaf.name}") + sum(len(f"{at},") for at in leaf.grid.entry)
        wide = letters * SHAPE + BETWEEN
        chips = ACCUMULATE if leaf.tall else ACCUMULATE + 0.8 + self.kept_wide(leaf)
        left = self.right - chips - 0.8 - self.pill_wide(leaf)
        row_end = self.gradients + self.grad_wide(row.grid, self.gradient(row.value)) + BETWEEN
        return wide if leaf.arrivals == 1 and left - wide > row_end else 0

    @property
    def width(self) -> float:
        """Of the whole stage."""
        return self.right + EDGE

    def row_of(self, value: int) -> Row:
        """The row of a value; of a leaf that which is the first to read it."""
        return next(row for row in self.rows if row.value == value or value in [leaf.value for leaf in row.leaves])

    def leaf_of(self, value: int) -> tuple[Row, Leaf, float] | None:
        """A leaf with its row and where it stands."""
        for row in self.rows:
            y = row.y.at
            for leaf in row.leaves:
                if leaf.value == value:
                    return row, leaf, y
                y += leaf.height
        return None


def slope_name(name: str) -> str:
    """What the gradient of a value is called."""
    return f"∂L/∂({name})" if " " in name else f"∂L/∂{name}"


def _letters_wide(row: Row) -> float:
    """How wide the name, the code and the shape of a row are in one line."""
    text = label(row.step)
    name, mark, _ = text.partition(" = ")
    bold = 0 if row.step.operation.part or not mark else len(name)
    return bold * NAME + (len(text) - bold) * CODE + _shape_wide(row) + (3 if bold else 2) * BETWEEN


def _shape_wide(row: Row) -> float:
    """How wide a shape is, with the sign that not all of its rows are drawn."""
    return (len(str(row.grid.shape)) + (2 if row.grid.part else 0)) * SHAPE


def label(step: ForwardStep) -> str:
    """The code of a row."""
    return step.name if step.operation.part else step.code
