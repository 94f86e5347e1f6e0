"""Mistakes in the kind of number: whole ones, which have no slope, and two precisions that meet."""

import torch
from torch import Tensor

from core.linear.article import calc_preds
from core.mistakes.mistake import CalcLoss, Guess, Mistake, Names, Need
from core.scenario.scenario import Scenario


def _integer_coeffs(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs = coeffs.to(torch.int64)  # what torch.tensor([1, 2]) makes
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _float_coeffs(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs = coeffs.to(t_indep.dtype)  # what torch.tensor([1.0, 2.0]) makes
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _integers_tracked_at_once() -> Names:
    coeffs = torch.tensor([1, 2], requires_grad=True)
    return locals()


def _double_targets(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor) -> Names:
    t_dep = t_dep.double()  # as NumPy's numbers come
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    loss = torch.nn.functional.huber_loss(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _same_precision(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor) -> Names:
    t_dep = t_dep.double()  # as NumPy's numbers come
    t_dep = t_dep.to(coeffs.dtype)
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    loss = torch.nn.functional.huber_loss(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _double_inputs_multiplied(t_indep: Tensor, coeffs: Tensor) -> Names:
    preds = t_indep.double() @ coeffs.float().reshape(-1, 1)
    return locals()


def _double_inputs_of_a_layer(t_indep: Tensor, coeffs: Tensor) -> Names:
    preds = torch.nn.functional.linear(t_indep.double(), coeffs.float().reshape(1, -1), torch.zeros(1))
    return locals()


def _mean_huber_of_floats(scenario: Scenario) -> bool:
    return (scenario.loss, scenario.reduction, scenario.dtype) == ("huber", "mean", torch.float32)


DTYPES = (
    Mistake(
        slug="integer-coeffs",
        title="Coefficients that are whole numbers",
        program=_integer_coeffs,
        fixed=_float_coeffs,
        guesses={
            "whole": Guess("The gradient is rounded to whole numbers", "Torch never gets as far as a gradient."),
            "converts": Guess("Torch turns them into floats", "`requires_grad_()` sets a flag and converts nothing."),
            "raises": Guess("`requires_grad_()` raises an error"),
        },
        answer="raises",
        cause=(
            "A whole number cannot move by a little, so it has no slope: only floating-point and complex tensors can "
            "be tracked. `requires_grad_()` changes a flag and no data: it does not convert them."
        ),
        clue="`coeffs.dtype` is `torch.int64`.",
        place="coeffs",
        lane="values",
        documented="https://docs.pytorch.org/docs/stable/autograd.html",
        also=(_integers_tracked_at_once,),
    ),
    Mistake(
        slug="double-and-float",
        title="Targets of another precision",
        program=_double_targets,
        fixed=_same_precision,
        guesses={
            "double": Guess("The gradient comes in float64", "`coeffs` is float32, and so its gradient has to be."),
            "rounds": Guess("Torch rounds the targets to float32", "Some operations convert; this one does not."),
            "raises": Guess("`backward()` raises an error"),
        },
        answer="raises",
        cause=(
            "NumPy counts in float64 (double), torch in float32 (float), and not every operation converts: "
            "`huber_loss` goes forward, and its backward asks for one dtype. Convert the data when it comes in."
        ),
        clue="One tensor comes from NumPy or pandas: print the `dtype` of both.",
        place="t_dep",
        lane="values",
        documented="https://docs.pytorch.org/docs/stable/tensor_attributes.html#torch-dtype",
        symptoms=("dtype double and float",),
        needs=(Need(_mean_huber_of_floats, "This calls `F.huber_loss`, the mean Huber error, on float32."),),
        loss="huber",
        also=(_double_inputs_multiplied, _double_inputs_of_a_layer),
    ),
)
