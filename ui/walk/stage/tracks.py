"""Where everything of the stage lies, in units: columns from their contents, rows from the samples.

A unit is about what one letter is high (`--u`, walk.css), so all of the picture grows and shrinks with the page.
Numbers are higher where there is room across (`number`), and rows where there is room down: what a row grows by (`--e`)
is the browser's to say, and `grows` says where.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from core import BackwardStep, ForwardStep
from ui.walk.tape.cells import Cells, axes_of
from ui.walk.tape.story import Story
from ui.walk.tape.windows import Window
from ui.words import OPERAND_SIGNS, operator, passing_back

DIGIT, PADDING = 0.61, 1.25
"""The width of one character of a number that is a unit high, and what a cell has beside that number."""
LARGEST, FULL = 1.4, 86.0
"""How many units a number is high at most, and how wide a stage is at most whose numbers are higher than a unit."""
NAME, SHAPE, CODE, CHIP = 0.56, 0.4, 0.5, 0.5
"""The width of one character of a tensor's name, its shape, its code and its node's name."""
SIGN = 1.65
"""The width of a sign between two tensors."""
TURN = 3.6
"""What is right of the last column, where the line turns."""
CALL, CALLED = 10.4, 2.6
"""How wide the call at the turn is, to the right edge, and how high."""
AIR = 0.9
"""The least space between two headings."""

RAIL, HEADING, ROW, CAPTION, BAND = 1.1, 2.8, 1.75, 1.35, 2.4
GRAD_HEADING, RULE, TOTAL, KEPT, FOOT, STOPS = 1.6, 0.85, 1.75, 2.5, 0.5, 2.05
CARD = 5.6
"""The least height under the gradients: the card's, beside the total and the kept gradient."""
MOST = 4.0
"""By how much a row grows at most: then the tables of two samples take a quarter of Forward, as all others do."""


@dataclass(frozen=True)
class Span:
    """From where to where something reaches along a line.

    Attributes:
        at: where it begins.
        size: how far it reaches.
    """

    at: float
    size: float

    @property
    def middle(self) -> float:
        """Its middle."""
        return self.at + self.size / 2

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.at + self.size


@dataclass(frozen=True)
class Column:
    """One call of the program: what it made, and what stands between that and the tensor before.

    Attributes:
        step: the call.
        back: what its node did.
        between: the whole space before the result.
        inner: the table in that space, of what is not tracked above and of the local derivative below.
        made: its result, and the gradient of it.
    """

    step: ForwardStep
    back: BackwardStep
    between: Span
    inner: Span
    made: Span


class Tracks:
    """The columns and rows of one story's stage."""

    def __init__(self, story: Story, before: float = 0) -> None:
        """Measure the story's numbers and names; `before` is room that is left free before the leaf."""
        self.story = story
        self.gutter = before + 0.9 + 0.47 * max(len(str(row)) for row in story.view.rows if row is not None)
        self.number = 1.0
        self._lay()
        self.number = self._fitting
        self._lay()

    def _lay(self) -> None:
        self.leaf = Span(self.gutter, self._leaf_width)
        self.columns = self._columns()
        self.width = self.columns[-1].made.end + TURN

    @property
    def _fitting(self) -> float:
        """How many units a number is high: the more, the narrower the stage is."""
        tables = self.leaf.size + sum(column.made.size + column.inner.size for column in self.columns)
        return max(1.0, min(LARGEST, 1 + (FULL - self.width) / tables))

    def _columns(self) -> tuple[Column, ...]:
        columns: list[Column] = []
        before, half = self.leaf, _heading("coeffs", "(0,)", ".requires_grad_()", "AccumulateGrad") / 2
        for step in self.story.made:
            back = self.story.back(step.name)
            made = self._made_width(step, back)
            inner = self._inner_width(step, back)
            own = _heading(step.name, str(tuple(step.value.shape)), code_of(step), back.node) / 2
            least = inner + 2 * SIGN if inner else self._words_width(step, back)
            between = max(least, half + own + AIR - (before.size + made) / 2)
            space = Span(before.end, between)
            result = Span(space.end, made)
            columns.append(Column(step, back, space, Span(space.middle - inner / 2, inner), result))
            before, half = result, own
        return tuple(columns)

    @property
    def _leaf_width(self) -> float:
        """One width for coeffs, its copies, the contributions under them and their total."""
        story = self.story
        coeffs = Cells("", "", story.scenario.coeffs, "j", "value")
        total = Cells("", "", story.grad, "j", "gradient")
        contributions = Cells("", "", story.back("products").unreduced, "ij", "gradient")
        return max(8.6, self._table_width(coeffs, total, contributions))

    def _made_width(self, step: ForwardStep, back: BackwardStep) -> float:
        value = Cells("", "", step.value, axes_of(step.value), "value")
        grad = Cells("", "", back.grad_in, axes_of(back.grad_in), "gradient")
        return max(4.8 * self.number, self._table_width(value, grad))

    def _inner_width(self, step: ForwardStep, back: BackwardStep) -> float:
        """Of the widest table between two results; 0 where words stand there alone."""
        drawn = []
        if name := operand_of(step):
            tensor = getattr(self.story.scenario, name)
            drawn.append(Cells("", "", tensor, axes_of(tensor), "given"))
        if back.local is not None and back.local.ndim:
            drawn.append(Cells("", "", back.local, axes_of(back.local), "local"))
        return max(2.8 * self.number, self._table_width(*drawn)) if drawn else 0.0

    def _table_width(self, *groups: Cells) -> float:
        """The width in which every drawn number of some tables fits, so that filling them moves nothing."""
        return max(_one_width(self.story.view, cells, self.number) for cells in groups)

    def _words_width(self, step: ForwardStep, back: BackwardStep) -> float:
        texts = operator(step, self.story.scenario), passing_back(back)
        return max(4.6, min(6.2, max(map(len, texts)) * 0.45 + 2.2))  # longer ones take another line

    # -- rows

    @property
    def rows(self) -> float:
        """How high the rows of all samples are together."""
        return len(self.story.view.rows) * ROW

    @cached_property
    def values(self) -> float:
        """Where the rows of the values begin; the leaf's own row and the operands' names are one above."""
        return RAIL + HEADING + ROW + 0.2

    @property
    def band(self) -> float:
        """Where the nodes' band begins."""
        return self.values + self.rows + CAPTION

    @property
    def gradients(self) -> float:
        """Where the rows of the gradients begin."""
        return self.band + BAND + GRAD_HEADING

    @property
    def rule(self) -> float:
        """Where the contributions end."""
        return self.gradients + self.rows

    @property
    def kept(self) -> float:
        """Where the kept gradient begins."""
        return self.rule + RULE + TOTAL + 0.75

    @property
    def line(self) -> float:
        """Where the line runs back."""
        return max(self.kept + KEPT, self.rule + CARD + 0.6) + FOOT

    @property
    def call(self) -> float:
        """Where `loss.backward()` stands."""
        return self.gradients + ROW + 0.85

    @property
    def end(self) -> float:
        """How far before the right edge a card ends: before the call, where that may stand beside it."""
        return CALL if self.call + CALLED > self.card_top else TURN - 1

    @property
    def card_top(self) -> float:
        """Where the card begins."""
        return self.rule + 0.4

    @property
    def height(self) -> float:
        """Of the whole stage."""
        return self.line + STOPS

    # -- what grows with the page

    @cached_property
    def grows(self) -> Sequence[tuple[Span, int]]:
        """Where there are rows that grow, and how many."""
        return ()

    @property
    def style(self) -> str:
        """The size of the stage, what its rows grow by, and how high its numbers are, for walk.css."""
        rows = sum(count for _, count in self.grows)
        samples = len(self.story.view.rows)
        return (
            f"--W:{self.width:.4g};--digit:{self.number:.4g};--grows:{rows or 1};--most:{MOST if rows else 0:.4g};"
            f"--n:{samples};--near:{GRAD_HEADING + self.rows:.4g};--tall:{self.tall / samples - ROW:.4g}"
        )

    @property
    def tall(self) -> float:
        """How high all rows of a table grow at most, so that a card under them stays at its node."""
        return 9.2

    def grown(self, y: float) -> float:
        """How many rows that grow are above a place, with the part of one that it is in."""
        return sum(max(0.0, min(1.0, (y - rows.at) / rows.size)) * count for rows, count in self.grows)


class ForwardTracks(Tracks):
    """Those of Forward: under the nodes nothing is made yet, so the values have that room."""

    def __init__(self, story: Story, deepest: float) -> None:
        """Measure, with room for cards that are `deepest` high."""
        super().__init__(story)
        self.deepest = deepest

    @cached_property
    def grows(self) -> Sequence[tuple[Span, int]]:
        """The leaf's own row, and those of the samples."""
        return _leaf_and_samples(self)

    @property
    def tall(self) -> float:
        """Not much higher than on Backward, so that the walk goes on there with the same picture."""
        return 12.0

    @property
    def card_top(self) -> float:
        """Right under the nodes."""
        return self.band + BAND + 0.5

    @property
    def kept(self) -> float:
        """Right under its node."""
        return self.card_top + 0.75

    @property
    def line(self) -> float:
        """Under the card."""
        return self.card_top + self.deepest + 0.4

    @property
    def call(self) -> float:
        """Beside the card."""
        return self.card_top + 0.2

    @property
    def height(self) -> float:
        """No stops stand under that line."""
        return self.line + 0.4


class BackwardTracks(Tracks):
    """Those of Backward: values and gradients, and the bill."""

    @cached_property
    def grows(self) -> Sequence[tuple[Span, int]]:
        """Of the values, of the gradients, of their total and of what is kept."""
        samples = len(self.story.view.rows)
        total, kept = Span(self.rule + RULE, TOTAL), Span(self.kept, KEPT)
        return (*_leaf_and_samples(self), (Span(self.gradients, self.rows), samples), (total, 1), (kept, 1))


def _leaf_and_samples(tracks: Tracks) -> Sequence[tuple[Span, int]]:
    samples = len(tracks.story.view.rows)
    return (Span(tracks.values - ROW, ROW), 1), (Span(tracks.values, tracks.rows), samples)


def operand_of(step: ForwardStep) -> str:
    """The name of what a call reads beside the tracked tensor; "" where it reads nothing else."""
    if step.name not in OPERAND_SIGNS:
        return ""
    return next(name for name in step.inputs if name in ("t_indep", "t_dep"))


LONG = 26
"""Of a longer call only its name is written: the column's heading would push the others apart."""


def code_of(step: ForwardStep) -> str:
    """What made a tensor, as short as its heading needs; the program has all of it."""
    code = step.operation.code
    return f"= {code}" if len(code) <= LONG else f"= {code.partition('(')[0]}(…)"


def _one_width(view: Window, cells: Cells, number: float) -> float:
    texts = list(cells.texts(view))
    longest = max((len(text) for _, row in texts for slot, text in row if slot is not None), default=1)
    columns = view.columns if "j" in cells.axes else (0,)
    return sum(_cell(longest) * number if slot is not None else 1.4 for slot in columns)


def _cell(characters: int) -> float:
    return max(2.3, characters * DIGIT + PADDING)


def _heading(name: str, shape: str, code: str, node: str) -> float:
    """The width of the widest of what stands over a column: name and shape, code, and the name of the node."""
    widths: Iterable[float] = (
        len(name) * NAME + len(shape) * SHAPE + 0.5,
        len(code) * CODE,
        len(node) * CHIP + 1.3,
        (len(name) + 5) * 0.5,
    )
    return max(widths)
