"""The nodes under the timeline: the graph of the latest loss, dimmed when freed, gone when there is none."""

from html import escape

from core import Snapshot, short
from ui.frame.glossary import explained
from ui.program.words import listed

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


def lane(now: Snapshot, *, asking: bool = False) -> str:
    """What is true of the graph now, in a sentence, and its nodes between the leaf and `loss`.

    While a question waits neither says whether the graph is alive: that would be the answer.

    Args:
        now: what holds.
        asking: whether a question waits.
    """
    said = WAITING if asking else sentence(now)
    freed = now.graph in ("freed", "partly freed") and not asking
    return f'<p class="life-truth">{explained(said)}</p>{_way(now, freed=freed)}'


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
    """The nodes of one way from the leaf to `loss`; "" where there is none."""
    if now.loss is None or now.graph == "none":
        return ""
    end = now.leaf if now.reaches_leaf else f"the old {now.leaf}" if now.reaches_old else now.ends[0]
    parts = [f"<li><b>{escape(end)}</b></li>"]
    parts += [f"<li><span>{escape(node)}</span></li>" for node in reversed(now.nodes)]
    parts.append(f"<li><b>loss</b> {short(now.loss)}</li>")
    return f'<ol class="life-way{" life-freed" if freed else ""}" aria-label="Nodes">{"".join(parts)}</ol>'
