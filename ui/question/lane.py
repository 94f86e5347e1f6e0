"""The node lane alone: `coeffs` at one end, `loss` at the other, and as much of the link as has been followed."""

from core import Chase
from ui.tape.cells import Cells, axes_of
from ui.tape.lanes import nodes
from ui.tape.moments import Moment
from ui.tape.pen import Pen
from ui.tape.story import Story


def lane(story: Story, chased: Chase, step: int, *, freed: bool = False) -> str:
    """The lane as markup after `step` hops; `freed` dims it."""
    reached = [hop.tensor for hop in chased.hops[: step + 1] if hop.references or hop.added != "loss"]
    last = chased.hops[step]
    now = {f"n.{last.tensor}"} if last.printed.startswith("<") else {f"v.{last.tensor}"}
    filled = frozenset({"v.coeffs", "v.loss", *(f"n.{tensor}" for tensor in reached)})
    moment = Moment("", "", filled, frozenset(now), frozenset(now), "")
    pen = Pen(story, moment)
    ends = _end(pen, 1, "coeffs") + _end(pen, story.columns, "loss")
    body = f'<div class="lane values">{ends}</div><div class="lane nodes">{"".join(nodes(pen))}</div>'
    columns = story.columns
    state = " freed" if freed else ""
    return (
        f'<div class="tape-box"><div class="tape chase{state}" style="--rows:1;--columns:{columns}">{body}</div></div>'
    )


def _end(pen: Pen, column: int, name: str) -> str:
    """The variable at one end of the lane."""
    values = pen.story.scenario.coeffs if name == "coeffs" else pen.story.forward[name].value
    axes = "j" if name == "coeffs" else axes_of(values)
    return pen.block(column, (f"v.{name}",), pen.table(Cells(f"v.{name}", name, values, axes, "value")))
