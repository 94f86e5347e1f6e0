"""Ready-made lists of calls that each show one thing. A new story is one entry in `STORIES`."""

from dataclasses import dataclass

from core.life.actions import Action
from core.life.texts import parse_actions


@dataclass(frozen=True)
class GradStory:
    """A list of calls that shows one thing.

    Attributes:
        title: what to call it in a list.
        sentence: what to look at.
        actions: the calls.
        beside: the key of the story to compare it with, or "".
    """

    title: str
    sentence: str
    actions: tuple[Action, ...]
    beside: str = ""


def _story(title: str, sentence: str, calls: str, beside: str = "") -> GradStory:
    return GradStory(title, sentence, parse_actions(calls), beside)


STORIES: dict[str, GradStory] = {
    "three-backwards": _story(
        "Backward three times, never zeroed",
        "Each backward adds its gradient to what coeffs.grad holds already: once, twice, three times the gradient.",
        "f-b-f-b-f-b",
    ),
    "freed-graph": _story(
        "A second backward on one graph",
        "The first backward frees what the graph saved, so the second one raises and coeffs.grad stays as it was. In a "
        "loop the mend is a new forward, inside it.",
        "f-b-b",
        beside="retained-graph",
    ),
    "retained-graph": _story(
        "A second backward on a graph that was kept",
        "With retain_graph=True the graph stays alive, and the second backward adds the same gradient again. That is "
        "for two walks through one graph, as of two losses that share a part. After a step run a new forward instead: "
        "the kept graph gives the slope at the old coeffs.",
        "f-r-b",
        beside="freed-graph",
    ),
    "forgets-to-zero": _story(
        "A training loop that forgets to zero",
        "Each step uses the sum of all gradients so far, not the newest one.",
        "f-b-s0.1-f-b-s0.1-f-b-s0.1",
        beside="zeroes",
    ),
    "zeroes": _story(
        "A training loop that zeroes",
        "Each step uses the gradient at the present coeffs alone.",
        "f-b-s0.1-z-f-b-s0.1-z-f-b-s0.1-z",
        beside="forgets-to-zero",
    ),
    "zero-or-none": _story(
        "Zeros are not None",
        "zero_() leaves a tensor of zeros, = None and the optimizer leave None; the next backward gives the same. An "
        "optimizer's step tells them apart: it skips None, but momentum and weight decay move coeffs at zeros too.",
        "f-b-z-f-b-n-f-b-o-p-f-b",
    ),
    "standard-loop": _story(
        "The standard training loop",
        "zero_grad, forward, backward, step: an optimizer's four lines, twice. Each forward is new, since step() has "
        "changed coeffs, so no graph is walked twice and no retain_graph is needed. zero_grad() may stand anywhere but "
        "between backward and step.",
        "o-f-b-p-o-f-b-p",
    ),
    "two-halves": _story(
        "Why add up: one batch, then two halves",
        "First the whole batch. Then each half has a forward and a backward of its own, and the second adds to what "
        "the first left: together the gradient of the whole batch, up to rounding, though each graph held its own half "
        "alone. These are micro-batches.",
        "f-b-n-h-b-k-b",
    ),
    "nothing-to-zero": _story(
        "Zeroing too early",
        "Before the first backward coeffs.grad is None, and None has no zero_().",
        "z-f-b-z",
    ),
    "tracked-step": _story(
        "A step that autograd would record",
        "Torch refuses to change a tracked leaf in place; under no_grad the same step works.",
        "f-b-u0.1-s0.1",
    ),
    "stale-gradient": _story(
        "A step between forward and backward",
        "backward() gives the slope at the coefficients of the last forward, though a step has changed them since, and "
        "torch says nothing.",
        "f-b-f-s0.1-n-b",
    ),
    "detached": _story(
        "Training ends in silence",
        "detach() makes a new coeffs: the old graph still runs backward without a word, but fills the tensor that "
        "coeffs used to be, and the next forward leaves no graph.",
        "f-d-b-f-b",
    ),
}
