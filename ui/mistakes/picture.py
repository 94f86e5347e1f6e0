"""Where the cause is: the place marked on the tape, or on the lane of the nodes as this run left them."""

from copy import copy
from dataclasses import replace

import torch
from torch import Tensor

from core import Mistake, Outcome, Scenario
from ui.mistakes.lane import lane
from ui.mistakes.sheet import caption as caption_of_sheet
from ui.mistakes.sheet import has_sheet, sheet
from ui.walk.film.marks import Pen
from ui.walk.stage.drawing import Drawing
from ui.walk.stage.lanes import gradients, nodes, values
from ui.walk.stage.line import along_the_top, back_from
from ui.walk.stage.stage import framed, lanes, light, still
from ui.walk.stage.tracks import BAND, Tracks
from ui.walk.tape.steps import TapeStep, backward_steps, forward_steps
from ui.walk.tape.story import Story, tell
from ui.words import markup, shape_text

GIVEN = ("t_indep", "t_dep", "coeffs")
EMPTY = "Where a dashed line stands alone, nothing was computed."
LOST = "In red: what is no number any more."
ONE_BACKWARD = "The rest of the tape is the first forward and backward; `coeffs.grad` is as the program left it."


def picture(mistake: Mistake, outcome: Outcome, i: int = 0, j: int = 0) -> str:
    """The picture under its caption, as markup; sample i and coefficient j are among what is drawn."""
    if mistake.lane == "values" and has_sheet(outcome):
        return _figure("sheet", caption_of_sheet(outcome), sheet(outcome, i))
    story = tell(as_left(mistake, outcome), i, j)
    if mistake.lane == "nodes":
        drawn = lane(story, outcome, mark(mistake), untracked=_untracked(outcome))
    else:
        drawn = _stage(mistake, outcome, story)
    caption = _caption(mistake, outcome, story)
    return _figure(mistake.lane, f"{caption} {LOST}" if "lost" in drawn else caption, still(drawn))


def _figure(kind: str, caption: str, drawn: str) -> str:
    return f'<figure class="mistake-picture {kind}"><figcaption>{markup(caption)}</figcaption>{drawn}</figure>'


def mark(mistake: Mistake) -> str:
    """The cells where the cause is (steps.py names them)."""
    if mistake.lane != "gradients":
        return f"{mistake.lane[0]}.{mistake.place}"
    return {"coeffs": "g.kept", "t_indep": "v.t_indep"}.get(mistake.place, f"g.{mistake.place}")


def as_left(mistake: Mistake, outcome: Outcome) -> Scenario:
    """The numbers that the program worked on, where they fit on the tape: a NaN among them is what there is to see.

    So they are not validated. Where the picture is about gradients the coefficients are those of the first forward.
    """
    left, tensors = copy(outcome.scenario), dict(outcome.scenario.tensors)
    for name in ("t_indep", "t_dep") if mistake.lane == "gradients" else ("t_indep", "t_dep", "coeffs"):
        observed, given = _held(outcome, name), getattr(left, name)
        if observed is not None and observed.shape == given.shape:
            tensors[name] = observed.to(left.dtype)
    object.__setattr__(left, "tensors", tensors)
    return left


def _caption(mistake: Mistake, outcome: Outcome, story: Story) -> str:
    if mistake.lane == "nodes":
        where = f"Marked in the node lane: the node of `{mistake.place}`."
        if _untracked(outcome):
            return f"Marked in the node lane: where the node of `{mistake.place}` would be. `loss` refers to no node."
        made = outcome.values["coeffs"]
        leaf = f"`{made.leaf_name}`" if made.leaf_name else "the first `coeffs`"
        return f"{where} It refers to AccumulateGrad, which fills `.grad` of {leaf}." if made.behind else where
    marked = f"Marked in the picture: the gradient of `{mistake.place}`"
    if mistake.lane == "values":
        marked = f"Marked in the picture: `{mistake.place}`{_drawn_as_meant(mistake, outcome, story)}"
    elif mark(mistake).startswith("v."):
        marked = f"Marked in the picture: `{mistake.place}`, through which no gradient passes"
    if outcome.raised:
        last = "g.kept" if mistake.lane == "gradients" else "v.loss"  # of what the lane shows (mistakes.css)
        return f"{marked}." if last in _filled(mistake, outcome, story) else f"{marked}. {EMPTY}"
    if mistake.lane == "values" and _drawn_whole(mistake, outcome, story):
        return f"{marked}. What follows from it is drawn too."
    grad, once = _held(outcome, "grad"), story.grad
    if mistake.lane == "gradients" and grad is not None and not torch.allclose(grad, once, 0, 0, equal_nan=True):
        return f"{marked}. {ONE_BACKWARD}"
    return f"{marked}."


def _drawn_as_meant(mistake: Mistake, outcome: Outcome, story: Story) -> str:
    """What to say of a tensor whose shape in the run the tape has no place for."""
    given: Tensor | None = getattr(story.scenario, mistake.place, None)
    meant, found = story.forward[mistake.place].value if given is None else given, _held(outcome, mistake.place)
    if found is None:
        return "" if mistake.place in GIVEN else ", which was never made"
    if meant.shape == found.shape:
        return ""
    shapes = [shape_text(tuple(tensor.shape)) for tensor in (meant, found)]
    return f", drawn as meant, {shapes[0]}. In this run it is {shapes[1]}, and what follows from it is left out"


def _stage(mistake: Mistake, outcome: Outcome, story: Story) -> str:
    """The stage as far as the run came, or as far as the place where it went wrong."""
    marked = frozenset({mark(mistake)})
    read = marked if marked == {"g.kept"} else marked | {f"v.{mistake.place}"}  # on a phone these alone
    step = TapeStep("", "", _filled(mistake, outcome, story), read, marked, "")
    left = replace(story, left=_held(outcome, "grad"))
    tracks = Tracks(left)
    drawing = Drawing(left, (step,), Pen(1, 0), tracks, ahead=False)
    come = [{"lit": range("v." + column.step.name in step.filled)} for column in tracks.columns]
    top = along_the_top(drawing, come)
    if mistake.lane == "values":
        drawn = light(top) + lanes(values=values(drawing), nodes=nodes(drawing))
        return framed(drawing, "still", drawn, tracks.band + BAND + 0.3)
    back = back_from(drawing, tracks.columns[-1].made.middle, tracks.leaf.middle, lit="g.loss" in step.filled)
    drawn = lanes(values=values(drawing), nodes=nodes(drawing), gradients=gradients(drawing))
    return framed(drawing, "still", light((*top, *back)) + drawn, tracks.line + 0.3)


def _filled(mistake: Mistake, outcome: Outcome, story: Story) -> frozenset[str]:
    """The cells that hold something: what was computed, and nothing after a place whose shape cannot be drawn."""
    if _held(outcome, "grad") is not None and mistake.lane == "gradients":
        return backward_steps(story.scenario, story.forward, story.backward)[-1].filled
    forward = forward_steps(story.scenario, story.forward)
    by_tensor = {tape_step.line: tape_step.filled for tape_step in forward}
    reached = [name for name in by_tensor if name in outcome.values]
    if mistake.lane == "values" and not _drawn_whole(mistake, outcome, story):
        made = mistake.place in outcome.values
        reached = (
            [mistake.place]
            if made
            else reached[: reached.index(mistake.place)]
            if mistake.place in reached
            else reached
        )
    return by_tensor.get(reached[-1], forward[0].filled) if reached else forward[0].filled


def _drawn_whole(mistake: Mistake, outcome: Outcome, story: Story) -> bool:
    """Whether what follows from the marked place was computed too, in the shapes of the tape."""
    made = [name for name in outcome.values if name in {step.name for step in story.made}]
    return bool(made) and not _drawn_as_meant(mistake, outcome, story)


def _untracked(outcome: Outcome) -> bool:
    """Whether the loss refers to no node."""
    return "loss" in outcome.values and outcome.values["loss"].grad_fn is None


def _held(outcome: Outcome, name: str) -> Tensor | None:
    """What the program's variable held where it ended; None where there was none."""
    observed = outcome.values.get(name)
    return None if observed is None else observed.tensor
