"""The node lane alone: `coeffs` at one end, `loss` at the other, and as much of the link as has been followed."""

from core import Chase
from ui.walk.tape.cells import Cells, axes_of
from ui.walk.tape.lanes import nodes
from ui.walk.tape.render import Renderer
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story


def lane(story: Story, chased: Chase, step: int, *, freed: bool = False) -> str:
    """The lane as markup after `step` hops; `freed` dims it."""
    reached = [hop.tensor for hop in chased.hops[: step + 1] if hop.references or hop.added != "loss"]
    last = chased.hops[step]
    now = {f"n.{last.tensor}"} if last.printed.startswith("<") else {f"v.{last.tensor}"}
    filled = frozenset({"v.coeffs", "v.loss", *(f"n.{tensor}" for tensor in reached)})
    tape_step = TapeStep("", "", filled, frozenset(now), frozenset(now), "")
    renderer = Renderer(story, tape_step)
    ends = _end(renderer, 1, "coeffs") + _end(renderer, story.columns, "loss")
    body = f'<div class="lane values">{ends}</div><div class="lane nodes">{"".join(nodes(renderer))}</div>'
    columns = story.columns
    state = " freed" if freed else ""
    return (
        f'<div class="tape-box"><div class="tape chase{state}" style="--rows:1;--columns:{columns}">{body}</div></div>'
    )


def _end(renderer: Renderer, column: int, name: str) -> str:
    """The variable at one end of the lane."""
    values = renderer.story.scenario.coeffs if name == "coeffs" else renderer.story.forward[name].value
    axes = "j" if name == "coeffs" else axes_of(values)
    return renderer.block(column, (f"v.{name}",), renderer.table(Cells(f"v.{name}", name, values, axes, "value")))
