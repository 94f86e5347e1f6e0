"""Runs a mistake and its mended program on a scenario, and reports what torch did."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import torch
from torch import Tensor

from core.engine.recording import node_name
from core.losses import LOSSES, REDUCTIONS
from core.mistakes.mistake import Mistake, Program
from core.model import calc_loss
from core.presets import PRESETS
from core.sandbox import Message, Ran, parameters_of, run
from core.scenario import Scenario

Kind = Literal["raised", "warned", "silent"]


@dataclass(frozen=True, eq=False)
class Observed:
    """One of a program's variables where it ended.

    Attributes:
        value: a copy, detached; None where the variable was None, and then the rest says nothing.
        requires_grad: `.requires_grad`.
        is_leaf: `.is_leaf`.
        grad_fn: the name of the node that recorded it, or None.
    """

    value: Tensor | None
    requires_grad: bool = False
    is_leaf: bool = False
    grad_fn: str | None = None


@dataclass(frozen=True, eq=False)
class Outcome:
    """What happened.

    Attributes:
        scenario: the numbers it ran on.
        instead: why these are a preset's and not those that were given, in a sentence; "" where they are.
        kind: whether it raised, only warned, or said nothing.
        raised: the exception, torch's or Python's own, or None.
        warned: the warnings given on the way.
        values: the program's tensors, by name, in the order in which they were made; those given and left alone are
            not repeated. `grad`, where the program got so far, is what `coeffs.grad` held.
        right: the same of the mended program.
    """

    scenario: Scenario
    instead: str
    kind: Kind
    raised: Message | None
    warned: tuple[Message, ...]
    values: dict[str, Observed]
    right: dict[str, Observed]


def run_mistake(mistake: Mistake, scenario: Scenario) -> Outcome:
    """Run a mistake on a scenario, or on the mistake's preset where the scenario cannot show it."""
    unmet = next((need.why for need in mistake.needs if not need.fits(scenario)), None)
    if unmet is None:
        outcome = _run_on(mistake, scenario, "")
        if not _looks_right(outcome):
            return outcome
        unmet = "With these numbers the gradient comes out right all the same."
    preset = PRESETS[mistake.preset]
    return _run_on(mistake, preset.build(), f"{unmet} So the preset “{preset.title}” is used.")


def run_program(program: Program, scenario: Scenario) -> Ran:
    """Run one program on copies of a scenario's tensors: a program may change what it is given."""
    inputs: dict[str, Any] = {
        "t_indep": scenario.t_indep,
        "t_dep": scenario.t_dep,
        "coeffs": scenario.coeffs,
        "calc_loss": partial(calc_loss, loss=scenario.loss, reduction=scenario.reduction),
        "loss_fn": partial(_loss_fn, scenario),
    }
    wanted = {name: inputs[name] for name in parameters_of(program)}
    return run(
        program, **{name: given.clone() if isinstance(given, Tensor) else given for name, given in wanted.items()}
    )


def _loss_fn(scenario: Scenario, preds: Tensor, deps: Tensor) -> Tensor:
    """The scenario's loss, from predictions that a program has made itself; any shapes that broadcast."""
    return REDUCTIONS[scenario.reduction].forward(LOSSES[scenario.loss].forward(preds - deps))


def _run_on(mistake: Mistake, scenario: Scenario, instead: str) -> Outcome:
    ran, mended = run_program(mistake.program, scenario), run_program(mistake.mended, scenario)
    kind: Kind = "raised" if ran.raised else "warned" if ran.warned else "silent"
    values, right = _observe(ran, scenario), _observe(mended, scenario)
    return Outcome(scenario, instead, kind, ran.raised, ran.warned, values, right)


def _observe(ran: Ran, scenario: Scenario) -> dict[str, Observed]:
    given = {"t_indep": scenario.t_indep, "t_dep": scenario.t_dep}
    return {
        name: _describe(value)
        for name, value in ran.names.items()
        if value is None or (isinstance(value, Tensor) and not _unchanged(value, given.get(name)))
    }


def _unchanged(value: Tensor, given: Tensor | None) -> bool:
    return given is not None and torch.equal(value, given)


def _describe(value: Tensor | None) -> Observed:
    if value is None:
        return Observed(None)
    node = None if value.grad_fn is None else node_name(value.grad_fn)
    return Observed(value.detach().clone(), value.requires_grad, value.is_leaf, node)


def _looks_right(outcome: Outcome) -> bool:
    """Whether a mistake that says nothing got the right gradient by accident."""
    wrong, right = outcome.values.get("grad"), outcome.right["grad"]
    if outcome.kind != "silent" or wrong is None or wrong.value is None or right.value is None:
        return False
    return torch.allclose(wrong.value, right.value, equal_nan=True)
