"""The timeline: the calls in their order, and what each left behind, as one piece of markup.

A card a call, or where it is wide enough a row a call (life.css). The box scrolls and opens at its end, so that
the newest call is in sight and nothing below moves.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

import torch

from core import Message, Scenario, Snapshot, start_code
from ui.frame.glossary import explained
from ui.life.notes import notes, same
from ui.walk.tape.cells import Cells, width_of
from ui.walk.tape.render import Renderer
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story
from ui.words import markup

HEADS = ("call", "coeffs.grad after it", "coeffs", "loss", "graph")


SHORT = 10
"""Up to how many characters of a tensor leave room for the code beside them."""


@dataclass(frozen=True)
class TimelineRow:
    """One call of the timeline.

    Attributes:
        place: the call's number; 0 is the start.
        before: what held before it; for the start, what holds there.
        after: what it left behind.
        code: the lines that ran.
        note: a line of the page's own, code between backticks; "" for none.
    """

    place: int
    before: Snapshot
    after: Snapshot
    code: str
    note: str

    def cells(self) -> tuple[Cells, ...]:
        """The tensors that it shows, with numbers in them: coeffs, and the gradient and the loss where there are."""
        place, after = self.place, self.after
        when = f"after call {place}" if place else "at the start"
        shown = [Cells(f"v.coeffs.{place}", "", after.coeffs, "j", "value", f"coeffs {when}")]
        if after.grad is not None:
            shown.append(Cells(f"g.kept.{place}", "", after.grad, "j", "gradient", f"coeffs.grad {when}"))
        if after.loss is not None:
            shown.append(
                Cells(f"v.loss.{place}", "", torch.tensor(after.loss, dtype=torch.float64), "", "value", f"loss {when}")
            )
        return tuple(shown)


def timeline(story: Story, snapshots: Sequence[Snapshot], sentence: str, title: str = "") -> str:
    """The markup of a run: the start and each call, the newest last.

    Args:
        story: what decides which coefficients are drawn.
        snapshots: what `replay_grad` returned.
        title: what to call the run; "" where that stands elsewhere.
        sentence: what to look at, or what to do, code between backticks.
    """
    rows = _rows(snapshots, story.scenario)
    every = [cells for row in rows for cells in row.cells()]
    widths = {axes: width_of(story.view, *_with(axes, every)) for axes in {cells.axes for cells in every}}
    renderer = Renderer(story, TapeStep("", "", frozenset(cells.key for cells in every), frozenset(), frozenset(), ""))
    items = "".join(_item(renderer, row, widths, newest=row is rows[-1]) for row in rows)
    long = " long" if len(story.view.columns) * widths["j"] > SHORT else ""
    heads = "".join(f"<span>{head}</span>" for head in HEADS)
    named = f"<b>{escape(title)}</b>" if title else ""
    return (
        f'<div class="tape-box life"><p class="about">{named} {markup(sentence)}</p>'
        f'<div class="calls" role="region" tabindex="0" aria-label="{escape(title or "The calls so far")}">'
        f'<div class="tape turned{long}"><div class="heads" aria-hidden="true">{heads}</div><ol>{items}</ol></div>'
        "</div></div>"
    )


def _with(axes: str, every: Sequence[Cells]) -> list[Cells]:
    return [cells for cells in every if cells.axes == axes]


def _rows(snapshots: Sequence[Snapshot], scenario: Scenario) -> list[TimelineRow]:
    actions = [after.action for after in snapshots if after.action is not None]
    codes = [start_code(actions, scenario.reduction), *(action.code for action in actions)]
    befores = [snapshots[0], *(before for before, _ in pairwise(snapshots))]
    together = zip(befores, snapshots, codes, notes(snapshots, scenario), strict=True)
    return [TimelineRow(place, *each) for place, each in enumerate(together)]


def _item(renderer: Renderer, row: TimelineRow, widths: dict[str, int], *, newest: bool) -> str:
    """One call. What it did not change is drawn without colour, so that what it changed is seen."""
    before, after, moved = row.before, row.after, row.place > 0
    drawn = {cells.key.rpartition(".")[0]: renderer.table(cells, widths[cells.axes]) for cells in row.cells()}
    grad = drawn.get("g.kept", '<p class="none">None</p>')
    classes = " ".join(name for name, holds in (("newest", newest), ("raised", bool(after.raised))) if holds)
    tracked = "" if after.requires_grad else '<p class="note">not tracked</p>'
    parts = (
        f'<span class="place">{row.place or ""}</span><pre>{escape(row.code)}</pre>',
        _part("coeffs.grad", f'<div class="kept">{grad}</div>', moved and same(before.grad, after.grad)),
        _part("coeffs", drawn["v.coeffs"] + tracked, moved and same(before.coeffs, after.coeffs)),
        _part("loss", drawn.get("v.loss", '<p class="yet">not yet</p>'), moved and _same_loss(before.loss, after.loss)),
        _part("graph", f'<p class="graph {after.graph}">{_graph(after)}</p>', False),
        *(_said("raised", message) for message in (after.raised,) if message),
        *(_said("warned", message) for message in after.warned),
        f'<p class="voice">{explained(row.note)}</p>' if row.note else "",
    )
    current = ' aria-current="step"' if newest else ""
    return f'<li class="{classes}"{current}>{"".join(parts)}</li>'


def _part(name: str, body: str, same: bool) -> str:
    return f'<div class="part{" same" if same else ""}"><p class="label">{name}</p>{body}</div>'


def _graph(after: Snapshot) -> str:
    elsewhere = after.graph != "none" and not after.reaches_coeffs
    return after.graph + (", of the old coeffs" if elsewhere else "")


def _said(how: str, message: Message) -> str:
    """What torch or Python said, in its own words."""
    return f'<p class="said {how}"><b>{escape(message.type)}:</b> {escape(message.text)}</p>'


def _same_loss(before: float | None, after: float | None) -> bool:
    """Whether two losses are the same number, nan for nan."""
    return before == after or (before is not None and after is not None and math.isnan(before) and math.isnan(after))
