"""Mistakes in changing a tensor in place that autograd still needs, or still watches."""

import torch
from torch import Tensor

from core.mistakes.mistake import CalcLoss, Guess, Mistake, Names


def _input_changed(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    t_indep.mul_(2)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _input_replaced(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    t_indep = t_indep * 2
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _data_changed(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    t_indep.data.mul_(2)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _part_changed(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    coeffs[0] = 0.0  # leave the first column out
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _part_changed_unrecorded(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    with torch.no_grad():
        coeffs[0] = 0.0  # leave the first column out
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _step_between(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    with torch.no_grad():
        coeffs.sub_(1)  # a step, between forward and backward
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _step_first(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    with torch.no_grad():
        coeffs.sub_(1)
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


_CHECKS = "https://docs.pytorch.org/docs/stable/notes/autograd.html#in-place-correctness-checks"

IN_PLACE = (
    Mistake(
        slug="input-changed-in-place",
        title="`t_indep` changed between forward and backward",
        program=_input_changed,
        fixed=_input_replaced,
        guesses={
            "old": Guess("The gradient of the old `t_indep`", "The node refers to `t_indep` itself; it keeps no copy."),
            "raises": Guess("`backward()` raises an error"),
            "new": Guess("The gradient of the new `t_indep`", "It would belong to no loss that was computed."),
        },
        answer="raises",
        cause=(
            "The multiplication saved `t_indep` itself for its local derivative, and torch counts in-place changes: "
            "the count has moved. A new tensor leaves the saved one alone."
        ),
        clue="The message names the tensor's shape: look for where it is changed in place before `backward()`.",
        place="products",
        lane="nodes",
        documented=_CHECKS,
        symptoms=("changed in place between forward and backward",),
    ),
    Mistake(
        slug="data-behind-counter",
        title="`t_indep.data` changed between forward and backward",
        program=_data_changed,
        fixed=_input_replaced,
        guesses={
            "old": Guess("The gradient of the old `t_indep`", "The node refers to its numbers, and those are new."),
            "raises": Guess("`backward()` raises an error", "A change through `.data` is not counted."),
            "new": Guess("It runs, and the gradient is wrong"),
        },
        answer="new",
        cause=(
            "`.data` shares the memory of `t_indep` and not its count of changes, so torch cannot see that the saved "
            "numbers are others now. Without `.data` torch counts the change, and `backward()` raises."
        ),
        clue="The code writes through `.data`, and neither an error nor a warning comes.",
        place="products",
        lane="nodes",
        documented=_CHECKS,
        symptoms=("changed through .data", "gradient is wrong after I changed the data in place"),
    ),
    Mistake(
        slug="stale-gradient",
        title="A step between forward and backward",
        program=_step_between,
        fixed=_step_first,
        guesses={
            "raises": Guess("`backward()` raises an error", "No node here saved `coeffs`, so no count is looked at."),
            "old": Guess("The gradient at the old `coeffs`"),
            "new": Guess("The gradient at the new `coeffs`", "The graph is that of the loss before the step."),
        },
        answer="old",
        cause=(
            "`backward()` goes back through the run that made `loss`, and that one read the old `coeffs`. "
            "Torch notices a change in place only of what a node saved, and no node here saved `coeffs`."
        ),
        clue="`coeffs` changes after the loss was computed and before `backward()`.",
        place="coeffs",
        lane="gradients",
        documented=_CHECKS,
        symptoms=("step between forward and backward", "gradient is of the old weights", "stale gradient"),
    ),
    Mistake(
        slug="view-of-leaf",
        title="A part of `coeffs` changed in place",
        program=_part_changed,
        fixed=_part_changed_unrecorded,
        guesses={
            "raises": Guess("The assignment raises an error"),
            "constant": Guess("`coeffs[0]` is 0 and gets no gradient", "Torch does not let it come so far."),
            "works": Guess("`coeffs[0]` is 0, all else as usual", "So it is under `no_grad`."),
        },
        answer="raises",
        cause=(
            "`coeffs[0]` is a view: it shares the memory of the leaf `coeffs`, so writing to it changes the leaf. "
            "While it is tracked, torch refuses that; under `no_grad` it is a plain change of numbers."
        ),
        clue="The line that raises assigns to `coeffs[…]`, or changes a slice of it.",
        place="coeffs",
        lane="values",
        documented="https://docs.pytorch.org/docs/stable/tensor_view.html",
        symptoms=("assign to a slice of the weights in place",),
    ),
)
