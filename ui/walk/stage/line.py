"""The line of light: forward along the top, round the turn at `loss`, and back along the bottom, with a stop a step.

It is lit as far as the walk has come. The stops of Forward stand on its upper part, those of Backward on its lower one,
each at what it makes; a stop leads to its step.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from core import BackwardStep
from ui.walk.stage.drawing import Drawing
from ui.walk.stage.tracks import Span
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
    top, right, bottom = HALF, tracks.width - OUT, tracks.line
    forward = steps[0].direction == "forward"
    stops = forward_stops(drawing) if forward else backward_stops(drawing)
    past = [column.made.middle for column in tracks.columns]
    places = [tracks.leaf.middle, *past]
    for at, (start, end) in enumerate(pairwise(places), start=1):
        lit = drawing.pen.since(at, "lit") if forward else {"lit": range(len(steps))}
        yield drawing.box(Span(start, end - start), Span(top, 0), "ray forward", when=lit)
    middle = tracks.band + 1.25
    turned = drawing.pen.since(len(steps) - 1, "lit") if forward else {"lit": range(len(steps))}
    yield drawing.box(Span(past[-1], right - past[-1]), Span(top, middle - top), "ray forward turn", when=turned)
    lit_back = {} if forward else {"lit": range(len(steps))}
    first = past[-1] if forward else stops[0].x
    yield drawing.box(Span(first, right - first), Span(middle, bottom - middle), "ray back turn", when=lit_back)
    if forward:
        yield drawing.box(Span(tracks.leaf.middle, first - tracks.leaf.middle), Span(bottom, 0), "ray back")
    else:
        for at, (near, far) in enumerate(pairwise(stops), start=1):
            lit = drawing.pen.since(at, "lit")
            yield drawing.box(Span(far.x, near.x - far.x), Span(bottom, 0), "ray back", when=lit)
        for x in places:
            yield drawing.box(Span(x, 0), Span(top, 0), "dot")
    yield _turn(drawing, forward=forward)


def _turn(drawing: Drawing, *, forward: bool) -> str:
    """The call, where the line turns."""
    tracks = drawing.tracks
    text = "" if forward else "<span>starts here, with 1</span>"
    x = Span(tracks.width - 14, 14 - OUT - 0.7)
    return drawing.box(x, Span(tracks.gradients + 2.6, 2.6), "call", f"<code>loss.backward()</code>{text}")


def stops(drawing: Drawing) -> str:
    """The named stops, as buttons that lead to their steps; on a narrow screen they stand in the dock."""
    forward = drawing.steps[0].direction == "forward"
    places = forward_stops(drawing) if forward else backward_stops(drawing)
    y = HALF if forward else drawing.tracks.line
    drawn = "".join(_stop(drawing, at, stop, y) for at, stop in enumerate(places))
    side = "up" if forward else "down"
    return f'<div class="stops {side}" role="group" aria-label="Steps">{drawn}</div>'


def _stop(drawing: Drawing, at: int, stop: Stop, y: float) -> str:
    when = {
        "here": (at,),
        "ahead": range(at),
    }
    title = drawing.steps[at].title
    body = f"<i></i><span>{escape(stop.label)}</span>"
    current = ' aria-current="step"' if at == drawing.pen.at else ""
    attributes = (
        f'type="button" data-go="{at}" tabindex="-1" aria-label="Step {at}: {escape(title)}" '
        f'style="--x:{stop.x:.4g};--y:{y:.4g}"{current}'
    )
    return drawing.pen.tag("button", "stop", when, body, attributes)


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
