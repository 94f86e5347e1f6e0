"""The turned stage of the chase: all that the program made stands back, and the references are inked one after another.

Columns and rows are those of Forward and Backward, so that nothing moves between the pages; what the console answers
stands where the gradients are there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core import AutogradGraph, Chase, Hop
from ui.program.stage.drawing import Drawing
from ui.program.stage.lanes import chip_at, frame_at, gradients, heads, node_at, nodes, values
from ui.program.stage.light import half_lit
from ui.program.stage.plan import CHIP, EDGE, ROW, Leaf, Plan, Row
from ui.program.stage.room import Box, room, taken
from ui.program.steps import ProgramStep
from ui.program.story import ProgramStory
from ui.question.console import Session, upright
from ui.walk.film.marks import Pen, When
from ui.walk.film.stops import stop, stops
from ui.walk.stage.drawing import place
from ui.walk.stage.stage import lanes
from ui.walk.stage.stage import light as unread
from ui.walk.stage.tracks import Span

ROOM, LEAST = 48, 40
"""How many characters of the console stand in one line: a prompt and two references; fewer, down to the least, where
the card then stands beside the leaf's frame.
"""
KEEPS_CLEAR = 4
"""How much worse it is to hide the frame that the chase leads to than any other part."""
LETTER, LINE, PADDING, BESIDE = 0.507, 1.24, 1.0, 1.7
"""How wide a character of the console is and how high its lines are, and what its card has above and beside them."""
HALF, NAME, AROUND = 0.74, 0.25, 0.6
"""Half of a node's height; half of a character of its name, and what it has beside that."""
OUT, OVER = 0.35, 0.12
"""How far inside of the band a reference passes other nodes, and how far over a leaf's row one runs to the leaf."""


@dataclass(frozen=True)
class Chip:
    """A node as it stands on the stage.

    Attributes:
        x: its middle.
        y: likewise.
        name: the node's name.
        leaf: the leaf that it belongs to, with the row and the height at which that stands; None of an operation.
    """

    x: float
    y: float
    name: str
    leaf: tuple[Row, Leaf, float] | None = None

    @property
    def half(self) -> float:
        """Half of its width."""
        return len(self.name) * NAME + AROUND


@dataclass(frozen=True)
class Ground:
    """What the chase is drawn on.

    Attributes:
        drawing: draws at one step.
        chased: the way.
        graph: all references.
    """

    drawing: Drawing
    chased: Chase
    graph: AutogradGraph

    @property
    def plan(self) -> Plan:
        """Where everything lies."""
        return self.drawing.plan

    def chip(self, value: int, part: int = 0, name: str = "AccumulateGrad") -> Chip:
        """A node, by the value that it belongs to."""
        if (found := self.plan.leaf_of(value)) is not None:
            span, y = chip_at(self.plan, found[1], found[2])
            return Chip(span.middle, y, name, found)
        return Chip(self.plan.nodes.middle, node_at(self.plan.row_of(value), part), name)

    def hop(self, hop: Hop) -> Chip:
        """The node that a step comes to."""
        return self.chip(hop.value, hop.part, hop.printed.strip("<>").removesuffix(" object"))


def stage(story: ProgramStory, chased: Chase, graph: AutogradGraph, steps: Sequence[ProgramStep], at: int) -> str:
    """The picture as markup.

    Args:
        story: what is drawn.
        chased: the way to the chosen leaf.
        graph: all references.
        steps: of the chase, that at `loss` first.
        at: the step that is drawn.
    """
    plan = Plan(story)
    drawing = Drawing(plan, steps, Pen(len(steps), at))
    ground = Ground(drawing, chased, graph)
    drawn = (
        f"{unread((*heads(drawing), *half_lit(drawing)))}"
        f"{lanes(values=values(drawing), nodes=nodes(drawing), gradients=gradients(drawing))}"
        f"{unread(_references(ground))}"
        f'<div class="cards">{"".join(_cards(ground))}</div>{_stops(ground)}'
    )
    size = f"--W:{plan.width:.4g};--H:{plan.height:.4g};--row:{ROW:.4g}"
    return f'<div class="stage turned chase" style="{size}">{drawn}</div>'


def _references(ground: Ground) -> Iterator[str]:
    """All of them; those on the way are inked from their step on, the others never."""
    chips = [ground.chip(node.value, node.part, node.name) for node in ground.graph.nodes]
    way = [node.expression for node in ground.graph.nodes]
    step_of = {hop.expression: at for at, hop in enumerate(ground.chased.hops)}
    yield _from_loss(ground)
    for edge in ground.graph.edges:
        source, target = edge.ends
        followed = f"{way[source]}.next_functions[{edge.index}][0]"
        when = _inked(ground, step_of.get(followed))
        if chips[target].leaf is not None:
            yield from _to_leaf(ground, chips[source], chips[target], when)
        else:
            yield _to_node(ground, chips[source], chips[target], chips, when)
    yield _home(ground)


def _inked(ground: Ground, step: int | None) -> When:
    return ground.drawing.pen.until(len(ground.drawing.steps) if step is None else step, "dim")


def _from_loss(ground: Ground) -> str:
    """From `loss` to its node."""
    chip = ground.hop(ground.chased.hops[1])
    x = ground.plan.values.end
    row = ground.plan.row_of(ground.chased.hops[0].value)
    rise = min(chip.y, row.rows.middle)
    return ground.drawing.box(Span(x, chip.x - chip.half - x), Span(rise, 0), "ref across", when=_inked(ground, 1))


def _to_node(ground: Ground, source: Chip, target: Chip, chips: Sequence[Chip], when: When) -> str:
    """Up to the next node, or past those that lie between."""
    x = ground.plan.nodes
    if any(target.y < each.y < source.y for each in chips if each.leaf is None):
        left = x.middle + min(source.half, target.half)
        return ground.drawing.box(
            Span(left, x.end - OUT - left), Span(target.y, source.y - target.y), "ref past", when=when
        )
    low, high = source.y - HALF, target.y + HALF
    return ground.drawing.box(Span(x.middle, 0), Span(high, low - high), "ref rise", when=when)


def _to_leaf(ground: Ground, source: Chip, target: Chip, when: When) -> Iterator[str]:
    """From the band to the right, along the row, and to the leaf's node."""
    across, start, end = _way_to(ground, source, target)
    yield ground.drawing.box(Span(across, end - across), Span(target.y, 0), "ref across", when=when)
    if abs(source.y - target.y) > OVER:
        high, low = sorted((source.y, target.y))
        turn = "up" if source.y > target.y else "down"
        yield ground.drawing.box(Span(start, across - start), Span(high, low - high), f"ref leg {turn}-leg", when=when)


def _way_to(ground: Ground, source: Chip, target: Chip) -> tuple[float, float, float]:
    """Where a reference to a leaf's node rises, where it starts and where it ends."""
    assert target.leaf is not None
    start, end = source.x + source.half, target.x - target.half
    if abs(source.y - target.y) <= OVER:
        return start, start, end
    frame = ground.plan.right - ground.plan.kept_wide(target.leaf[1])
    return min(end, frame) - AROUND, start, end


def _home(ground: Ground) -> str:
    """From the last node over its row to the leaf."""
    chip = ground.hop(ground.chased.hops[-2])
    assert chip.leaf is not None
    y, x = chip.leaf[2] - OVER, EDGE + 1.2
    high = Span(y, chip.y - HALF - y)
    steps = len(ground.drawing.steps)
    return ground.drawing.box(Span(x, chip.x - x), high, "ref home", when={"absent": range(steps - 1)})


def _cards(ground: Ground) -> Iterator[str]:
    """What the console answers at each step, beside what it is about."""
    drawing, hops = ground.drawing, ground.chased.hops
    for at, (hop, session) in enumerate(zip(hops, upright(ground.chased, _room(ground)), strict=True)):
        wide, high = _size(session)
        chip = ground.hop(hops[1] if at == 0 else hops[-2] if at == len(hops) - 1 else hop)
        boxes = [*taken(drawing, at), *_lines(ground, at), *[_frame(ground)] * KEEPS_CLEAR]
        near = (ground.plan.gradients, chip.y) if chip.leaf is None else (chip.x - wide, chip.y)
        x, y = room(drawing, (wide, high), near, boxes)
        style = f'style="{place(Span(x, wide), Span(y, high))}"'
        yield drawing.pen.tag("div", "at card", drawing.pen.only(at), session.markup, style)


def _lines(ground: Ground, at: int) -> list[Box]:
    """The references on the way that run where the cards are."""
    last, source = ground.chased.hops[-2], ground.chased.hops[-3]
    if at < len(ground.chased.hops) - 2 or source.added == "loss":
        return []
    from_, to = ground.hop(source), ground.hop(last)
    across, start, end = _way_to(ground, from_, to)
    high, low = sorted((from_.y, to.y))
    return [
        (Span(start, across - start), Span(from_.y - OVER, 2 * OVER)),
        (Span(across - OVER, 2 * OVER), Span(high, low - high)),
        (Span(across, end - across), Span(to.y - OVER, 2 * OVER)),
    ]


def _room(ground: Ground) -> int:
    beside = int((_frame(ground)[0].at - ground.plan.gradients - BESIDE) / LETTER)
    return min(beside, ROOM) if beside >= LEAST else ROOM


def _frame(ground: Ground) -> Box:
    """The frame of the leaf's `.grad`."""
    found = ground.plan.leaf_of(ground.chased.hops[-1].value)
    assert found is not None
    return frame_at(ground.plan, found[1], found[2])


def _size(session: Session) -> tuple[float, float]:
    return session.widths[0] * LETTER + BESIDE, session.height * LINE + PADDING


def _stops(ground: Ground) -> str:
    """Each object of the chase leads to its step: `loss`, the nodes, the leaf."""
    drawn = "".join(_stop(ground, at, hop) for at, hop in enumerate(ground.chased.hops))
    return stops("down", drawn)


def _stop(ground: Ground, at: int, hop: Hop) -> str:
    last = len(ground.chased.hops) - 1
    x, y = _place(ground, at, hop)
    label, style = hop.tensor if at in (0, last) else "", f'style="{place(x, y)}"'
    return stop(ground.drawing.pen, at, ground.drawing.steps[at].title, label, style, "at stop")


def _place(ground: Ground, at: int, hop: Hop) -> tuple[Span, Span]:
    """Where the object of a step stands."""
    plan = ground.plan
    if at == 0:
        row = plan.row_of(hop.value)
        wide = plan.wide(row.grid, row.value)
        return Span(plan.values.end - wide, wide), row.rows
    if at == len(ground.chased.hops) - 1:
        found = plan.leaf_of(hop.value)
        assert found is not None
        return Span(EDGE, plan.leaf_wide(found[1])), Span(found[2], found[1].height)
    chip = ground.hop(hop)
    return Span(chip.x - chip.half, 2 * chip.half), Span(chip.y - CHIP / 2, CHIP)
