"""The lane of the nodes as a run left it: the nodes between `coeffs` and `loss`, or the places where there are none."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape

import torch
from torch import Tensor

from core import Outcome
from ui.walk.film.marks import Pen
from ui.walk.stage.drawing import Drawing
from ui.walk.stage.lanes import node, nodes
from ui.walk.stage.stage import framed, lanes
from ui.walk.stage.tracks import BAND, HEADING, RAIL, ROW, Span, Tracks
from ui.walk.tape.cells import Cells
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story

NO_NODE = "no node"
FIRST = "the first coeffs"
"""The leaf behind a `coeffs` that an operation made, where the program has no name for it any more."""
WIDE, BEFORE = 10.0, 12.5
"""How wide the column of that leaf is, and how far before that of `coeffs` it begins."""
LOSS, LEAF = "loss", "coeffs"


class Row(Tracks):
    """The columns of the stage over one row of numbers."""

    @property
    def band(self) -> float:
        """Right under that row."""
        return self.values + 0.6

    @property
    def height(self) -> float:
        """Down to the end of the band."""
        return self.band + BAND + 0.3


def lane(story: Story, outcome: Outcome, marked: str, *, untracked: bool) -> str:
    """The lane as markup.

    Args:
        story: the numbers that the program worked on.
        outcome: what the run left.
        marked: the node that is marked (ui.walk.tape.steps names it).
        untracked: whether the loss refers to no node.
    """
    coeffs, loss = outcome.values[LEAF], outcome.values.get(LOSS)
    bare = loss is None or untracked
    names = dict.fromkeys((step.tensor for step in story.passed), NO_NODE) if bare else {}
    steps = [replace(step, node=names.get(step.tensor, step.node)) for step in story.passed]
    order = [LEAF, *(step.name for step in story.made)]
    filled = {f"n.{name}" for name in (order if loss else order[:1])} if not untracked else set[str]()
    filled |= {f"v.{LEAF}", *([f"v.{LOSS}"] if loss else [])}
    if coeffs.behind:  # no longer a leaf, which would have an AccumulateGrad of its own
        accumulate = next(step for step in steps if step.tensor == LEAF)
        steps[steps.index(accumulate)] = replace(accumulate, node=coeffs.behind[0])
        steps.append(replace(accumulate, tensor=FIRST, node=coeffs.behind[-1]))
        filled |= {f"n.{FIRST}", f"v.{FIRST}"}
    now = frozenset({marked})
    step = TapeStep("", "", frozenset(filled), now, now, "")
    told = replace(story, altered=tuple(steps))
    drawing = Drawing(told, (step,), Pen(1, 0), Row(told, BEFORE if coeffs.behind else 0), ahead=False)
    ends = {LEAF: (LEAF, story.scenario.coeffs), LOSS: (LOSS, _number(outcome, story))}
    if coeffs.behind and coeffs.leaf is not None:
        ends[FIRST] = (coeffs.leaf_name or FIRST, coeffs.leaf)
    body = lanes(values=_ends(drawing, ends), nodes=_band(drawing, first=bool(coeffs.behind)))
    return framed(drawing, "still", body)


def _ends(drawing: Drawing, ends: dict[str, tuple[str, Tensor]]) -> Iterator[str]:
    """The tensors at the ends, by the name of their node; one that was never made is an empty place."""
    for tensor, (name, values) in ends.items():
        x = _place(drawing, tensor)
        head = f"<b>{escape(name)} <span>{tuple(values.shape)}</span></b>"
        yield drawing.box(Span(x.middle, 0), Span(RAIL, HEADING), "head", head)
        cells = Cells(f"v.{tensor}", name, values, "j" if values.ndim else "", "value")
        yield drawing.group(cells, x, drawing.tracks.values - ROW)


def _band(drawing: Drawing, *, first: bool) -> Iterator[str]:
    """The nodes, with that of the first leaf before them where there is one."""
    if first:
        x, high = _place(drawing, FIRST), Span(drawing.tracks.band, BAND)
        between = Span(x.end, drawing.tracks.leaf.at - x.end)
        yield node(drawing, x, FIRST, high)
        yield drawing.box(between, high, "arrow", "←", extra=' aria-hidden="true"')
    yield from nodes(drawing)


def _place(drawing: Drawing, tensor: str) -> Span:
    tracks = drawing.tracks
    return {LEAF: tracks.leaf, LOSS: tracks.columns[-1].made}.get(tensor, Span(tracks.leaf.at - BEFORE, WIDE))


def _number(outcome: Outcome, story: Story) -> Tensor:
    """The loss as it was left, be it a tensor or a number; where there was none, one to be left empty."""
    loss = outcome.values.get(LOSS)
    if loss is None or loss.value is None:
        return story.forward[LOSS].value
    return torch.as_tensor(loss.value)
