"""What a mistake is: two programs, what to guess, and where the cause is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from torch import Tensor

from core.engine.sandbox import lines_of
from core.presets.presets import PRESETS
from core.scenario.scenario import Scenario

Names = dict[str, Any]
"""A program's variables; a program ends in `return locals()`, which is not shown."""

Program = Callable[..., Names]
"""A program on raw tensors. Its parameters are what it starts from, by name: `t_indep` (N, n), `t_dep` (N,) and
`coeffs` (n,), all untracked copies that it may change; `calc_loss` and `loss_fn`, with the scenario's loss in them."""

CalcLoss = Callable[[Tensor, Tensor, Tensor], Tensor]
"""`calc_loss(coeffs, t_indep, t_dep)`, the article's."""

LossFn = Callable[[Tensor, Tensor], Tensor]
"""`loss_fn(preds, t_dep)`, for programs that hold on to `preds`."""

Lane = Literal["values", "nodes", "gradients"]
Ending = Literal["raised", "warned", "silent"]
"""What torch says of a program that runs."""


@dataclass(frozen=True)
class Guess:
    """One choice of what happens; code in its texts stands between backticks.

    Attributes:
        text: the choice.
        reason: why it is wrong; "" for the right one.
    """

    text: str
    reason: str = ""


@dataclass(frozen=True)
class Need:
    """What a scenario must have for a mistake to show.

    Attributes:
        fits: whether a scenario has it.
        why: what is needed, in a sentence.
    """

    fits: Callable[[Scenario], bool]
    why: str


@dataclass(frozen=True)
class Mistake:
    """One mistake; code in its texts stands between backticks.

    Attributes:
        slug: its name in a link.
        title: what to call it in a list.
        program: the mistake.
        mended: the same program without it.
        guesses: three choices of what happens, by key.
        answer: the key of the right one.
        cause: why it happens.
        clue: what tells it from the others with the same message or symptom: what to look at, and what is there.
        place: the tensor, by its name in the forward program, where the cause is.
        lane: whether it is in that tensor's values, in its node, or in its gradient.
        documented: where PyTorch documents it.
        symptoms: what a reader would write who has no message, one short phrase each; all telling words of a phrase
            must be in a reader's text.
        shows: the variable that comes out wrong where torch raises nothing.
        needs: what a scenario must have; checked in order.
        preset: the preset to use where a scenario has not.
        loss: the loss that the preset is used with; "" for its own.
        also: other code with the same cause and other words from torch; run only to recognise these.
        ends: how it ends, where a list should not run it to know: an optimizer imports sympy, a second and 72 MB.
    """

    slug: str
    title: str
    program: Program
    fixed: Program
    guesses: dict[str, Guess]
    answer: str
    cause: str
    clue: str
    place: str
    lane: Lane
    documented: str
    symptoms: tuple[str, ...] = ()
    shows: str = "grad"
    needs: tuple[Need, ...] = ()
    preset: str = "mixed-4x2"
    loss: str = ""
    also: tuple[Program, ...] = ()
    ends: Ending | None = None

    @property
    def code(self) -> str:
        """The lines of the program that runs."""
        return lines_of(self.program)

    @property
    def mended_code(self) -> str:
        """The lines of the mended program that runs."""
        return lines_of(self.fixed)

    def example(self) -> Scenario:
        """The preset's numbers, on which it shows."""
        scenario = PRESETS[self.preset].build()
        return scenario.replace(loss=self.loss) if self.loss else scenario


def at_least_two_samples(scenario: Scenario) -> bool:
    """For mistakes that need samples to differ."""
    return scenario.n_samples >= 2
