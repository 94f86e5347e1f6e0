"""The chase as the steps of a walk: all of the program is there, and each step inks one more reference."""

from core import Chase
from ui.walk.tape.steps import TapeStep, forward_steps
from ui.walk.tape.story import Story

GRAD_FN, VARIABLE = "r.grad_fn", "r.variable"
"""The references at the two ends, from `loss` to its node and from the last node to the leaf; see TapeStep.dim."""

START = "`loss` is a tensor like any other, but it remembers the operation that made it: follow that reference."


def chase_steps(story: Story, chased: Chase) -> tuple[TapeStep, ...]:
    """One step at `loss`, and one for each reference on the way to the leaf."""
    filled = forward_steps(story.scenario, story.forward)[-1].filled
    all_cells = filled | {GRAD_FN, VARIABLE, *(f"r.{step.name}" for step in story.made)}
    inked = {"v.loss", f"v.{chased.leaf}"}
    found: list[TapeStep] = []
    for at, hop in enumerate(chased.hops):
        last = at == len(chased.hops) - 1
        reached = f"v.{hop.tensor}" if at == 0 or last else f"n.{hop.tensor}"
        if at:
            inked |= {reached, GRAD_FN if at == 1 else VARIABLE if last else f"r.{chased.hops[at - 1].tensor}"}
        title = hop.added.lstrip(".").partition("[")[0]
        now = frozenset({reached})
        made = now if reached.startswith("v.") else frozenset[str]()
        found.append(
            TapeStep(
                title={"grad_fn": "loss.grad_fn", "variable": ".variable"}.get(title, title),
                sentence=sentence(chased, at),
                filled=filled,
                now=now,
                made=made,
                line="backward",
                direction="backward",
                dim=all_cells - inked,
            )
        )
    return tuple(found)


def sentence(chased: Chase, at: int) -> str:
    """What the object at a step is, and where it refers to; code between backticks."""
    hop = chased.hops[at]
    if at == 0:
        return START
    if at == len(chased.hops) - 1:
        return "The last node holds `variable`, the tensor whose `.grad` it fills: the same object as `coeffs`."
    name = hop.printed.strip("<>").removesuffix(" object")
    if not hop.references:
        return f"{name} belongs to `coeffs` itself: it refers to no other node."
    untracked = " and `(None, 0)` for the input that is not tracked" if None in hop.references else ""
    return f"{name} recorded how `{hop.tensor}` was made. It refers to the node of its tracked input{untracked}."
