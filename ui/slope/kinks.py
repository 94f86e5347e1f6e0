"""What is said at a kink and away from one, in sentences that these numbers bear out."""

import math

import torch

from core import GRADCHECK_EPS, LOSSES, Kink, NoKink, Scenario, dtype_name, exact, short, signed, told_apart
from ui.frame.glossary import explained


def no_kink_text(why: NoKink, scenario: Scenario, j: int) -> str:
    """Why there is no kink at this point."""
    name, title = dtype_name(scenario.dtype), LOSSES[scenario.loss].title
    return {
        "smooth": f"The loss ({title}) has no kink anywhere: its derivative has no jump, also where a residual is 0.",
        "unmoved": f"`coeffs[{j}]` moves no residual, since all its inputs are 0: the loss is flat along it.",
        "in float64": (
            f"No residual that `coeffs[{j}]` moves is exactly 0 in {name}. In float64, in which finite differences are "
            "taken, one is: there they see a kink."
        ),
        "none": f"No residual that `coeffs[{j}]` moves is exactly 0: at this point the loss has one slope along it.",
    }[why]


def kink_text(found: Kink, scenario: Scenario, j: int) -> str:
    """The interval of subgradients, PyTorch's choice in it, and whether two checks notice the kink."""
    parts = (_interval(found, scenario, j), _choice(found), _central(found, scenario, j))
    return "".join(f'<p class="note-line">{explained(part)}</p>' for part in parts)


def _interval(found: Kink, scenario: Scenario, j: int) -> str:
    name, one = dtype_name(scenario.dtype), len(found.samples) == 1
    which = f"`residuals[{found.samples[0]}]` is" if one else f"{len(found.samples):,} residuals are"
    at = f"{which} exactly 0 in {name}"
    left, right = (signed(text) for text in told_apart(found.left, found.right))
    if not (math.isfinite(found.left) and math.isfinite(found.right)):
        return f"{at}, so the loss has two slopes along `coeffs[{j}]`. They are too large for float64."
    if found.left == found.right:
        return f"{at}, a kink, but beside the other samples' slope of {left} it is too slight for float64."
    said = (
        f"{at}, so the loss has two slopes along `coeffs[{j}]`: {left} to the left, {right} to the right. It has no "
        f"derivative here; every number from {left} to {right} is a subgradient."
    )
    if not found.beside:
        return said
    its, lies = ("its kink", "lies") if one else ("their kinks", "lie up to")
    here = "it is not" if one else "not all of them are"
    return (
        f"{said} In float64, in which finite differences are taken, {here} 0: {its} {lies} {short(found.beside)} away."
    )


def _choice(found: Kink) -> str:
    adds = "that sample adds" if len(found.samples) == 1 else "those samples add"
    middle = ", the middle of the interval" if found.halves and _open(found) else ""
    return f"PyTorch takes sign(0) = 0, so {adds} nothing: {short(found.chosen, signed=True)}{middle}."


def _central(found: Kink, scenario: Scenario, j: int) -> str:
    step, value = exact(GRADCHECK_EPS, torch.float64), short(found.central, signed=True)
    if math.isnan(found.central):
        at = short(scenario.coeffs[j].item())
        said = f"A central difference with a step of {step} cannot be taken: float64 rounds it away beside {at}."
    elif found.unnoticed and _open(found):
        middle = ", the same middle, so it notices nothing" if found.halves else ", and does not notice the kink"
        said = (
            "A central difference steps as far to the left as to the right and averages the two slopes: "
            f"{value}{middle}."
        )
    else:
        why = ""
        if found.beside and not found.unnoticed:
            why = f": in float64 the kink does not lie in the middle of its step of {step}"
        elif found.crowded and not found.unnoticed:
            why = f": another residual reaches 0 within its step of {step}"
        said = f"A central difference gives {value}{why}."
    return (
        f"{said} `torch.autograd.gradcheck` compares with central differences too, in float64 and with tolerances of "
        f"its own; here it returned `{found.gradcheck}`."
    )


def _open(found: Kink) -> bool:
    """Whether the two slopes are numbers that float64 tells apart."""
    return math.isfinite(found.left) and math.isfinite(found.right) and found.left < found.right
