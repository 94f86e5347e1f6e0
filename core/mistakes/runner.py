"""Runs a mistake and its mended program on a scenario, and reports what torch did."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor

from core.engine.recording import node_name
from core.engine.sandbox import Message, Ran, parameters_of, run
from core.hand.verdicts import agreement
from core.linear.article import calc_loss
from core.linear.closed_formula import chain_rule
from core.mistakes.mistake import Ending, Mistake, Program
from core.presets.presets import PRESETS
from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Observed:
    """One of a program's variables where it ended.

    Attributes:
        value: a copy, detached; None or a plain number where the variable was one, and then the rest says nothing.
        requires_grad: `.requires_grad`.
        is_leaf: `.is_leaf`.
        grad_fn: the name of the node that recorded it, or None.
        behind: the nodes from that one to the first leaf, by name, along each node's first tracked input.
        leaf: a copy of the tensor at the end of them, detached; None where there are no nodes.
        leaf_name: the program's name for it, where it still has one; "" where it lost it.
    """

    value: Tensor | float | None
    requires_grad: bool = False
    is_leaf: bool = False
    grad_fn: str | None = None
    behind: tuple[str, ...] = ()
    leaf: Tensor | None = None
    leaf_name: str = ""

    @property
    def tensor(self) -> Tensor | None:
        """The value, where it is a tensor."""
        return self.value if isinstance(self.value, Tensor) else None


@dataclass(frozen=True, eq=False)
class Outcome:
    """What happened.

    Attributes:
        scenario: the numbers it ran on.
        instead: why these are a preset's and not those that were given, in a sentence; "" where they are.
        kind: whether it raised, only warned, or said nothing.
        raised: the exception, torch's or Python's own, or None.
        warned: the warnings given on the way.
        values: the program's tensors and numbers, by name, in the order in which they were made; tensors given and left
            alone are not repeated. `grad`, where the program got so far, is what `coeffs.grad` held.
        right: the same of the mended program.
    """

    scenario: Scenario
    instead: str
    kind: Ending
    raised: Message | None
    warned: tuple[Message, ...]
    values: dict[str, Observed]
    right: dict[str, Observed]


def run_mistake(mistake: Mistake, scenario: Scenario) -> Outcome:
    """Run a mistake on a scenario, or on the mistake's preset where the scenario cannot show it."""
    unmet = next((need.why for need in mistake.needs if not need.fits(scenario)), None)
    if unmet is None:
        outcome = _run_on(mistake, scenario, "")
        unmet = _hides(mistake, outcome)
        if not unmet:
            return outcome
    with_loss = f" ({LOSSES[mistake.loss].title})" if mistake.loss else ""
    return _run_on(
        mistake, mistake.example(), f"{unmet} So the preset “{PRESETS[mistake.preset].title}”{with_loss} is used."
    )


def run_program(program: Program, scenario: Scenario, **more: object) -> Ran:
    """Run one program on copies of a scenario's tensors: a program may change what it is given.

    Args:
        program: the program.
        scenario: the problem.
        more: what it may take beside a mistake's usual names.
    """
    inputs: dict[str, Any] = {
        "t_indep": scenario.t_indep,
        "t_dep": scenario.t_dep,
        "coeffs": scenario.coeffs,
        "calc_loss": partial(calc_loss, loss=scenario.loss, reduction=scenario.reduction),
        "loss_fn": partial(_loss_fn, scenario),
        **more,
    }
    wanted = {name: inputs[name] for name in parameters_of(program)}
    return run(
        program, **{name: given.clone() if isinstance(given, Tensor) else given for name, given in wanted.items()}
    )


def _loss_fn(scenario: Scenario, preds: Tensor, deps: Tensor) -> Tensor:
    """The scenario's loss, from predictions that a program has made itself; any shapes that broadcast."""
    return REDUCTIONS[scenario.reduction].forward(LOSSES[scenario.loss].forward(preds - deps))


def _run_on(mistake: Mistake, scenario: Scenario, instead: str) -> Outcome:
    ran, fixed = run_program(mistake.program, scenario), run_program(mistake.fixed, scenario)
    kind: Ending = "raised" if ran.raised else "warned" if ran.warned else "silent"
    values, right = _observe(ran, scenario), _observe(fixed, scenario)
    return Outcome(scenario, instead, kind, ran.raised, ran.warned, values, right)


def _observe(ran: Ran, scenario: Scenario) -> dict[str, Observed]:
    given = {"t_indep": scenario.t_indep, "t_dep": scenario.t_dep}
    return {
        name: _describe(value, ran.names)
        for name, value in ran.names.items()
        if value is None
        or isinstance(value, float)
        or (isinstance(value, Tensor) and not _unchanged(value, given.get(name)))
    }


def _unchanged(value: Tensor, given: Tensor | None) -> bool:
    return given is not None and torch.equal(value, given)


def _describe(value: Tensor | float | None, names: dict[str, Any]) -> Observed:
    if not isinstance(value, Tensor):
        return Observed(value)
    copy = value.detach().clone()
    if value.grad_fn is None:
        return Observed(copy, value.requires_grad, value.is_leaf)
    nodes = [value.grad_fn]
    while tracked := next((node for node, _ in nodes[-1].next_functions if node is not None), None):
        nodes.append(tracked)
    leaf: Tensor = nodes[-1].variable  # type: ignore[attr-defined]  # an AccumulateGrad ends each way
    leaf_name = next((name for name, held in names.items() if held is leaf), "")
    behind = tuple(map(node_name, nodes))
    return Observed(copy, value.requires_grad, value.is_leaf, behind[0], behind, leaf.detach().clone(), leaf_name)


def _hides(mistake: Mistake, outcome: Outcome) -> str:
    """Why a mistake that runs to its end cannot be seen on these numbers, in a sentence; "" where it can."""
    wrong, right = outcome.values.get(mistake.shows), outcome.right[mistake.shows]
    if outcome.kind == "raised" or wrong is None or wrong.tensor is None or right.tensor is None:
        return ""
    named = "the gradient" if mistake.shows == "grad" else f"`{mistake.shows}`"
    same = torch.allclose(wrong.tensor, right.tensor, rtol=0, atol=0, equal_nan=True)
    if same and not right.tensor.isfinite().all():
        return f"With these numbers {named} is not finite even without the mistake."
    if same:
        return f"With these numbers {named} comes out right all the same."
    bound = agreement(right.tensor, chain_rule(outcome.scenario)).bound if mistake.shows == "grad" else None
    if bound is not None and ((wrong.tensor - right.tensor).abs() <= bound).all():
        return "With these numbers the gradient differs from the right one by rounding alone."
    return ""
