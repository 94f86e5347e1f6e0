"""The node lane alone: `coeffs` at one end, `loss` at the other, and as much of the link as has been followed."""

from core import Chase
from ui.walk.tape.cells import Cells, axes_of
from ui.walk.tape.lanes import nodes
from ui.walk.tape.node_lane import end, node_lane
from ui.walk.tape.render import Renderer
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story


def lane(story: Story, chased: Chase, step: int) -> str:
    """The lane as markup after `step` hops."""
    reached = [hop.tensor for hop in chased.hops[: step + 1] if hop.references or hop.added != "loss"]
    last = chased.hops[step]
    now = {f"n.{last.tensor}"} if last.printed.startswith("<") else {f"v.{last.tensor}"}
    filled = frozenset({"v.coeffs", "v.loss", *(f"n.{tensor}" for tensor in reached)})
    renderer = Renderer(story, TapeStep("", "", filled, frozenset(now), frozenset(now), ""))
    loss = story.forward["loss"].value
    ends = (
        end(renderer, 1, Cells("v.coeffs", "coeffs", story.scenario.coeffs, "j", "value")),
        end(renderer, story.columns, Cells("v.loss", "loss", loss, axes_of(loss), "value")),
    )
    return node_lane(ends, nodes(renderer), story.columns)
