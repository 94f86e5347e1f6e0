"""Five ways to compute one loss, side by side: what each does to `loss.grad_fn` and to `coeffs.grad`."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.engine.recording import node_name
from core.engine.sandbox import Message, lines_of, run
from core.mistakes.mistake import CalcLoss, Names, Program
from core.mistakes.runner import run_program
from core.scenario.scenario import Scenario


def _tracked(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    return locals()


def _frozen(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    coeffs.requires_grad_(False)
    loss = calc_loss(coeffs, t_indep, t_dep)
    return locals()


def _no_grad(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    with torch.no_grad():
        loss = calc_loss(coeffs, t_indep, t_dep)
    return locals()


def _detached(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs.detach(), t_indep, t_dep)
    return locals()


def _inference(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    with torch.inference_mode():
        loss = calc_loss(coeffs, t_indep, t_dep)
    return locals()


@dataclass(frozen=True)
class Switch:
    """One way.

    Attributes:
        title: what it is called.
        program: the lines that compute the loss.
        sentence: what it is for, code between backticks.
    """

    title: str
    program: Program
    sentence: str

    @property
    def code(self) -> str:
        """The lines that run."""
        return lines_of(self.program)


SWITCHES: dict[str, Switch] = {
    "tracked": Switch(
        "requires_grad_()", _tracked, "Each operation on `coeffs`, or on what was made from it, is recorded."
    ),
    "frozen": Switch(
        "requires_grad_(False)", _frozen, "Takes the mark off this one tensor, until somebody sets it again."
    ),
    "no-grad": Switch(
        "no_grad()",
        _no_grad,
        "Nothing is recorded within the block: for a step, or to look at a loss. No mark changes.",
    ),
    "detach": Switch(
        "detach()",
        _detached,
        "The same numbers, in the same memory, without the mark: cuts at this one place. `coeffs` stays tracked.",
    ),
    "inference": Switch(
        "inference_mode()",
        _inference,
        "As `no_grad()`, with less work for torch; but no node can save what was made within the block for a backward "
        "later.",
    ),
}


@dataclass(frozen=True)
class Switched:
    """What one way left.

    Attributes:
        switch: the way.
        grad_fn: the name of the node that `loss.grad_fn` is; "None" without one.
        requires_grad: `coeffs.requires_grad` after it.
        raised: what `loss.backward()` raised, or None.
        grad: `coeffs.grad` after that, (n,), or None.
        later: what a product of `loss` and another tracked tensor raised, which autograd would record, or None.
    """

    switch: Switch
    grad_fn: str
    requires_grad: bool
    raised: Message | None
    grad: Tensor | None
    later: Message | None


def run_switches(scenario: Scenario) -> tuple[Switched, ...]:
    """Run them all on copies of a scenario's tensors."""
    return tuple(_run(switch, scenario) for switch in SWITCHES.values())


def _run(switch: Switch, scenario: Scenario) -> Switched:
    names = run_program(switch.program, scenario).names
    loss, coeffs = names["loss"], names["coeffs"]
    grad_fn = "None" if loss.grad_fn is None else node_name(loss.grad_fn)
    later = run(_multiply, loss=loss).raised
    raised = run(_walk, loss=loss).raised
    return Switched(switch, grad_fn, coeffs.requires_grad, raised, coeffs.grad, later)


def _walk(loss: Tensor) -> None:
    loss.backward()  # type: ignore[no-untyped-call]


def _multiply(loss: Tensor) -> None:
    loss * torch.ones_like(loss).requires_grad_()
