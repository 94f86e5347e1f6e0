"""The timeline: the calls in their order, and what each left behind, as one piece of markup that holds all steps.

A card a call, or where it is wide enough a row a call (film.css). The step of the walk is the call that is looked at;
those after it stand back.
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
from ui.walk.film.marks import Pen
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


@dataclass(frozen=True)
class Run:
    """A run of calls, and which of them each step of the walk looks at.

    Attributes:
        scenario: the problem.
        chosen: the leaf that the calls are made on, and what is drawn of it.
        snapshots: what `replay_grad` returned.
        sentence: what to look at, or what to do, code between backticks.
        places: by step of the walk the call that it looks at.
        title: what to call the run; "" where that stands elsewhere.
    """

    scenario: Scenario
    chosen: Chosen
    snapshots: Sequence[Snapshot]
    sentence: str
    places: Sequence[int]
    title: str = ""


def timeline(run: Run, pen: Pen) -> str:
    """The markup of a run: the start and each call, the newest last."""
    rows, chosen = _rows(run.snapshots, run.scenario), run.chosen
    width = max(
        max(chosen.width(after.value, "value"), 0 if after.grad is None else chosen.width(after.grad, "gradient"))
        for after in run.snapshots
    )
    losses = max(0 if after.loss is None else len(short(after.loss)) for after in run.snapshots)
    items = "".join(_item(run, pen, row, (width, losses)) for row in rows)
    long = " long" if len(chosen.columns) * width > SHORT else ""
    heads = ("call", f"{chosen.leaf}.grad after it", chosen.leaf, "loss", "graph")
    head = "".join(f"<span>{escape(each)}</span>" for each in heads)
    about = f"<b>{escape(run.title)}</b>" if run.title else ""
    return (
        f'<div class="life-timeline"><p class="life-about">{about} {markup(run.sentence)}</p>'
        f'<div class="life-calls" data-follows=".life-now" role="region" tabindex="0" '
        f'aria-label="{escape(run.title or "The calls so far")}">'
        f'<div class="life-grid{long}"><div class="life-heads" aria-hidden="true">{head}</div>'
        f'<ol class="life-list">{items}</ol></div></div></div>'
    )


def _rows(snapshots: Sequence[Snapshot], scenario: Scenario) -> list[TimelineRow]:
    actions, leaf = [after.action for after in snapshots if after.action is not None], snapshots[0].leaf
    codes = [start_code(actions, scenario), *(action.code(scenario, leaf) for action in actions)]
    befores = [snapshots[0], *(before for before, _ in pairwise(snapshots))]
    together = zip(befores, snapshots, codes, notes(snapshots, scenario), strict=True)
    return [TimelineRow(place, *each) for place, each in enumerate(together)]


def _item(run: Run, pen: Pen, row: TimelineRow, widths: tuple[int, int]) -> str:
    """One call. What it did not change is drawn without colour, so that what it changed is seen.

    Args:
        run: the run that it is a part of.
        pen: draws the current step.
        row: the call.
        widths: of a cell of the leaf and of the loss, in characters.
    """
    before, after, moved, chosen = row.before, row.after, row.place > 0, run.chosen
    leaf = chosen.leaf
    when = f"after call {row.place}" if row.place else "at the start"
    values = chosen.table(after.value, "value", widths[0], f"{leaf} {when}")
    grad = '<p class="life-none">None</p>'
    if after.grad is not None:
        grad = chosen.table(after.grad, "gradient", widths[0], f"{leaf}.grad {when}")
    tracked = "" if after.requires_grad else '<p class="life-untracked">not tracked</p>'
    parts = (
        f'<span class="life-place">{row.place or ""}</span><pre class="life-code">{escape(row.code)}</pre>',
        _part(f"{leaf}.grad", f'<div class="life-frame">{grad}</div>', moved and same(before.grad, after.grad)),
        _part(leaf, values + tracked, moved and same(before.value, after.value)),
        _part("loss", _loss(after.loss, widths[1], when), moved and _same_loss(before.loss, after.loss)),
        _part("graph", f'<p class="life-state">{escape(_graph(after))}</p>', False, "of-graph"),
        *(_said("raised", message) for message in (after.raised,) if message),
        *(_said("warned", message) for message in after.warned),
        f'<p class="life-voice">{explained(row.note)}</p>' if row.note else "",
    )
    looked = [step for step, place in enumerate(run.places) if place == row.place]
    ahead = [step for step, place in enumerate(run.places) if place < row.place]
    go = f'data-go="{looked[0]}"' if looked else ""
    current = ' aria-current="step"' if pen.at in looked else ""
    return pen.tag("li", "life-call", {"life-now": looked, "life-ahead": ahead}, "".join(parts), f"{go}{current}")


def _loss(loss: float | None, width: int, when: str) -> str:
    if loss is None:
        return '<p class="life-yet">not yet</p>'
    lost = ' class="lost"' if not math.isfinite(loss) else ""
    return (
        f'<table class="life-cells value" aria-label="loss {when}" style="--w:{width}ch">'
        f"<tr><td{lost}>{short(loss)}</td></tr></table>"
    )


def _part(name: str, body: str, same: bool, kind: str = "") -> str:
    classes = " ".join(each for each in ("life-part", kind, "life-same" if same else "") if each)
    return f'<div class="{classes}"><p class="life-name">{escape(name)}</p>{body}</div>'


def _graph(after: Snapshot) -> str:
    """The state of the graph in a few words, and which leaf it is of where that is not the chosen one."""
    state = "alive, changed" if after.graph == "changed" else after.graph
    if after.graph == "none" or after.reaches_leaf:
        return state
    return state + (f", of the old {after.leaf}" if after.reaches_old else f", not of {after.leaf}")


def _said(how: str, message: Message) -> str:
    """What torch or Python said, in its own words."""
    return f'<p class="life-said {how}"><b>{escape(message.type)}:</b> {escape(message.text)}</p>'


def _same_loss(before: float | None, after: float | None) -> bool:
    """Whether two losses are the same number, nan for nan."""
    return before == after or (before is not None and after is not None and math.isnan(before) and math.isnan(after))
