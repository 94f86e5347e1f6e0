"""The node lane under the timeline: the graph of the latest loss, dimmed when freed, gone when there is none."""

from html import escape

import torch

from core import Snapshot, short
from ui.frame.glossary import explained
from ui.life.chosen import Chosen
from ui.program.words import listed
from ui.walk.tape.cells import Cells
from ui.walk.tape.lanes import nodes
from ui.walk.tape.node_lane import end, node_lane
from ui.walk.tape.render import Renderer
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story
from ui.words import markup

NOT_YET = "There is no loss yet, and no graph: a forward makes both."
UNTRACKED = "This `loss` has no graph: `{leaf}` was not tracked when it was computed, so there is nothing to walk back."
ALIVE = "The graph is alive: its nodes hold what they saved, and `backward()` can walk them from `loss`"
CHANGED = (
    "The graph is alive, but a tensor that it saved was changed in place since: torch will not walk back through the "
    "node that saved it."
)
PARTLY = (
    "The graph is partly freed: torch walked back as far as the tensor that was changed, and what the nodes on the "
    "way there had saved is gone. A new forward makes a new graph."
)
FREED = "The graph is freed: its nodes still refer to each other, but the tensors they saved are gone."
RENEW = "A new forward makes a new one."
WAITING = "The nodes of this `loss`. What holds of them is said after the answer."
OLD = "the tensor that `{leaf}` was before `detach()`."
NAMED = 2
"""How many other leaves a sentence names: more would make it longer than what stands there while a question waits."""
OTHERS = "other leaves, and not to `{leaf}`."


def lane(drawn: Story | Chosen, now: Snapshot, *, asking: bool = False) -> str:
    """What is true of the graph now, in a sentence, and its nodes between the leaf and `loss`.

    While a question waits neither says whether the graph is alive: that would be the answer.

    Args:
        drawn: the article's model on its tape; of any other model what is drawn of the chosen leaf.
        now: what holds.
        asking: whether a question waits.
    """
    said = WAITING if asking else sentence(now)
    freed = now.graph in ("freed", "partly freed") and not asking
    nodes = _tape(drawn, now, freed=freed) if isinstance(drawn, Story) else _way(now, freed=freed)
    kind = "life-graph" if isinstance(drawn, Story) else "life-graph of-leaf"
    return f'<div class="{kind}"><p class="say">{explained(said)}</p>{nodes}</div>'


def sentence(now: Snapshot) -> str:
    """The state of the graph, code between backticks."""
    elsewhere = OLD if now.reaches_old else OTHERS
    if now.loss is None:
        said = NOT_YET
    elif now.graph == "none":
        said = UNTRACKED
    elif now.graph == "alive":
        said = f"{ALIVE} to {'`{leaf}`' if now.reaches_leaf else elsewhere}"
        said = said if said.endswith(".") else f"{said}{_beside(now)}."
    elif now.graph == "changed":
        said = CHANGED
    elif now.graph == "partly freed":
        said = PARTLY
    else:
        said = f"{FREED} {RENEW if now.reaches_leaf else f'They lead to {elsewhere}'}"
    return said.format(leaf=now.leaf)


def _beside(now: Snapshot) -> str:
    """The other leaves that a graph leads to."""
    others = [name for name in now.ends if name != now.leaf]
    if len(others) > NAMED:
        return f", and to the {len(others)} other leaves"
    return f", and to {listed(others)}" if others else ""


def _way(now: Snapshot, *, freed: bool) -> str:
    """The nodes of one way from the leaf to `loss`; a place of the same height where there is none."""
    if now.loss is None or now.graph == "none":
        return '<div class="tape-box"></div>'
    end = now.leaf if now.reaches_leaf else f"the old {now.leaf}" if now.reaches_old else now.ends[0]
    parts = [f"<li><b>{escape(end)}</b></li>"]
    parts += [f"<li><span>{escape(node)}</span></li>" for node in reversed(now.nodes)]
    parts.append(f"<li><b>loss</b> {short(now.loss)}</li>")
    listed_nodes = f'<ol class="life-way{" freed" if freed else ""}" aria-label="Nodes">{"".join(parts)}</ol>'
    return f'<div class="tape-box">{listed_nodes}</div>'


def _tape(story: Story, now: Snapshot, *, freed: bool) -> str:
    """The article's lane; a place of the same height where there is none."""
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
    coeffs = end(renderer, 1, Cells("v.coeffs", "coeffs", now.value, "j", "value"))
    if not now.reaches_leaf:
        coeffs = renderer.block(1, ("v.coeffs",), '<p class="label"><b>the old coeffs</b></p>')
    return node_lane((coeffs, loss), nodes(renderer), columns, freed=freed)
