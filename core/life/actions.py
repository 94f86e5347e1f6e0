"""The calls that the life of `.grad` is made of, as frozen values. A new call is one entry in `ACTIONS`."""

import inspect
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.engine.sandbox import lines_of
from core.life import cells
from core.life.cells import Cell
from core.scenario.losses import REDUCTIONS
from core.scenario.scenario import Scenario

LR_MIN, LR_MAX = 1e-6, 1000.0
"""What a learning rate may be: wide enough for every story, and short to write in a link."""


_LEAF = re.compile(r"\bleaf\b")


@dataclass(frozen=True)
class CallKind:
    """One kind of call.

    Attributes:
        title: what to write on its button.
        cell: what runs.
        takes_lr: whether it has a learning rate.
    """

    title: str
    cell: Cell
    takes_lr: bool = False

    def sentence(self, leaf: str) -> str:
        """What it does, of the leaf of this name."""
        return _LEAF.sub(leaf, inspect.getdoc(self.cell) or "")


ACTIONS: dict[str, CallKind] = {
    "f": CallKind("forward", cells.forward),
    "h": CallKind("forward of the first half", cells.first_half),
    "k": CallKind("forward of the second half", cells.second_half),
    "b": CallKind("backward", cells.backward),
    "r": CallKind("backward, keep the graph", cells.backward_retained),
    "z": CallKind("zero the gradient", cells.zero),
    "n": CallKind("drop the gradient", cells.set_to_none),
    "o": CallKind("the optimizer's zero_grad", cells.optimizer_zero),
    "s": CallKind("step under no_grad", cells.step, takes_lr=True),
    "u": CallKind("step without no_grad", cells.step_tracked, takes_lr=True),
    "p": CallKind("the optimizer's step", cells.optimizer_step),
    "d": CallKind("detach the leaf", cells.detach),
}


FORWARDS, HALVES, BACKWARDS, OPTIMIZED = ("f", "h", "k"), ("h", "k"), ("b", "r"), ("o", "p")
"""The calls that make a loss; of these the ones for half of the samples; those that add to `.grad`; an optimizer's."""

OPTIMIZER_LR = 0.1
"""The learning rate in `cells.make_optimizer`."""


class ActionError(ValueError):
    """Says in one sentence which call cannot be used and how to mend it."""


@dataclass(frozen=True)
class Action:
    """One call.

    Attributes:
        key: its kind, a key of `ACTIONS`.
        lr: its learning rate, between `LR_MIN` and `LR_MAX`; None for a call that has none.
    """

    key: str
    lr: float | None = None

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ActionError: for an unknown kind, and a learning rate that is missing, out of bounds or not wanted.
        """
        if self.key not in ACTIONS:
            raise ActionError(f"there is no call {self.key!r}: use one of {', '.join(ACTIONS)}.")
        if self.kind.takes_lr and self.lr is None:
            raise ActionError(f"{self.key} needs a learning rate: write it behind, as in {self.key}0.1.")
        if not self.kind.takes_lr and self.lr is not None:
            raise ActionError(f"{self.key} takes no learning rate: write {self.key} alone.")
        if self.lr is not None and not (math.isfinite(self.lr) and LR_MIN <= self.lr <= LR_MAX):
            raise ActionError(f"the learning rate {self.lr:g} is out of bounds: give one from 0.000001 to 1000.")

    @property
    def kind(self) -> CallKind:
        """What it runs and does."""
        return ACTIONS[self.key]

    @property
    def token(self) -> str:
        """Its short form in a link: "f", "b", "s0.1"."""
        return self.key + self._lr_text

    def code(self, scenario: Scenario, leaf: str = "") -> str:
        """The lines that run on a problem, with the learning rate's number in the place of `lr`.

        Args:
            scenario: the problem.
            leaf: the one whose `.grad` is looked at; "" for the first.
        """
        return written(re.sub(r"\blr\b", self._lr_text, lines_of(self.kind.cell)), scenario, leaf)

    @property
    def _lr_text(self) -> str:
        # In full, since the "-" of an exponent separates calls in a link.
        return "" if self.lr is None else format(Decimal(repr(float(self.lr))), "f").removesuffix(".0")


def written(text: str, scenario: Scenario, leaf: str = "") -> str:
    """The lines of a cell with the names of a problem in the place of `leaf`, `*leaves` and `*data`."""
    for placeholder, names in (("*leaves", scenario.leaves), ("*data", data_of(scenario))):
        text = text.replace(placeholder, ", ".join(names))
    return _LEAF.sub(leaf or scenario.leaves[0], text)


def data_of(scenario: Scenario) -> tuple[str, ...]:
    """What its program reads beside the leaves."""
    return tuple(name for name in scenario.program.inputs if name not in scenario.leaves)


def start_cells(actions: Sequence[Action], scenario: Scenario) -> tuple[Cell, ...]:
    """What runs before the first call: tracking, and an optimizer and two halves where a call needs them.

    Making the first optimizer of a process imports torch's compiler: 1.3 s and 70 MiB with torch 2.13.

    Raises:
        ActionError: for halves of a program of one's own, which core cannot tell how to halve.
    """
    called = {action.key for action in actions}
    halves = called & set(HALVES)
    if halves and not scenario.model:
        raise ActionError(f"{min(halves)} halves t_indep and t_dep of a model: leave it out for a program of your own.")
    divides = bool(halves) and REDUCTIONS[scenario.reduction].divides
    return (
        cells.track if len(scenario.leaves) == 1 else cells.track_each,
        *((cells.make_optimizer,) if called & set(OPTIMIZED) else ()),
        *((cells.halve_for_mean if divides else cells.halve_for_sum,) if halves else ()),
    )


def start_code(actions: Sequence[Action], scenario: Scenario) -> str:
    """The lines that run before the first call."""
    return written("\n".join(lines_of(cell) for cell in start_cells(actions, scenario)), scenario)
