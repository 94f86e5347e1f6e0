"""What a gradient means: the loss before and after a small move of one coefficient, both computed by torch."""

import torch

from core import run_forward
from core.numbers import short
from ui.tape.story import Story
from ui.words import markup

NUDGE = 0.01


def nudge(story: Story) -> str:
    """The chosen entry of coeffs.grad as a slope, in markup; in float64, where a small change is not rounded away."""
    exact, j = story.scenario.replace(dtype=torch.float64), story.j
    moved = exact.coeffs.clone()
    moved[j] += NUDGE
    before, after = run_forward(exact).loss, run_forward(exact.replace(coeffs=moved)).loss
    slope = short(story.backward.coeffs_grad[j].item())
    text = (
        f"`coeffs.grad[{j}]` is a slope: raise `coeffs[{j}]` by {NUDGE} and the loss goes from {short(before)} to "
        f"{short(after)}, a change of {short(after - before)}; the slope predicts {slope} × {NUDGE}. "
        "`backward()` itself moved no coefficient."
    )
    return f'<p class="aside">{markup(text)}</p>'
