"""Where the cause is: the place marked on the tape, or on the lane of the nodes as this run left them."""

from copy import copy
from dataclasses import replace

import torch
from torch import Tensor

from core import Scenario
from core.mistakes import Mistake, Outcome
from ui.tape.cells import Cells
from ui.tape.lanes import nodes
from ui.tape.moments import Moment, backward_moments, forward_moments
from ui.tape.pen import Pen
from ui.tape.picture import tape
from ui.tape.story import Story, tell
from ui.words import markup, shape_text

NO_NODE = "no node"
EMPTY = "The empty cells were never computed."
ONE_BACKWARD = "The rest of the tape is the first forward and backward; `coeffs.grad` is as the program left it."


def picture(mistake: Mistake, outcome: Outcome, i: int = 0, j: int = 0) -> str:
    """The picture under its caption, as markup; sample i and coefficient j are among what is drawn."""
    story = tell(as_left(mistake, outcome), i, j)
    drawn = _lane(mistake, outcome, story) if mistake.lane == "nodes" else _tape(mistake, outcome, story)
    caption = f"<figcaption>{markup(_caption(mistake, outcome, story))}</figcaption>"
    return f'<figure class="mistake-picture {mistake.lane}">{caption}{drawn}</figure>'


def mark(mistake: Mistake) -> str:
    """The cells where the cause is (moments.py names them)."""
    if mistake.lane != "gradients":
        return f"{mistake.lane[0]}.{mistake.place}"
    return {"coeffs": "g.kept", "t_indep": "v.t_indep"}.get(mistake.place, f"g.{mistake.place}")


def as_left(mistake: Mistake, outcome: Outcome) -> Scenario:
    """The numbers that the program worked on, where they fit on the tape: a NaN among them is what there is to see.

    So they are not validated. Where the picture is about gradients the coefficients are those of the first forward.
    """
    left = copy(outcome.scenario)
    for name in ("t_indep", "t_dep") if mistake.lane == "gradients" else ("t_indep", "t_dep", "coeffs"):
        observed, given = _held(outcome, name), getattr(left, name)
        if observed is not None and observed.shape == given.shape:
            object.__setattr__(left, name, observed.to(left.dtype))
    return left


def _caption(mistake: Mistake, outcome: Outcome, story: Story) -> str:
    if mistake.lane == "nodes":
        where = f"Marked in the node lane: the node of `{mistake.place}`."
        return f"{where} This run recorded no node at all." if _untracked(outcome) else where
    marked = f"Marked on the tape: the gradient of `{mistake.place}`"
    if mistake.lane == "values":
        marked = f"Marked on the tape: `{mistake.place}`{_drawn_as_meant(mistake, outcome, story)}"
    elif mark(mistake).startswith("v."):
        marked = f"Marked on the tape: `{mistake.place}`, through which no gradient passes"
    if outcome.raised:
        return f"{marked}. {EMPTY}"
    grad, once = _held(outcome, "grad"), story.backward.coeffs_grad
    if mistake.lane == "gradients" and grad is not None and not torch.allclose(grad, once, 0, 0, equal_nan=True):
        return f"{marked}. {ONE_BACKWARD}"
    return f"{marked}."


def _drawn_as_meant(mistake: Mistake, outcome: Outcome, story: Story) -> str:
    """What to say of a tensor whose shape in the run the tape has no place for."""
    given: Tensor | None = getattr(story.scenario, mistake.place, None)
    meant, found = story.forward[mistake.place].value if given is None else given, _held(outcome, mistake.place)
    assert found is not None  # a mistake in the values of a tensor has made that tensor
    if meant.shape == found.shape:
        return ""
    shapes = [shape_text(tuple(tensor.shape)) for tensor in (meant, found)]
    return f", drawn as meant, {shapes[0]}. In this run it is {shapes[1]}, and what follows from it is left out"


def _lane(mistake: Mistake, outcome: Outcome, story: Story) -> str:
    """The nodes between `coeffs` and `loss` as the run left them, or their empty places."""
    names = dict.fromkeys((step.tensor for step in story.backward.steps), NO_NODE) if _untracked(outcome) else {}
    if made_by := outcome.values["coeffs"].grad_fn:
        names["coeffs"] = made_by  # no longer a leaf, which would have an AccumulateGrad
    steps = tuple(replace(step, node=names.get(step.tensor, step.node)) for step in story.backward.steps)
    story = replace(story, backward=replace(story.backward, steps=steps))
    recorded = frozenset() if _untracked(outcome) else frozenset(f"n.{step.tensor}" for step in steps)
    marked = frozenset({mark(mistake)})
    pen = Pen(story, Moment("", "", recorded | {"v.coeffs", "v.loss"}, marked, marked, ""))
    columns, loss = 2 * len(story.forward.steps) + 1, _held(outcome, "loss")
    assert loss is not None  # no mistake about nodes stops before the loss
    ends = _end(pen, 1, "coeffs", story.scenario.coeffs, "j") + _end(pen, columns, "loss", loss, "")
    lanes = f'<div class="lane values">{ends}</div><div class="lane nodes">{"".join(nodes(pen))}</div>'
    return f'<div class="tape-box"><div class="tape chase" style="--rows:1;--columns:{columns}">{lanes}</div></div>'


def _end(pen: Pen, column: int, name: str, values: Tensor, axes: str) -> str:
    key = f"v.{name}"
    return pen.block(column, (key,), pen.table(Cells(key, name, values, axes, "value")))


def _tape(mistake: Mistake, outcome: Outcome, story: Story) -> str:
    """The tape as far as the run came, or as far as the place where it went wrong."""
    marked = frozenset({mark(mistake)})
    shown = marked if marked == {"g.kept"} else marked | {f"v.{mistake.place}"}  # on a phone these alone
    moment = Moment("", "", _filled(mistake, outcome, story), shown, marked, "", "backward")
    grad = _held(outcome, "grad")
    kept = story.backward if grad is None else replace(story.backward, coeffs_grad=grad)
    return tape(replace(story, backward=kept), moment)


def _filled(mistake: Mistake, outcome: Outcome, story: Story) -> frozenset[str]:
    """The cells that hold something: what was computed, and in the values lane nothing after the marked place."""
    if _held(outcome, "grad") is not None and mistake.lane == "gradients":
        return backward_moments(story.scenario, story.forward, story.backward)[-1].filled
    forward = forward_moments(story.scenario, story.forward)
    by_tensor = {moment.line: moment.filled for moment in forward}
    reached = [mistake.place] if mistake.lane == "values" else [name for name in by_tensor if name in outcome.values]
    return by_tensor.get(reached[-1], forward[0].filled) if reached else forward[0].filled


def _untracked(outcome: Outcome) -> bool:
    """Whether the loss was computed without leaving a node."""
    return outcome.values["loss"].grad_fn is None


def _held(outcome: Outcome, name: str) -> Tensor | None:
    """What the program's variable held where it ended; None where there was none."""
    observed = outcome.values.get(name)
    return None if observed is None else observed.value
