"""The chase as the steps of a walk: the whole program has run, and each step inks one more reference."""

from collections.abc import Mapping, Sequence

from core import AutogradGraph, Chase, Hop
from ui.program.steps import ProgramStep, forward_steps, node_key, value_key
from ui.program.story import ProgramStory
from ui.program.words import listed
from ui.question.steps import START

Leads = Mapping[str, tuple[tuple[str, ...], ...]]
"""By the expression that leads to a node: for each of its references to a node the leaves that it leads to."""


def chase_steps(story: ProgramStory, chased: Chase, graph: AutogradGraph) -> tuple[ProgramStep, ...]:
    """One step at `loss`, and one for each reference on the way to the leaf.

    Args:
        story: the problem.
        chased: the way to a leaf.
        graph: all references, of which those are named that lead elsewhere.
    """
    filled = forward_steps(story)[-1].filled
    result, last = story.scenario.program.result, len(chased.hops) - 1
    leads = _leads(graph, story.scenario.leaves)
    inked = {value_key(story, result), f"v.{chased.leaf}"}
    found = []
    for at, hop in enumerate(chased.hops):
        at_tensor = at in (0, last)
        key = value_key(story, hop.value) if at_tensor else node_key(hop.value, hop.part)
        inked.add(key)
        found.append(
            ProgramStep(
                title=_title(hop, chased.hops[at - 1] if at else None),
                sentence=_sentence(chased, at, leads),
                line=-1,
                direction="chase",
                value=hop.value,
                passed=-1,
                filled=filled,
                read=frozenset() if at_tensor else frozenset({key}),
                made=frozenset({key}) if at_tensor else frozenset(),
                dim=filled - inked,
            )
        )
    return tuple(found)


def _title(hop: Hop, before: Hop | None) -> str:
    """What is followed; with its index where there are several."""
    if hop.added == ".grad_fn":
        return "loss.grad_fn"
    if not hop.added.startswith(".next"):
        return hop.added
    several = before is not None and _tracked(before) > 1
    return hop.added.removeprefix(".").removesuffix("[0]") if several else "next_functions"


def _tracked(hop: Hop) -> int:
    return sum(name is not None for name in hop.references)


def _sentence(chased: Chase, at: int, leads: Leads) -> str:
    """What the object at a step is, and where it refers to; code between backticks."""
    hop, leaf = chased.hops[at], chased.leaf
    if at == 0:
        return START
    if at == len(chased.hops) - 1:
        return f"The last node holds `variable`, the tensor whose `.grad` it fills: the same object as `{leaf}`."
    name = hop.printed.strip("<>").removesuffix(" object")
    if not hop.references:
        return f"{name} belongs to `{hop.tensor}` itself: it refers to no other node."
    untracked = " and `(None, 0)` for the input that is not tracked" if None in hop.references else ""
    recorded = f"{name} recorded how `{hop.tensor}` was made."
    if _tracked(hop) == 1:
        return f"{recorded} It refers to the node of its tracked input{untracked}."
    indices = [index for index, each in enumerate(hop.references) if each is not None]
    ways = zip(indices, leads[hop.expression], strict=True)
    said = "; ".join(f"`[{index}]` leads to {listed(leaves)}" for index, leaves in ways)
    followed = chased.hops[at + 1].added.removeprefix(".next_functions").removesuffix("[0]")
    return f"{recorded} Here the way parts: {said}. The next step follows `{followed}`, towards `{leaf}`."


def _leads(graph: AutogradGraph, leaves: Sequence[str]) -> Leads:
    """Where each reference ends."""
    targets: dict[int, list[int]] = {}
    for edge in graph.edges:
        targets.setdefault(edge.ends[0], []).append(edge.ends[1])

    def ends(position: int) -> set[str]:
        found, open_ = set[str](), [position]
        for each in open_:
            onward = [target for target in targets.get(each, ()) if target not in open_]
            open_ += onward
            if each not in targets:
                found.add(graph.nodes[each].tensor)
        return found

    return {
        graph.nodes[at].expression: tuple(tuple(leaf for leaf in leaves if leaf in ends(to)) for to in held)
        for at, held in targets.items()
    }
