"""The line of light: forward along the top, round the turn at `loss`, and back along the bottom, with a stop a step.

It is lit as far as the walk has come. The stops of Forward stand on its upper part, those of Backward on its lower one,
each at what it makes; a stop leads to its step.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core import BackwardStep
from ui.walk.film.marks import When
from ui.walk.film.stops import stop, stops
from ui.walk.stage.drawing import Drawing
from ui.walk.stage.tracks import BAND, CALLED, KEPT, Span
from ui.walk.tape.steps import TapeStep
from ui.words import passing_back

OUT = 0.8
"""How far from the right edge the line turns."""
HALF = 0.55
"""Where the line runs in its row."""
APART = 4.8
"""The least distance between two stops."""
BEYOND = 1.9
"""How far beyond `loss` its backward run starts."""


@dataclass(frozen=True)
class Stop:
    """Where a step stands on the line.

    Attributes:
        x: its place.
        label: what the step does, in a word or two.
    """

    x: float
    label: str


def line(drawing: Drawing) -> Iterator[str]:
    """The line and its stops."""
    tracks, steps = drawing.tracks, drawing.steps
    if steps[0].direction == "forward":
        yield from along_the_top(drawing, [drawing.pen.since(at, "lit") for at in range(1, len(steps))])
        yield from back_from(drawing, tracks.columns[-1].made.middle, tracks.leaf.middle)
        under = tracks.kept + KEPT
        yield drawing.box(Span(tracks.leaf.middle, 0), Span(under, tracks.line - under), "ray rise")
        yield _turn(drawing, forward=True)
        return
    places = backward_stops(drawing)
    yield from along_the_top(drawing)
    yield back_from_turn(drawing, places[0].x, {"lit": range(len(steps))})
    for at, (near, far) in enumerate(pairwise(places), start=1):
        lit = drawing.pen.since(at, "lit")
        yield drawing.box(Span(far.x, near.x - far.x), Span(tracks.line, 0), "ray back", when=lit)
    yield _turn(drawing, forward=False)


def along_the_top(drawing: Drawing, lit: Sequence[When] = ()) -> Iterator[str]:
    """The forward half, from `coeffs` over each result to the turn; all of it lit, with a dot a result, by default.

    Args:
        drawing: the stage.
        lit: of each call, when the line has come to it; the turn is the last one's.
    """
    tracks = drawing.tracks
    right, middle = tracks.width - OUT, tracks.band + BAND / 2
    places = [tracks.leaf.middle, *(column.made.middle for column in tracks.columns)]
    held = lit or [{"lit": range(len(drawing.steps))}] * len(tracks.columns)
    for (start, end), when in zip(pairwise(places), held, strict=True):
        yield drawing.box(Span(start, end - start), Span(HALF, 0), "ray forward", when=when)
    turn = Span(places[-1], right - places[-1])
    yield drawing.box(turn, Span(HALF, middle - HALF), "ray forward turn", when=held[-1])
    if not lit:
        for x in places:
            yield drawing.box(Span(x, 0), Span(HALF, 0), "dot")


def back_from(drawing: Drawing, start: float, end: float, *, lit: bool = False) -> Iterator[str]:
    """The backward half, round the turn to `start` and on to `end`; all of it lit, or nothing."""
    when = {"lit": range(len(drawing.steps) if lit else 0)}
    yield back_from_turn(drawing, start, when)
    yield drawing.box(Span(end, start - end), Span(drawing.tracks.line, 0), "ray back", when=when)


def back_from_turn(drawing: Drawing, start: float, lit: When) -> str:
    """The second half of the turn."""
    tracks = drawing.tracks
    right, middle = tracks.width - OUT, tracks.band + BAND / 2
    return drawing.box(Span(start, right - start), Span(middle, tracks.line - middle), "ray back turn", when=lit)


def _turn(drawing: Drawing, *, forward: bool) -> str:
    """The call, where the line turns."""
    tracks = drawing.tracks
    text = "" if forward else "<span>starts here, with 1</span>"
    x = Span(tracks.width - 14, 14 - OUT - 0.7)
    return drawing.box(x, Span(tracks.call, CALLED), "call", f"<code>loss.backward()</code>{text}")


def line_stops(drawing: Drawing) -> str:
    """The named stops, as buttons that lead to their steps; on a narrow screen they stand in the dock."""
    forward = drawing.steps[0].direction == "forward"
    places = forward_stops(drawing) if forward else backward_stops(drawing)
    y = HALF if forward else drawing.tracks.line
    drawn = "".join(_stop(drawing, at, place, y) for at, place in enumerate(places))
    return stops("up" if forward else "down", drawn)


def _stop(drawing: Drawing, at: int, place: Stop, y: float) -> str:
    style = f'style="{drawing.place(Span(place.x, 0), Span(y, 0))}"'
    return stop(drawing.pen, at, drawing.steps[at].title, place.label, style)


def forward_stops(drawing: Drawing) -> list[Stop]:
    """The start over `coeffs`, and each call over its result."""
    tracks = drawing.tracks
    return [Stop(tracks.leaf.middle, "start"), *(Stop(each.made.middle, each.step.name) for each in tracks.columns)]


def backward_stops(drawing: Drawing) -> list[Stop]:
    """The start at the turn, and each node's step where its gradient is made."""
    tracks, steps = drawing.tracks, drawing.steps
    middles = {column.step.name: column.made.middle for column in tracks.columns} | {"coeffs": tracks.leaf.middle}
    found: list[Stop] = []
    for step in steps:
        x = middles[step.node] if step.node else middles["loss"] + BEYOND
        if found and found[-1].x - x < APART:
            x = found[-1].x - APART
        found.append(Stop(x, _label(drawing, step)))
    return found


def _label(drawing: Drawing, step: TapeStep) -> str:
    """What a step does with the gradient, in a word or two."""
    if not step.node:
        return "start with 1"
    back = drawing.story.back(step.node)
    if back.rule == "accumulate":
        return "keep"
    if "g.total" in step.made:
        return "add"
    return _short(back)


def _short(back: BackwardStep) -> str:
    if back.rule == "broadcast":
        return "copy"
    if back.rule == "multiply then sum":
        return "× input"
    if back.rule == "multiply":
        return "× local"
    return "× 1/N" if back.receiver == "errors" else passing_back(back)
