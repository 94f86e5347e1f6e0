"""Why each `.grad` is what it is: a row a name, and where a way is cut the row of nodes with the gap in it."""

from html import escape

from torch import Tensor

from core import Script, Trace, Why, grads_read, way
from core import WayPoint as Point
from ui.script.texts import numbers, written
from ui.words import markup

BADGE = {
    "untracked": "not tracked",
    "zero": "0",
    "reached": "filled",
    "zeroed": "set to 0",
    "emptied": "set to None",
}
"""Where the cause is not what to call it."""

FEW = 9
"""Up to so many numbers of a `.grad` stand in the table."""

GOOD = {"reached"}
CUTS = {"cut", "partly cut"}
PLAIN = {"not a leaf", "untracked", "no tensor"}
"""Causes of names that nobody expects a gradient of."""


def asked(script: Script) -> tuple[list[Why], list[Why]]:
    """The reasons that a reader looks for, and those of what is computed and of data.

    Looked for are leaves, names whose `.grad` the program reads, what `backward()` failed on, and names that once stood
    for a leaf; where there is nothing of all that, everything.
    """
    trace = script.trace
    wanted = set(grads_read(trace)) | {trace.values[leaf].name for leaf in trace.leaves}
    if trace.calls and trace.calls[-1].raised and trace.calls[-1].result >= 0:
        wanted.add(trace.values[trace.calls[-1].result].name)
    first = [each for each in script.reasons if each.cause not in PLAIN or each.name in wanted]
    others = [each for each in script.reasons if each not in first]
    return (first, others) if first else (others, [])


def rows(script: Script, reasons: list[Why]) -> str:
    """A row a name, as markup."""
    each = "".join(_row(script.trace, reason) for reason in reasons)
    return f'<table class="script-why"><tbody>{each}</tbody></table>' if each else ""


def _row(trace: Trace, why: Why) -> str:
    value = trace.values[trace.names[why.name]]
    kind = "good" if why.cause in GOOD else "cut" if why.cause in CUTS else "other"
    said = markup(_because(why)) + lane(trace, why)
    badge = f'<b class="script-badge script-{kind}">{escape(BADGE.get(why.cause, why.cause))}</b>'
    return (
        f'<tr><th scope="row"><code>{escape(why.name)}.grad</code></th><td class="script-held">{held(value.grad)}</td>'
        f'<td>{badge}</td><td class="script-because">{said}</td></tr>'
    )


def _because(why: Why) -> str:
    """What stands behind the colon of its sentence: name and `.grad` stand in the row already."""
    head, _, rest = why.sentence.partition(": ")
    rest = (rest or head).replace("backward()", "`backward()`")
    return rest if rest.startswith(("`", why.name)) else rest[:1].upper() + rest[1:]


def held(grad: Tensor | None) -> str:
    """A `.grad` in its cell: its numbers where they are few."""
    return numbers(grad) if grad is not None and 0 < grad.numel() <= FEW else written(grad)


def lane(trace: Trace, why: Why) -> str:
    """The nodes from what `backward()` was called on to the name, with a gap where the way is cut; "" for none."""
    if why.cause not in CUTS or not trace.calls:
        return ""
    points = way(trace, why.name, trace.calls[-1])
    if not points:
        return ""
    items = []
    for at, point in enumerate(points):
        items.append(_point(point, last=at == len(points) - 1))
        if at < len(points) - 1:
            items.append(_gap(point) if point.cut else '<li class="script-to" aria-hidden="true">⟵</li>')
    return f'<ol class="script-way" aria-label="From the loss to {escape(why.name)}">{"".join(items)}</ol>'


def _point(point: Point, *, last: bool) -> str:
    node = escape(point.node) if point.node else "leaf" if last else "no node"
    return f'<li class="script-point"><code>{escape(point.name)}</code><span>{node}</span></li>'


def _gap(point: Point) -> str:
    return f'<li class="script-gap"><b>✂ line {point.line}</b><code>{escape(point.code)}</code></li>'
