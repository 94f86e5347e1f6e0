"""Mistakes in the data: everything runs, and the numbers are wrong."""

import torch
from torch import Tensor

from core.mistakes.mistake import CalcLoss, Guess, LossFn, Mistake, Names, Need, at_least_two_samples
from core.model import calc_preds
from core.scenario import Scenario

MOST_SAMPLES_SQUARED = 1000
"""N × N residuals are made: with 100,000 samples they would need 40 GB."""


def _column(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn) -> Names:
    t_dep = t_dep.reshape(-1, 1)  # as a table's column comes
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    residuals = preds - t_dep
    loss = loss_fn(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _column_squeezed(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn) -> Names:
    t_dep = t_dep.reshape(-1, 1)  # as a table's column comes
    t_dep = t_dep.squeeze(1)
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    residuals = preds - t_dep
    loss = loss_fn(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


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


def _all_kept(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    kept = t_dep <= t_dep.max()
    t_indep, t_dep = t_indep[kept], t_dep[kept]
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _few_enough_to_square(scenario: Scenario) -> bool:
    return scenario.n_samples <= MOST_SAMPLES_SQUARED


def _is_mae(scenario: Scenario) -> bool:
    return scenario.loss == "mae"


DATA = (
    Mistake(
        slug="column-targets",
        title="Targets of shape (N, 1)",
        program=_column,
        mended=_column_squeezed,
        guesses={
            "same": Guess(
                "The same gradient as with shape (N,)", "Torch subtracts every target from every prediction."
            ),
            "raises": Guess("The subtraction raises an error", "(N,) and (N, 1) broadcast to (N, N), without a word."),
            "wrong": Guess("It runs, and the gradient is wrong"),
        },
        answer="wrong",
        cause=(
            "`preds` (N,) minus `t_dep` (N, 1) broadcasts to N × N residuals, every prediction against every target. "
            "Nothing warns; only the shape gives it away."
        ),
        place="residuals",
        lane="values",
        documented="https://docs.pytorch.org/docs/stable/notes/broadcasting.html",
        symptoms=(
            "residuals have shape (N, N)",
            "target of shape (N, 1) broadcast",
            "t_dep is a column",
            "loss is wrong, shapes broadcast without error",
            "the model predicts the mean of the targets",
        ),
        needs=(
            Need(at_least_two_samples, "This needs at least 2 samples: with one there is nothing to mix up."),
            Need(_few_enough_to_square, "This makes N × N residuals, so at most 1,000 samples are used."),
        ),
    ),
    Mistake(
        slug="nan-target",
        title="A NaN among the targets",
        program=_nan_target,
        mended=_nan_left_out,
        guesses={
            "nan": Guess("Loss and gradient are nan", "So it is with other losses; the sign of nan counts as 0 here."),
            "finite": Guess("The loss is nan, the gradient is finite"),
            "skips": Guess("Torch skips that sample", "It gives it the slope 0, but still divides by all N samples."),
        },
        answer="finite",
        cause=(
            "The derivative of |x| is its sign, and for nan torch gives 0: that sample drops out of the gradient, "
            "while the mean still divides by N."
        ),
        place="residuals",
        lane="gradients",
        documented=(
            "https://docs.pytorch.org/docs/stable/notes/autograd.html#gradients-for-non-differentiable-functions"
        ),
        symptoms=(
            "nan",
            "the loss is nan",
            "loss is nan but the gradient is a number",
            "missing value in the targets",
            "NaN in the data",
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
        mended=_all_kept,
        guesses={
            "raises": Guess("The mean of nothing raises an error", "Torch gives nan for it, as NumPy does."),
            "zeros": Guess("It runs, and the gradient is zeros"),
            "none": Guess("`coeffs.grad` stays None", "The graph is there, and `backward()` walks it."),
        },
        answer="zeros",
        cause=(
            "The filter kept no row. The mean of no errors is nan (their sum is 0), and the sum of no contributions "
            "is 0: a gradient of zeros, as at a minimum."
        ),
        place="t_indep",
        lane="values",
        documented="https://docs.pytorch.org/docs/stable/generated/torch.mean.html",
        symptoms=(
            "the loss is nan and the gradient is zero",
            "empty batch",
            "the gradient is all zeros",
            "no samples left after filtering",
        ),
    ),
)
