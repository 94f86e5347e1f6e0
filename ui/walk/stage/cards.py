"""The card: the worked number, at the node that it is about and right under what it is made of."""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape

from ui.walk.stage.drawing import Drawing
from ui.walk.stage.equation import Worked
from ui.walk.stage.hairlines import hairlines
from ui.walk.stage.tracks import CARD, Span
from ui.walk.tape.steps import TapeStep

_TAG = re.compile("<[^>]*>")
LETTER, BESIDE = 0.5, 0.6
"""About how wide a character of a card is, and what stands between two pieces."""
EDGES, LINE, CASE = 1.6, 1.6, 2.3
"""How high the edges of a card, a line of it and a line of a formula in cases are, or a little more."""


def cards(drawing: Drawing) -> str:
    """One card a step that computes something; only that of the step is seen."""
    drawn = "".join(_card(drawing, at, made) for at, made in enumerate(drawing.worked) if made is not None)
    return f'<div class="cards">{drawn}</div>'


def leading_to(drawing: Drawing) -> Iterator[str]:
    """The thin lines from what each step reads to its card."""
    for at, made in enumerate(drawing.worked):
        if made is not None:
            yield from hairlines(drawing, at, _across(drawing, at, made)[0])


def _card(drawing: Drawing, at: int, made: Worked) -> str:
    tracks = drawing.tracks
    x, right = _across(drawing, at, made)
    body = f'<p class="spoken">{escape(made.spoken)}</p><div class="eq" aria-hidden="true">{_rows(made)}</div>'
    style = f'style="{drawing.place(x, Span(tracks.card_top, CARD))};--end:{tracks.end};--rows:{len(made.rows)}"'
    return drawing.pen.tag("div", "at card right" if right else "at card", drawing.pen.only(at), body, style)


def _across(drawing: Drawing, at: int, made: Worked) -> tuple[Span, bool]:
    """From where to where about a card reaches, and whether it ends as far right as one may."""
    tracks, step, width = drawing.tracks, drawing.steps[at], _width(made)
    least = tracks.leaf.end + 1.2
    under, farthest = _middle(drawing, step) - width / 2, tracks.width - tracks.end - width
    return Span(max(least, min(under, farthest)), width), under > farthest > least


def deepest(worked: Iterable[Worked | None]) -> float:
    """How high the highest card of a walk is, or a little more."""
    return max((_height(made) for made in worked if made is not None), default=0.0)


def _height(made: Worked) -> float:
    cases = [max(piece.count("<mtr>") for piece in row) for row in made.rows]
    return EDGES + sum(max(LINE, CASE * count) for count in cases)


def _rows(made: Worked) -> str:
    cells = zip(*made.rows, strict=True)
    return "".join(f"<span>{piece}</span>" for column in cells for piece in column)


def _middle(drawing: Drawing, step: TapeStep) -> float:
    """Over or under what the card stands: between what is read and what is made."""
    tracks = drawing.tracks
    columns = {column.step.name: column for column in tracks.columns}
    if step.direction == "forward":
        column = columns[step.line]
        return (column.between.at + column.made.end) / 2
    if step.node == "coeffs" or "g.total" in step.made:
        return tracks.leaf.end
    column = columns[step.node or "loss"]
    return (column.between.at + column.made.end) / 2


def _width(made: Worked) -> float:
    """About how wide a card is."""
    columns = zip(*made.rows, strict=True)
    return sum(max(_letters(piece) for piece in column) * LETTER + BESIDE for column in columns) + 1.6


def _letters(piece: str) -> float:
    """How many characters of a piece stand beside one another; of a formula's cases the longest."""
    before, *cases = (len(unescape(_TAG.sub("", part))) for part in piece.split("<mtr>"))
    return before + max(cases, default=0) + (1.6 if 'class="n' in piece else 0)
