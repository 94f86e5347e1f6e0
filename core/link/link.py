"""The whole state that an address holds."""

from dataclasses import dataclass, field

from core.exercises.practice import Practice
from core.life.actions import Action
from core.presets.presets import DEFAULT_PRESET, PRESETS
from core.scenario.entries import Entry
from core.scenario.scenario import Scenario
from core.script.script import Script


def default_scenario() -> Scenario:
    """What an empty address shows."""
    return PRESETS[DEFAULT_PRESET].build()


@dataclass(frozen=True)
class Link:
    """Everything that an address holds.

    Attributes:
        scenario: the problem.
        base: what it started from: a key of `PRESETS`, the slug of a `Draw`, or nothing.
        step: the step of the view.
        i: the chosen sample; for another model than the article's the row of the chosen entry of `leaf`.
        j: the chosen coefficient; for another model the column of that entry.
        trace: whether *Where does this number come from?* is open.
        calls: the calls made in the life of .grad.
        mistake: the mistake that is open, a key of `MISTAKES`; "" for none.
        shown: whether its answer is shown, without a guess.
        move: how far the slope's slider stands from the middle, in notches.
        by: the move itself where it is none of the notches; None where it is.
        eps: the finite difference's step, as the digits behind the point: 6 for 1e-6.
        lr: the descent's learning rate.
        steps: how many steps it may take.
        rate: how its learning rate changes, a key of `RATES`.
        zero: whether it zeroes the gradient after each step.
        k: the coefficient beside j in its plane; None for the one next to j.
        leaf: the leaf that the chosen entry belongs to; "" for the model's first.
        sample: the chosen sample of another model than the article's.
        start: the seed from which the leaves of another model than the article's were drawn.
        across: the entry along the x axis of the descent's plane, for another model than the article's; None for the
            one that its view chooses.
        up: the one along the y axis.
        untracked: whether Question runs the program without tracking.
        fold: the folded part that was opened last; "" where none is open.
        trying: whether *Let me try* is on: the numbers of a step are left out, and asked for.
        lesson: what stands for the lesson that is walked, as `core.lessons` or a visit knows it; "" for none.
        stop: which of its stops was opened last, from 1.
        making: whether the lesson is being made.
        practice: the set of exercises, and how far it has come.
        script: the lines that a reader typed, whose scenario it then is; None for a model of `MODELS`.
        call: which of the script's backward calls, from 0 on.
        draft: a text that was typed over the script and cannot be run; "" for none.
    """

    scenario: Scenario = field(default_factory=default_scenario)
    base: str = DEFAULT_PRESET
    step: int = 0
    i: int = 0
    j: int = 0
    trace: bool = False
    calls: tuple[Action, ...] = ()
    mistake: str = ""
    shown: bool = False
    move: int = 10
    by: float | None = None
    eps: int = 6
    lr: float = 0.01
    steps: int = 40
    rate: str = "constant"
    zero: bool = True
    k: int | None = None
    leaf: str = ""
    sample: int = 0
    start: int = 0
    across: Entry | None = None
    up: Entry | None = None
    untracked: bool = False
    fold: str = ""
    trying: bool = False
    lesson: str = ""
    stop: int = 1
    making: bool = False
    practice: Practice = field(default_factory=Practice)
    script: Script | None = None
    call: int = 0
    draft: str = ""

    @property
    def why_not(self) -> str:
        """Why the script's call cannot be walked, in a sentence; "" where it can, and where there is no script.

        The scenario is then the default one and stands for nothing.
        """
        if self.script is None:
            return ""
        if self.script.stretches:
            return self.script.stretches[self.call].why_not
        raised = self.script.trace.raised
        if raised is not None:
            return f"The program stops in line {raised.line} before any backward()."
        return "No line of the program calls backward()."

    @property
    def chosen_leaf(self) -> str:
        """The leaf that the chosen entry belongs to."""
        return self.leaf or self.scenario.leaves[0]
