"""One exact line at the call that shows it: what the run proves about `.grad`, where a learner is easily misled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from core import BACKWARDS, FORWARDS, Scenario, Snapshot
from ui.life.not_finite import origin


@dataclass(frozen=True)
class Note:
    """A line, and the call that it belongs to.

    Attributes:
        text: the line, code between backticks; `{leaf}` stands for the name of the chosen leaf.
        shown_by: whether a call shows it, by what held before and after, and after the last forward.
    """

    text: str
    shown_by: Callable[[Snapshot, Snapshot, Snapshot | None], bool]


START = "`.grad` starts as None: no tensor is made for it before the first backward."

NOTES = (
    Note(
        "`{leaf}` is tracked, so `loss`, which is made from it, is too: it refers to a new graph.",
        lambda before, after, _: _called(after, *FORWARDS) and before.loss is None and after.reaches_leaf,
    ),
    Note(
        "A stale gradient, and torch says nothing: it belongs to the numbers that the last forward read, and a step "
        "has changed them since. Run a forward before each backward.",
        lambda before, after, then: _adds(after) and then is not None and not _still(then, before),
    ),
    Note(
        "Torch raised on the way back; by then it had added to `{leaf}.grad`.",
        lambda before, after, _: (
            _called(after, *BACKWARDS) and bool(after.raised) and not same(before.grad, after.grad)
        ),
    ),
    Note(
        "The step changed in place what the graph had saved. A backward through it would be wrong, so torch will "
        "raise: run a forward first.",
        lambda before, after, _: before.graph == "alive" and after.graph == "changed",
    ),
    Note(
        "A leaf keeps its gradient: `{leaf}` does; `loss` and the results between would need `retain_grad()`. "
        "`{leaf}` itself did not change.",
        lambda before, after, _: _called(after, *BACKWARDS) and before.grad is None and after.grad is not None,
    ),
    Note(
        "Added to what was there. For this gradient alone, set `.grad` to zero or None before.",
        lambda before, after, _: _adds(after) and _nonzero(before.grad) and not same(before.grad, after.grad),
    ),
    Note(
        "The loss is new, `.grad` is not: a forward leaves it alone.",
        lambda before, after, _: _called(after, *FORWARDS) and _nonzero(before.grad),
    ),
    Note(
        "`no_grad` stops recording: the step left no node, and `{leaf}` is still a leaf.",
        lambda before, after, _: _called(after, "s") and not after.raised and before.requires_grad,
    ),
    Note(
        "`step()` changes `{leaf}` in place under a `no_grad` of its own: it is still a leaf. `.grad` stays as it was.",
        lambda before, after, _: _called(after, "p") and after.reaches_leaf and not same(before.value, after.value),
    ),
    Note(
        "`step()` passes over a tensor whose `.grad` is None: `{leaf}` stays as it was.",
        lambda before, after, _: _called(after, "p") and before.grad is None and after.requires_grad,
    ),
    Note(
        "`detach()` stops tracking too: this `{leaf}` is a new tensor with its own `.grad`, None. "
        "Both share one memory: a change in place changes both. The graph still leads to the old one.",
        lambda before, after, _: _called(after, "d") and before.reaches_leaf,
    ),
    Note(
        "Torch said nothing, and `{leaf}.grad` stays None: the gradient went to the tensor that `{leaf}` was before.",
        lambda before, after, _: _called(after, *BACKWARDS) and not after.raised and before.reaches_old,
    ),
    Note(
        "Torch said nothing: the other leaves got their gradients, and `{leaf}.grad` stays None.",
        lambda before, after, _: _called(after, *BACKWARDS) and not after.raised and not before.reaches_leaf,
    ),
    Note(
        "`{leaf}` is not tracked now, so this loss has no graph.",
        lambda _, after, __: _called(after, *FORWARDS) and after.graph == "none",
    ),
    Note(
        "`{leaf}` is not tracked now, so this graph does not lead to it; it leads to the other leaves.",
        lambda _, after, __: _called(after, *FORWARDS) and not after.requires_grad,
    ),
)


def notes(snapshots: Sequence[Snapshot], scenario: Scenario) -> list[str]:
    """The line under each snapshot, "" for none; each line stands once, at the first call that shows it.

    Where inf or nan comes from is said at the call that makes it, before any other line.
    """
    said, lines, then = {""}, [START], None
    for place, (before, after) in enumerate(pairwise(snapshots), start=1):
        if _called(after, *FORWARDS) and not after.raised:
            then = after
        fitting = (note.text.format(leaf=after.leaf) for note in NOTES if note.shown_by(before, after, then))
        found = origin(scenario, snapshots, place)
        line = found or next((text for text in fitting if text not in said), "")
        said.add(line)
        lines.append(line)
    return lines


def same(before: Tensor | None, after: Tensor | None) -> bool:
    """Whether two tensors hold the same numbers, nan for nan, or are both None."""
    if before is None or after is None:
        return before is after
    return torch.equal(before, after) or bool(torch.isclose(before, after, rtol=0, atol=0, equal_nan=True).all())


def _adds(after: Snapshot) -> bool:
    """Whether a call was a backward that ran and reached the chosen leaf."""
    return _called(after, *BACKWARDS) and not after.raised and after.reaches_leaf


def _still(then: Snapshot, now: Snapshot) -> bool:
    """Whether every leaf holds the numbers that it held then."""
    return all(same(value, now.values[name]) for name, value in then.values.items())


def _called(after: Snapshot, *keys: str) -> bool:
    return after.action is not None and after.action.key in keys


def _nonzero(grad: Tensor | None) -> bool:
    return grad is not None and bool(grad.any())
