"""The node lane under the timeline: the graph of the latest loss, dimmed when freed, gone when there is none."""

import torch

from core import Snapshot
from ui.frame.glossary import explained
from ui.walk.tape.cells import Cells
from ui.walk.tape.lanes import nodes
from ui.walk.tape.node_lane import end, node_lane
from ui.walk.tape.render import Renderer
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story
from ui.words import markup

NOT_YET = "There is no loss yet, and no graph: a forward makes both."
UNTRACKED = "This `loss` has no graph: `coeffs` was not tracked when it was computed, so there is nothing to walk back."
ALIVE = "The graph is alive: its nodes hold what they saved, and `backward()` can walk them from `loss`"
FREED = "The graph is freed: its nodes still refer to each other, but the tensors they saved are gone."
RENEW = "A new forward makes a new one."
WAITING = "The nodes of this `loss`. What holds of them is said after the answer."
ELSEWHERE = "the tensor that `coeffs` was before `detach()`."


def lane(story: Story, now: Snapshot, *, asking: bool = False) -> str:
    """What is true of the graph now, in a sentence, and its nodes between `coeffs` and `loss`.

    While a question waits neither says whether the graph is alive: that would be the answer.
    """
    said = WAITING if asking else sentence(now)
    return f'<div class="life-graph"><p class="say">{explained(said)}</p>{_picture(story, now, asking=asking)}</div>'


def sentence(now: Snapshot) -> str:
    """The state of the graph, code between backticks."""
    if now.loss is None:
        return NOT_YET
    if now.graph == "none":
        return UNTRACKED
    if now.graph == "alive":
        return f"{ALIVE} to {'`coeffs`.' if now.reaches_coeffs else ELSEWHERE}"
    return f"{FREED} {RENEW if now.reaches_coeffs else f'They lead to {ELSEWHERE}'}"


def _picture(story: Story, now: Snapshot, *, asking: bool) -> str:
    """The lane; a place of the same height where there is none."""
    if now.loss is None or now.graph == "none":
        return '<div class="tape-box"></div>'
    if now.nodes != tuple(step.node for step in story.passed):
        way = " ⟵ ".join(reversed(now.nodes))
        return f'<p class="note">{markup(f"{way}. The node at the end is that of the weight.")}</p>'
    tensors = [step.tensor for step in story.passed]
    filled = frozenset({"v.coeffs", "v.loss", *(f"n.{tensor}" for tensor in tensors)})
    renderer = Renderer(story, TapeStep("", "", filled, frozenset(), frozenset(), ""))
    columns = story.columns
    number = torch.tensor(now.loss, dtype=torch.float64)
    loss = end(renderer, columns, Cells("v.loss", "loss", number, "", "value"))
    coeffs = end(renderer, 1, Cells("v.coeffs", "coeffs", now.coeffs, "j", "value"))
    if not now.reaches_coeffs:
        coeffs = renderer.block(1, ("v.coeffs",), '<p class="label"><b>the old coeffs</b></p>')
    return node_lane((coeffs, loss), nodes(renderer), columns, freed=now.graph == "freed" and not asking)
