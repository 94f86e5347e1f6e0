"""Ready-made lists of calls that each show one thing. A new story is one entry in `STORIES`."""

from dataclasses import dataclass

from core.life.actions import Action
from core.life.snapshots import replay_grad
from core.life.texts import parse_actions
from core.scenario.scenario import Scenario


@dataclass(frozen=True)
class GradStory:
    """A list of calls that shows one thing.

    Attributes:
        title: what to call it in a list.
        sentence: what to look at; `{leaf}` stands for the name of the chosen leaf.
        actions: the calls.
        beside: the key of the story to compare it with, or "".
        several: the sentence where there are other leaves, too; "" for the same one.
        refused: the sentence where torch refuses the last call; "" for the same one.
    """

    title: str
    sentence: str
    actions: tuple[Action, ...]
    beside: str = ""
    several: str = ""
    refused: str = ""

    def says(self, scenario: Scenario, leaf: str = "") -> str:
        """What to look at, on this problem.

        Args:
            scenario: the problem.
            leaf: the name of the chosen leaf; "" for the first.
        """
        leaf, said = leaf or scenario.leaves[0], self.sentence
        if self.several and len(scenario.leaves) > 1:
            said = self.several
        if self.refused and replay_grad(scenario, self.actions, leaf)[-1].raised:
            said = self.refused
        return said.format(leaf=leaf)


def _story(
    title: str, sentence: str, calls: str, beside: str = "", *, several: str = "", refused: str = ""
) -> GradStory:
    return GradStory(title, sentence, parse_actions(calls), beside, several, refused)


STORIES: dict[str, GradStory] = {
    "three-backwards": _story(
        "Backward three times, never zeroed",
        "Each backward adds its gradient to what {leaf}.grad holds already: once, twice, three times the gradient.",
        "f-b-f-b-f-b",
    ),
    "freed-graph": _story(
        "A second backward on one graph",
        "The first backward frees what the graph saved, so the second one raises and {leaf}.grad stays as it was. In a "
        "loop the mend is a new forward, inside it.",
        "f-b-b",
        beside="retained-graph",
    ),
    "retained-graph": _story(
        "A second backward on a graph that was kept",
        "With retain_graph=True the graph stays alive, and the second backward adds the same gradient again. That is "
        "for two walks through one graph, as of two losses that share a part. After a step run a new forward instead: "
        "the kept graph belongs to the numbers before it.",
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
        "Each step uses the gradient at the present {leaf} alone.",
        "f-b-s0.1-z-f-b-s0.1-z-f-b-s0.1-z",
        beside="forgets-to-zero",
    ),
    "zero-or-none": _story(
        "Zeros are not None",
        "zero_() leaves a tensor of zeros, = None and the optimizer leave None; the next backward gives the same. An "
        "optimizer's step tells them apart: it skips None, but momentum and weight decay move {leaf} at zeros too.",
        "f-b-z-f-b-n-f-b-o-p-f-b",
    ),
    "standard-loop": _story(
        "The standard training loop",
        "zero_grad, forward, backward, step: an optimizer's four lines, twice. Each forward is new, since step() has "
        "changed {leaf}, so no graph is walked twice and no retain_graph is needed. zero_grad() may stand anywhere but "
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
        "Before the first backward {leaf}.grad is None, and None has no zero_().",
        "z-f-b-z",
    ),
    "tracked-step": _story(
        "A step that autograd would record",
        "Torch refuses to change a tracked leaf in place; under no_grad the same step works.",
        "f-b-u0.1-s0.1",
    ),
    "stale-gradient": _story(
        "A step between forward and backward",
        "backward() gives the slope at the {leaf} of the last forward, though a step has changed it since, and torch "
        "says nothing.",
        "f-b-f-s0.1-n-b",
        refused="The forward saved {leaf}, since the gradient of what it multiplies needs it, and the step has changed "
        "it in place since. Torch counts such changes, and backward() raises instead of giving a wrong gradient.",
    ),
    "detached": _story(
        "Training ends in silence",
        "detach() makes a new {leaf}: the old graph still runs backward without a word, but fills the tensor that "
        "{leaf} used to be, and the next forward leaves no graph.",
        "f-d-b-f-b",
        several="detach() makes a new {leaf}: the old graph still runs backward without a word, but fills the tensor "
        "that {leaf} used to be. The next graph does not lead to {leaf}: the other leaves go on learning, and torch "
        "says nothing.",
    ),
}
