"""What is said before the first step of a walk: what marking a tensor does, and what a gradient is."""

import math

from core import LOSSES, short
from ui.frame.glossary import explained
from ui.walk.tape.story import Story


def tracking(story: Story) -> str:
    """What `requires_grad_()` does, and what is left of a tensor that it was not called on, as markup."""
    text = (
        "The underscore at the end of a method's name says: it changes its tensor in place and returns that same "
        "tensor. This one changes no number, it only marks `coeffs`. `t_indep` and `t_dep` are not marked, so no "
        f"gradient is worked out for them: after `backward()` `t_indep.grad` is {story.scenario.t_indep.grad}."
    )
    return f'<p class="walk-note">{explained(text)}</p>'


def meaning(story: Story) -> str:
    """What a gradient is, on the number that this walk ends with, as markup."""
    j, slope = story.j, story.backward.coeffs_grad[story.j].item()
    text = (
        "A gradient says how fast the loss changes while one number is raised and all others stay; ∂L/∂x is how it is "
        f"written, L for the loss. This walk ends with {short(slope)} for `coeffs[{j}]`{_example(story, slope)}. "
        "What arrives at a node is called upstream: times the local derivative of its operation it goes on to the next "
        "(a copy is times 1), and the last node keeps it. "
        "The walk can start with 1 since `loss` is a single number: without an argument `backward()` asks for that."
    )
    return f'<p class="walk-note">{explained(text)}</p>'


def _example(story: Story, slope: float) -> str:
    """What a slope says, where it is a number other than 0 and no kink is met by the smallest move."""
    at_0 = (story.forward["residuals"].value == 0) & (story.scenario.t_indep[:, story.j] != 0)
    if not 0 < abs(slope) < math.inf or (LOSSES[story.scenario.loss].kinked and at_0.any()):
        return ""
    way = "falls" if slope < 0 else "rises"
    return f": raise it a little, and the loss {way} by about {short(abs(slope))} times as much"
