"""The timeline: the calls in their order, and what each left behind, as one piece of markup.

A card a call, or where it is wide enough a row a call (life.css). The box scrolls and opens at its end, so that
the newest call is in sight and nothing below moves.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from core import Message, Scenario, Snapshot, short, start_code
from ui.frame.glossary import explained
from ui.life.chosen import Chosen
from ui.life.notes import notes, same
from ui.words import markup

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


def timeline(scenario: Scenario, chosen: Chosen, snapshots: Sequence[Snapshot], sentence: str, title: str = "") -> str:
    """The markup of a run: the start and each call, the newest last.

    Args:
        scenario: the problem.
        chosen: the leaf that the calls are made on, and what is drawn of it.
        snapshots: what `replay_grad` returned.
        title: what to call the run; "" where that stands elsewhere.
        sentence: what to look at, or what to do, code between backticks.
    """
    rows = _rows(snapshots, scenario)
    width = max(
        max(chosen.width(after.value, "value"), 0 if after.grad is None else chosen.width(after.grad, "gradient"))
        for after in snapshots
    )
    losses = max(0 if after.loss is None else len(short(after.loss)) for after in snapshots)
    items = "".join(_item(chosen, row, (width, losses), newest=row is rows[-1]) for row in rows)
    long = " long" if len(chosen.columns) * width > SHORT else ""
    named = (f"{chosen.leaf}.grad after it", chosen.leaf)
    heads = "".join(f"<span>{escape(head)}</span>" for head in ("call", *named, "loss", "graph"))
    about = f"<b>{escape(title)}</b>" if title else ""
    return (
        f'<div class="tape-box life"><p class="about">{about} {markup(sentence)}</p>'
        f'<div class="calls" role="region" tabindex="0" aria-label="{escape(title or "The calls so far")}">'
        f'<div class="tape turned{long}"><div class="heads" aria-hidden="true">{heads}</div><ol>{items}</ol></div>'
        "</div></div>"
    )


def _rows(snapshots: Sequence[Snapshot], scenario: Scenario) -> list[TimelineRow]:
    actions, leaf = [after.action for after in snapshots if after.action is not None], snapshots[0].leaf
    codes = [start_code(actions, scenario), *(action.code(scenario, leaf) for action in actions)]
    befores = [snapshots[0], *(before for before, _ in pairwise(snapshots))]
    together = zip(befores, snapshots, codes, notes(snapshots, scenario), strict=True)
    return [TimelineRow(place, *each) for place, each in enumerate(together)]


def _item(chosen: Chosen, row: TimelineRow, widths: tuple[int, int], *, newest: bool) -> str:
    """One call. What it did not change is drawn without colour, so that what it changed is seen.

    Args:
        chosen: what is drawn of the leaf.
        row: the call.
        widths: of a cell of the leaf and of the loss, in characters.
        newest: whether it is the last call.
    """
    before, after, moved, leaf = row.before, row.after, row.place > 0, chosen.leaf
    when = f"after call {row.place}" if row.place else "at the start"
    values = chosen.table(after.value, "value", widths[0], f"{leaf} {when}")
    grad = '<p class="none">None</p>'
    if after.grad is not None:
        grad = chosen.table(after.grad, "gradient", widths[0], f"{leaf}.grad {when}")
    classes = " ".join(name for name, holds in (("newest", newest), ("raised", bool(after.raised))) if holds)
    tracked = "" if after.requires_grad else '<p class="note">not tracked</p>'
    parts = (
        f'<span class="place">{row.place or ""}</span><pre>{escape(row.code)}</pre>',
        _part(f"{leaf}.grad", f'<div class="kept">{grad}</div>', moved and same(before.grad, after.grad)),
        _part(leaf, values + tracked, moved and same(before.value, after.value)),
        _part("loss", _loss(after.loss, widths[1], when), moved and _same_loss(before.loss, after.loss)),
        _part("graph", f'<p class="graph {after.graph}">{escape(_graph(after))}</p>', False),
        *(_said("raised", message) for message in (after.raised,) if message),
        *(_said("warned", message) for message in after.warned),
        f'<p class="voice">{explained(row.note)}</p>' if row.note else "",
    )
    current = ' aria-current="step"' if newest else ""
    return f'<li class="{classes}"{current}>{"".join(parts)}</li>'


def _loss(loss: float | None, width: int, when: str) -> str:
    if loss is None:
        return '<p class="yet">not yet</p>'
    lost = ' class="lost"' if not math.isfinite(loss) else ""
    return (
        f'<table class="cells value filled" aria-label="loss {when}" style="--w:{width}ch">'
        f"<tr><td{lost}>{short(loss)}</td></tr></table>"
    )


def _part(name: str, body: str, same: bool) -> str:
    return f'<div class="part{" same" if same else ""}"><p class="label">{escape(name)}</p>{body}</div>'


def _graph(after: Snapshot) -> str:
    """The state of the graph in a few words, and which leaf it is of where that is not the chosen one."""
    state = "alive, changed" if after.graph == "changed" else after.graph
    if after.graph == "none" or after.reaches_leaf:
        return state
    return state + (f", of the old {after.leaf}" if after.reaches_old else f", not of {after.leaf}")


def _said(how: str, message: Message) -> str:
    """What torch or Python said, in its own words."""
    return f'<p class="said {how}"><b>{escape(message.type)}:</b> {escape(message.text)}</p>'


def _same_loss(before: float | None, after: float | None) -> bool:
    """Whether two losses are the same number, nan for nan."""
    return before == after or (before is not None and after is not None and math.isnan(before) and math.isnan(after))
