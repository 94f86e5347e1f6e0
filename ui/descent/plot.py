"""A chart as markup: axes with their numbers, and between them what is drawn in parts of a hundred.

The drawing is a picture that grows with its place, and its numbers are text beside it, which does not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from core import short
from ui.descent.scales import Scale
from ui.walk.film.marks import Pen, When

HIGH = 62.0
"""How high a chart is where it is 100 wide."""

FAR = 10_000.0
"""Where what lies farther away is drawn: a browser draws nothing at all there."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Plot:
    """A chart's axes.

    Attributes:
        across: the axis across.
        up: the axis up.
        titles: what stands at them, as text.
        grid: whether lines run across at the marks of the axis up.
    """

    across: Scale
    up: Scale
    titles: tuple[str, str]
    grid: bool = True

    def place(self, point: Point) -> Point:
        """Where a point is drawn, from the left and from the top."""
        x, y = self.across.at(point[0]) * 100, (1 - self.up.at(point[1])) * HIGH
        return max(-FAR, min(FAR, x)), max(-FAR, min(FAR, y))

    def line(self, start: Point, end: Point, classes: str, pen: Pen | None = None, when: When | None = None) -> str:
        """A straight line."""
        (x0, y0), (x1, y1) = self.place(start), self.place(end)
        return _tag(pen, "path", classes, when, f'd="M{x0:.5g} {y0:.5g}L{x1:.5g} {y1:.5g}"')

    def arrow(self, start: Point, end: Point, pen: Pen, when: When) -> str:
        """A line with a head."""
        (x0, y0), (x1, y1) = self.place(start), self.place(end)
        long = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1e-9)
        along, beside = ((x1 - x0) / long, (y1 - y0) / long), (-(y1 - y0) / long, (x1 - x0) / long)
        back = x1 - 2.6 * along[0], y1 - 2.6 * along[1]
        sides = [(back[0] + side * beside[0], back[1] + side * beside[1]) for side in (1.3, -1.3)]
        head = f"M{x1:.5g} {y1:.5g}" + "".join(f"L{x:.5g} {y:.5g}" for x, y in sides) + "Z"
        shaft = f'<path d="M{x0:.5g} {y0:.5g}L{back[0]:.5g} {back[1]:.5g}"></path>'
        return pen.tag("g", "descent-arrow", when, f'{shaft}<path class="descent-head" d="{head}"></path>')

    def stop(self, pen: Pen, step: int, point: Point, title: str, *, ahead: str) -> str:
        """The mark of a step, which leads to it.

        Args:
            pen: what draws the walk.
            step: the step.
            point: where it is.
            title: what is said of it where one points at it, as text.
            ahead: the class that it has before its step.
        """
        x, y = self.place(point)
        style = f'style="left:{x:.5g}%;top:{y / HIGH * 100:.5g}%"'
        when = {"descent-here": (step,), ahead: range(step)}
        return pen.tag("span", "descent-stop", when, "<i></i>", f'data-go="{step}" title="{escape(title)}" {style}')

    def drawn(
        self, kind: str, spoken: str, legend: str, lines: Iterable[str], marks: Iterable[str], *, along: bool = False
    ) -> str:
        """The whole chart.

        Args:
            kind: its classes.
            spoken: what it is to somebody who cannot see it, as text.
            legend: what stands above it, as markup.
            lines: what is drawn in it, in parts of a hundred.
            marks: what lies over that.
            along: whether its marks can be dragged along.
        """
        across, up = (escape(title) for title in self.titles)
        grid = "".join(self._grid()) if self.grid else ""
        picture = f'<svg viewBox="0 0 100 {HIGH:g}" preserveAspectRatio="none">{grid}{"".join(lines)}</svg>'
        return (
            f'<div class="descent-plot{f" {kind}" if kind else ""}" role="img" aria-label="{escape(spoken)}">'
            f'<p class="descent-legend"><b>{up}</b>{legend}</p>'
            f'<div class="descent-frame"{" data-along" if along else ""}>{picture}{"".join(marks)}'
            f'{"".join(self._numbers())}</div><p class="descent-across">{across}</p></div>'
        )

    def _grid(self) -> Iterator[str]:
        for mark in self.up.marks:
            yield self.line((self.across.low, mark), (self.across.high, mark), "descent-grid")

    def _numbers(self) -> Iterator[str]:
        for mark, text in _written(self.across):
            yield f'<span class="descent-mark across" style="left:{self.across.at(mark) * 100:.5g}%">{text}</span>'
        for mark, text in _written(self.up):
            yield f'<span class="descent-mark up" style="top:{(1 - self.up.at(mark)) * 100:.5g}%">{text}</span>'


def _written(scale: Scale) -> list[tuple[float, str]]:
    """The marks of an axis with their texts, in so many digits that no two read alike."""
    marks = scale.marks
    texts = [short(mark) for mark in marks]
    if len(set(texts)) < len(texts):
        texts = [f"{mark:.12g}".replace("-", "−") for mark in marks]
    return list(zip(marks, texts, strict=True))


def _tag(pen: Pen | None, name: str, classes: str, when: When | None, attributes: str) -> str:
    if pen is None:
        return f'<{name} class="{classes}" {attributes}></{name}>'
    return pen.tag(name, classes, when or {}, attributes=attributes)


def key(kind: str, text: str) -> str:
    """What a line or a mark of a chart is, for its legend; `text` is text."""
    return f'<span class="descent-key"><i class="{kind}"></i>{escape(text)}</span>'
