"""What a gradient means: the loss before and after a small move of one coefficient, both computed by torch."""

import math

import torch

from core import LOSSES, Forward, Scenario, dtype_name, run_forward, short
from ui.runtime.remember import remembered
from ui.walk.formula.digits import fit
from ui.walk.formula.latex import put
from ui.walk.tape.story import Story
from ui.words import markup, residuals_named

NUDGE = 0.01


def nudge(story: Story) -> str:
    """The chosen entry of coeffs.grad as a slope, in markup; in float64, where a small change is not rounded away."""
    said = remembered("nudge", (story.scenario, story.j), lambda: _slope(story))
    return f'<p class="walk-note">{markup(f"{said} `backward()` itself moved no coefficient.")}</p>'


def _slope(story: Story) -> str:
    exact, j = story.scenario.replace(dtype=torch.float64), story.j
    coeffs, slope = exact.coeffs.clone(), story.backward.coeffs_grad[j].item()
    coeffs[j] += NUDGE
    moved = exact.replace(coeffs=coeffs)
    at, there = run_forward(exact), run_forward(moved)
    before, after = at.loss, there.loss
    if not all(map(math.isfinite, (slope, before, after))):
        held = short(slope)
        return f"`coeffs.grad[{j}]` is {held} and the loss in float64 {short(before)}: no slope can be read from these."
    raised = f"`coeffs.grad[{j}]` is a slope: raise `coeffs[{j}]` by {NUDGE}"
    if torch.equal(exact.coeffs, coeffs):
        return f"{raised}, and float64 still holds {short(coeffs[j].item())}: too large a number for so small a move."
    change = after - before
    write = fit((after, before), lambda shown: shown[0] - shown[1], change, torch.float64).write
    ends = [write.words(loss) for loss in (before, after)]
    where = f"the loss goes from {ends[0]} to {ends[1]}" if ends[0] != ends[1] else f"the loss stays at {ends[0]}"
    gone = f", a change of {short(change)}" if ends[0] != ends[1] else ""
    predicted = slope * NUDGE
    prediction = f"the slope predicts {short(slope)} × {NUDGE}"
    if short(predicted) == short(change):
        return f"{raised} and {where}{gone}; {prediction}."
    return f"{raised} and {where}{gone}; {prediction}. {_apart(story, at, there, change - predicted)}"


def _apart(story: Story, at: Forward, there: Forward, off: float) -> str:
    """Why the change is not the predicted one."""
    scenario, loss = story.scenario, LOSSES[story.scenario.loss]
    if loss.kinked:
        at_0, passed = kinks_on_the_way(story, at, there)
        formula = put(loss.formula, "x")
        if at_0:
            taken = short(loss.derivative(torch.zeros(1)).item())
            subject = residuals_named(at_0)
            return f"{subject} exactly 0 at the start, where {formula} has no slope and PyTorch takes {taken}."
        if passed:
            return f"{residuals_named(passed, 'reaches', 'reach')} 0 on the way, where the slope changes."
    elif abs(off) <= bend(at.scenario, story.j):
        return "The loss bends on the way: the shorter the move, the nearer they are."
    computed = f"the slope in {dtype_name(scenario.dtype)}, " if scenario.dtype != torch.float64 else ""
    return f"They differ by rounding: {computed}the two losses in float64."


def kinks_on_the_way(story: Story, at: Forward, there: Forward) -> tuple[list[int], list[int]]:
    """The samples whose residual is 0 at the start, in the scenario's precision, and those that reach 0 on the way."""
    start, one, other = (run["residuals"].value for run in (story.forward, at, there))
    felt = story.scenario.t_indep[:, story.j] != 0
    at_0 = (start == 0) & felt
    passed = (one.sign() != other.sign()) & felt & ~at_0
    return at_0.nonzero().flatten().tolist(), passed.nonzero().flatten().tolist()


def bend(exact: Scenario, j: int) -> float:
    """How far at most the loss of squares bends away from its slope within the move: half its curvature × move²."""
    squares = exact.t_indep[:, j].square()
    curvature = squares.mean() if exact.reduction == "mean" else squares.sum()
    return 1.01 * curvature.item() * NUDGE**2  # exact for r², an upper bound for Huber; one per cent for rounding
