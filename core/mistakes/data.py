"""Mistakes in the data: everything runs, and the numbers are wrong."""

import torch
from torch import Tensor

from core.mistakes.mistake import CalcLoss, Guess, Mistake, Names, Need, at_least_two_samples
from core.scenario.scenario import Scenario


def _nan_target(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    t_dep[0] = torch.nan  # as an empty cell of a table comes
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _nan_left_out(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    t_dep[0] = torch.nan  # as an empty cell of a table comes
    known = ~t_dep.isnan()
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep[known], t_dep[known])
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _nothing_kept(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    kept = t_dep > t_dep.max()  # none is larger than the largest
    t_indep, t_dep = t_indep[kept], t_dep[kept]
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _emptiness_checked(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    kept = t_dep > t_dep.max()  # none is larger than the largest
    if not kept.any():
        kept[:] = True  # or raise an error that says so
    t_indep, t_dep = t_indep[kept], t_dep[kept]
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _is_mae(scenario: Scenario) -> bool:
    return scenario.loss == "mae"


DATA = (
    Mistake(
        slug="nan-target",
        title="A NaN among the targets",
        program=_nan_target,
        fixed=_nan_left_out,
        guesses={
            "nan": Guess("Loss and gradient are nan", "So it is with other losses; the sign of nan counts as 0 here."),
            "finite": Guess("The loss is nan, the gradient is finite"),
            "skips": Guess("Torch skips that sample", "It gives it the slope 0, but a mean still divides by all N."),
        },
        answer="finite",
        cause=(
            "The derivative of |x| is its sign, and for nan torch gives 0: that sample drops out of the gradient, "
            "while a mean still divides by N. So it is with targets; a nan in `t_indep` is itself a factor of the "
            "gradient, and makes it nan."
        ),
        clue="`t_dep.isnan().any()` is True, and the loss is nan from the first iteration on.",
        place="residuals",
        lane="gradients",
        documented=(
            "https://docs.pytorch.org/docs/stable/notes/autograd.html#gradients-for-non-differentiable-functions"
        ),
        symptoms=(
            "the loss is nan",
            "loss is nan but the gradient is a number",
            "missing value in the targets",
            "nan in the data",
            "empty cell in the targets",
        ),
        needs=(
            Need(at_least_two_samples, "This needs at least 2 samples: one is lost."),
            Need(_is_mae, "This needs the mean absolute error: with the other losses the gradient is nan as well."),
        ),
    ),
    Mistake(
        slug="no-samples",
        title="No samples left",
        program=_nothing_kept,
        fixed=_emptiness_checked,
        guesses={
            "raises": Guess("The mean of nothing raises an error", "Torch gives nan for it, as NumPy does."),
            "zeros": Guess("It runs, and the gradient is zeros"),
            "none": Guess("`coeffs.grad` stays None", "The graph is there, and `backward()` walks it."),
        },
        answer="zeros",
        cause=(
            "The filter kept no row. The mean of no errors is nan (their sum is 0), and the sum of no contributions "
            "is 0: a gradient of zeros, as at a minimum. Torch says nothing, so the program has to check."
        ),
        clue="`len(t_dep)` is 0: nothing was left after a filter, or in the last batch.",
        place="t_indep",
        lane="values",
        documented="https://docs.pytorch.org/docs/stable/generated/torch.mean.html",
        symptoms=(
            "the loss is nan",
            "the loss is nan and the gradient is zero",
            "empty batch",
            "no samples left",
            "no rows left after filtering",
            "loss of an empty batch is nan",
        ),
    ),
)
