"""The opening stage: the U from `coeffs` round `loss` to the empty frame, and the console at the node it has come to.

The columns are those of Forward and Backward, so that nothing moves between the pages; what stood there as gradients
is room for the console.
"""

from collections.abc import Iterator
from functools import cached_property
from html import escape
from math import ceil

from core import Chase
from ui.question.console import Session, sessions
from ui.question.steps import GRAD_FN, VARIABLE, chase_steps
from ui.walk.film.marks import Pen
from ui.walk.film.stops import stop, stops
from ui.walk.stage.drawing import Drawing, place
from ui.walk.stage.lanes import nodes, values
from ui.walk.stage.line import along_the_top, back_from
from ui.walk.stage.stage import framed, lanes, light
from ui.walk.stage.tracks import BAND, KEPT, ROW, TURN, Span, Tracks
from ui.walk.tape.story import Story

LETTER, LINE, PADDING = 0.52, 1.24, 1.5
"""How wide a character of the console is and how high its lines are, and what its card has around them."""
ABOVE, BELOW = 1.0, 1.3
"""What is left free over and under the card."""
AFTER, TYPED = 1.3, 0.53
"""How high a line under the frame is, and how wide a character of it."""
SAID = "in the program, after loss.backward(): "
BESIDE = 0.45
"""How far beside the leaf the last reference runs up to it."""


class Ground(Tracks):
    """The tracks of Forward and Backward, with the console's room where the gradients are."""

    def __init__(self, story: Story, chased: Chase) -> None:
        """Measure what is printed, too."""
        super().__init__(story)
        self.sessions = sessions(chased)
        self.printed = " ".join(repr(story.grad).split())

    @property
    def card(self) -> Span:
        """From where to where the highest card reaches."""
        return Span(self.band + BAND + ABOVE, max(each.height for each in self.sessions) * LINE + PADDING)

    @property
    def kept(self) -> float:
        """Where the frame begins."""
        return self.card.end + BELOW

    @property
    def frame(self) -> Span:
        """From where to where the frame reaches."""
        return Span(self.leaf.at - 0.5, self.leaf.size + 1)

    @property
    def line(self) -> float:
        """The line runs back into the middle of the frame."""
        return self.kept + KEPT / 2

    @cached_property
    def after(self) -> Span:
        """Where it is said what the frame will hold."""
        room = self.width - self.frame.at - TURN
        lines = ceil((len(SAID) + len(self.printed)) * TYPED / room)
        return Span(self.kept + KEPT + 0.35, lines * AFTER)

    @property
    def height(self) -> float:
        """Of the whole stage."""
        return self.after.end + 0.5


def drawing_of(story: Story, chased: Chase, at: int) -> Drawing:
    """What draws the chase at one of its steps."""
    steps = chase_steps(story, chased)
    return Drawing(story, steps, Pen(len(steps), at), Ground(story, chased))


def stage(drawing: Drawing, chased: Chase) -> str:
    """The picture as markup."""
    ground = drawing.tracks
    assert isinstance(ground, Ground)
    drawn = (
        f"{light((*along_the_top(drawing), *_way_back(drawing, ground)))}"
        f"{lanes(values=values(drawing), nodes=nodes(drawing))}"
        f"{light(_references(drawing, ground, chased))}"
        f'<div class="cards">{"".join(_cards(drawing, ground, chased))}</div>{"".join(_end(drawing, ground))}'
        f"{_stops(drawing, ground, chased)}"
    )
    return framed(drawing, "chase", drawn)


def _way_back(drawing: Drawing, ground: Ground) -> Iterator[str]:
    """The half that is not yet explained, with the call that goes it."""
    start, end = ground.columns[-1].made.middle, ground.frame.end + 0.7
    yield from back_from(drawing, start, end)
    yield drawing.box(Span(end, 0), Span(ground.line, 0), "tip")
    yield drawing.box(Span(end, start - end), Span(ground.line - 1, 2), "call", "<code>loss.backward()</code>")


def _references(drawing: Drawing, ground: Ground, chased: Chase) -> Iterator[str]:
    """Those that are no arrow between two nodes: from `loss`, to the leaf, and from a node to what is said of it."""
    pen, last = drawing.pen, len(chased.hops) - 1
    loss, top = ground.columns[-1].made.middle, ground.values + ROW
    followed = {"dim": drawing.stands_back(GRAD_FN), "new": (1,)}
    yield drawing.box(Span(loss, 0), Span(top, ground.band + 0.35 - top), "ref down", when=followed)
    row = ground.values - ROW / 2
    reach = Span(ground.leaf.middle, ground.leaf.size / 2 + BESIDE)
    followed = {"absent": drawing.stands_back(VARIABLE), "new": (last,)}
    yield drawing.box(reach, Span(row, ground.band + BAND / 2 - row), "ref up", when=followed)
    middles = _middles(ground)
    for at, hop in enumerate(chased.hops[1:-1], start=1):
        stem = Span(ground.band + BAND / 2, ground.card.at - ground.band - BAND / 2)
        yield drawing.box(Span(middles[hop.tensor], 0), stem, "stem", when=pen.only(at))


def _cards(drawing: Drawing, ground: Ground, chased: Chase) -> Iterator[str]:
    """What the console answers at each step, under the node that it is about."""
    middles = _middles(ground)
    for at, (hop, session) in enumerate(zip(chased.hops, ground.sessions, strict=True)):
        width = _width(session)
        under, farthest = middles[hop.tensor] - width / 2, ground.width - TURN + 1 - width
        left = max(0.2, min(under, farthest))
        style = f'style="{place(Span(left, width), ground.card)}"'
        side = "at card right" if under > farthest else "at card"
        yield drawing.pen.tag("div", side, drawing.pen.only(at), session.markup, style)


def _width(session: Session) -> float:
    return sum(session.widths) * LETTER + 1.4 * len(session.columns) + 0.6


def _end(drawing: Drawing, ground: Ground) -> Iterator[str]:
    """The frame, which is empty, and what torch will have put into it."""
    body = '<code>coeffs.grad</code><div class="holds"><b class="none">None</b></div>'
    label = ' role="group" aria-label="coeffs.grad" data-cells="coeffs.grad"'
    yield drawing.box(ground.frame, Span(ground.kept, KEPT), "kept", body, extra=label)
    said = SAID.replace("loss.backward()", "<code>loss.backward()</code>") + f"<b>{escape(ground.printed)}</b>"
    yield drawing.box(Span(ground.frame.at, ground.width - ground.frame.at - TURN), ground.after, "after", said)


def _stops(drawing: Drawing, ground: Ground, chased: Chase) -> str:
    """Each object of the chase leads to its step: `loss`, the nodes, `coeffs`."""
    columns = {column.step.name: column.made for column in ground.columns} | {chased.leaf: ground.leaf}
    drawn = "".join(_stop(drawing, ground, at, columns[hop.tensor]) for at, hop in enumerate(chased.hops))
    return stops("down", drawn)


def _stop(drawing: Drawing, ground: Ground, at: int, x: Span) -> str:
    last, step = len(drawing.steps) - 1, drawing.steps[at]
    y = Span(ground.values, ROW) if at == 0 else Span(ground.values - ROW, ROW) if at == last else None
    style = f'style="{place(x, y or Span(ground.band, BAND))}"'
    label = {0: "loss", last: "coeffs"}.get(at, "")
    return stop(drawing.pen, at, step.title, label, style, "at stop")


def _middles(ground: Ground) -> dict[str, float]:
    """By tensor, where its column's middle is."""
    middles = {column.step.name: column.made.middle for column in ground.columns}
    return middles | {"coeffs": ground.leaf.middle}
