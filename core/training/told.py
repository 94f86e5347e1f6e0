"""What the stories of the sigmoid tell: numbers of the descent that ran, in sentences."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.engine import run_backward, run_forward
from core.numbers.writing import short
from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.scenario import Scenario
from core.training.descents import Descent, descend, gradients

PLAIN_RATE = 0.2
"""What the course lesson takes without a sigmoid (see `core.scenario.models`)."""

FLAT = 0.01
"""How near the loss has to be to that of the prediction 0 to stand still there."""

LOW = 0.01
"""Below it a prediction is near 0."""


@dataclass(frozen=True, eq=False)
class Told:
    """What a story says of its descent, and where it can be seen.

    Attributes:
        sentences: in the order in which they are read, code between backticks.
        step: after which step of the descent the tape shows it.
        node: the node that shows it.
        at: the step of Backward at which that node passes the gradient on.
    """

    sentences: tuple[str, ...]
    step: int
    node: str
    at: int


@dataclass(frozen=True, eq=False)
class Passage:
    """What the sigmoid's node makes of what arrives.

    Attributes:
        node: its name.
        at: which step of Backward it is, counted from 1.
        slopes: what it multiplies each gradient by, of those that are not 0.
        through: the sum of all |gradients| that it hands on, as a part of that of those that arrive.
    """

    node: str
    at: int
    slopes: Tensor
    through: float


def passage(scenario: Scenario) -> Passage | None:
    """What the first sigmoid that Backward comes to lets through; None where there is none, or nothing arrives."""
    for at, step in enumerate(run_backward(scenario).steps, start=1):
        if step.operation is not None and step.operation.kind.name == "sigmoid" and step.grad_in.any():
            arrives, leaves = step.grad_in.abs(), step.grad_out.abs()
            slopes = (leaves / arrives)[arrives > 0]
            return Passage(step.node, at, slopes, (leaves.sum() / arrives.sum()).item())
    return None


def rate_of_a_sigmoid(descent: Descent) -> Told | None:
    """Why a sigmoid of one layer needs a large learning rate; the scenario's model is `sigmoid`."""
    start = descent.scenario
    plain = Scenario(start.t_indep, start.t_dep, start.coeffs, start.loss, start.reduction, start.dtype)
    smaller = descend(start, PLAIN_RATE, descent.steps, descent.zero_grad, descent.rate)
    quiet = _quietest(descent, range(descent.taken))
    first, far = passage(start), passage(descent.at(quiet))
    if first is None or far is None:
        return None
    zero = torch.zeros((), requires_grad=True)
    (steepest,) = torch.autograd.grad(torch.sigmoid(zero), zero)
    least, most = (short(each.item()) for each in (first.slopes.min(), first.slopes.max()))
    before, after, end = (short(each.item()) for each in (descent.losses[0], smaller.losses[-1], descent.losses[-1]))
    compared = (
        f"Without the sigmoid the largest |`coeffs.grad`| of this start is {short(_largest(gradients(plain)))}; with "
        f"it {short(_largest(gradients(start)))}. `{first.node}` multiplies each gradient that arrives by the slope of "
        f"the sigmoid, which is {short(steepest.item())} at 0 and less elsewhere: here {least} to {most}."
    )
    rates = (
        f"With lr = {short(PLAIN_RATE)} these {descent.steps} steps take the loss from {before} to {after}; with "
        f"lr = {short(descent.lr)} to {end}."
    )
    far_out = (
        f"Far out the slope is near 0: after step {quiet} its median is {short(far.slopes.median().item())}, and the "
        f"largest |`coeffs.grad`| is {short(_largest(_used(descent, quiet)))}."
    )
    return Told((compared, rates, far_out), quiet, far.node, far.at)


def plateau(descent: Descent) -> Told | None:
    """Why the loss stands still near that of the prediction 0; None where it does not."""
    start = descent.scenario
    errors = LOSSES[start.loss].forward(-start.t_dep)
    of_zero = REDUCTIONS[start.reduction].forward(errors).item()
    flat = _longest([abs(loss - of_zero) < FLAT for loss in descent.losses[: descent.taken].tolist()])
    if not flat:
        return None
    quiet = _quietest(descent, flat)
    here = descent.at(quiet)
    first, then = passage(start), passage(here)
    if first is None or then is None:
        return None
    low = (run_forward(here)["preds"].value < LOW).double().mean().item()
    stretch = descent.losses[flat.start : flat.stop]
    least, most = (short(each.item()) for each in (stretch.min(), stretch.max()))
    still = (
        f"From step {flat.start} to step {flat.stop - 1} the loss stays between {least} and {most}; predicting 0 for "
        f"every sample gives {short(of_zero)}."
    )
    let_through = (
        f"After step {quiet}, {_percent(low)} of the predictions are below {short(LOW)}. There `{then.node}` hands on "
        f"{_percent(then.through)} of what arrives (the sum of all |gradients|); at the start it was "
        f"{_percent(first.through)}."
    )
    largest = _largest(_used(descent, quiet))
    moved = (
        f"The largest |gradient| of any leaf is {short(largest)} there, {short(_largest(_used(descent, 0)))} at the "
        f"start: the next step moves no number by more than {short(descent.rate_at(quiet + 1) * largest)}."
    )
    return Told((still, let_through, moved), quiet, then.node, then.at)


def _used(descent: Descent, step: int) -> dict[str, Tensor]:
    """The gradient at the leaves after a step, which the next step used."""
    return {name: grads[step] for name, grads in descent.leaf_grads.items()}


def _largest(grads: dict[str, Tensor]) -> float:
    return max(grad.abs().max().item() for grad in grads.values())


def _quietest(descent: Descent, steps: range) -> int:
    """After which of some steps the largest gradient is the smallest."""
    return min(steps, key=lambda step: _largest(_used(descent, step)))


def _longest(held: list[bool]) -> range:
    """The longest stretch of True; the first of several."""
    best, begun = range(0), 0
    for place, each in enumerate([*held, False]):
        if not each:
            best = max(best, range(begun, place), key=len)
            begun = place + 1
    return best


def _percent(part: float) -> str:
    return f"{short(100 * part)} %"
