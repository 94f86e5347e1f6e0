"""One exact line at the call that shows it: what the run proves about `.grad`, where a learner is easily misled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from core.life import Snapshot
from ui.life.guess import BACKWARD


@dataclass(frozen=True)
class Note:
    """A line, and the call that it belongs to.

    Attributes:
        text: the line, code between backticks.
        shown_by: whether a call shows it, by what held before and after.
    """

    text: str
    shown_by: Callable[[Snapshot, Snapshot], bool]


START = "`.grad` starts as None: no tensor is made for it before the first backward."

NOTES = (
    Note(
        "`coeffs` is tracked, so every result made from it is too, and `loss` refers to a new graph.",
        lambda before, after: _called(after, "f") and before.loss is None and after.graph == "alive",
    ),
    Note(
        "A leaf keeps its gradient: `coeffs` does; `loss` and the results between would need `retain_grad()`. "
        "No coefficient changed.",
        lambda before, after: _called(after, *BACKWARD) and before.grad is None and after.grad is not None,
    ),
    Note(
        "Added to what was there. For this gradient alone, set `.grad` to zero or None before.",
        lambda before, after: _called(after, *BACKWARD) and _nonzero(before.grad) and _changed(before, after),
    ),
    Note(
        "The loss is new, `.grad` is not: a forward leaves it alone.",
        lambda before, after: _called(after, "f") and _nonzero(before.grad),
    ),
    Note(
        "`no_grad` stops recording: the step left no node, and `coeffs` is still a leaf.",
        lambda before, after: _called(after, "s") and not after.raised and before.requires_grad,
    ),
    Note(
        "`detach()` stops tracking too: this `coeffs` is a new tensor with its own `.grad`, None. "
        "The graph still leads to the old one.",
        lambda before, after: _called(after, "d") and before.reaches_coeffs,
    ),
    Note(
        "Torch said nothing, and `coeffs.grad` stays None: the gradient went to the tensor that `coeffs` was before.",
        lambda before, after: _called(after, *BACKWARD) and not after.raised and not before.reaches_coeffs,
    ),
    Note(
        "`coeffs` is not tracked now, so this loss has no graph.",
        lambda _, after: _called(after, "f") and after.graph == "none",
    ),
)


def notes(snapshots: Sequence[Snapshot]) -> list[str]:
    """The line under each snapshot, "" for none; each line stands once, at the first call that shows it."""
    said, lines = {""}, [START]
    for before, after in pairwise(snapshots):
        fitting = (note.text for note in NOTES if note.shown_by(before, after))
        line = next((text for text in fitting if text not in said), "")
        said.add(line)
        lines.append(line)
    return lines


def _called(after: Snapshot, *keys: str) -> bool:
    return after.action is not None and after.action.key in keys


def _nonzero(grad: Tensor | None) -> bool:
    return grad is not None and bool(grad.any())


def _changed(before: Snapshot, after: Snapshot) -> bool:
    return before.grad is not None and after.grad is not None and not torch.equal(before.grad, after.grad)
