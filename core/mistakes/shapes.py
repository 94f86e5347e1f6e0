"""Mistakes in shapes: tensors that do not belong together, some of which torch puts together anyway."""

import torch
from torch import Tensor

from core.linear.article import calc_preds
from core.mistakes.mistake import Guess, LossFn, Mistake, Names, Need, at_least_two_samples
from core.scenario.scenario import Scenario

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


def _target_size(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor) -> Names:
    t_dep = t_dep.reshape(-1, 1)  # as a table's column comes
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    loss = torch.nn.functional.l1_loss(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _target_size_squeezed(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor) -> Names:
    t_dep = t_dep.reshape(-1, 1)  # as a table's column comes
    t_dep = t_dep.squeeze(1)
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    loss = torch.nn.functional.l1_loss(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _squared_target_size(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor) -> Names:
    loss = torch.nn.functional.mse_loss(calc_preds(coeffs, t_indep), t_dep.reshape(-1, 1))
    return locals()


def _row_dropped(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn) -> Names:
    t_dep = t_dep[1:]  # without the first row
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    loss = loss_fn(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _row_dropped_from_both(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn) -> Names:
    t_indep, t_dep = t_indep[1:], t_dep[1:]  # without the first row
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    loss = loss_fn(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _times_a_row(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn) -> Names:
    coeffs.requires_grad_()
    preds = t_indep @ coeffs.reshape(1, -1)
    loss = loss_fn(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _times_a_column(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn) -> Names:
    coeffs.requires_grad_()
    preds = (t_indep @ coeffs.reshape(-1, 1)).squeeze(1)
    loss = loss_fn(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _few_enough_to_square(scenario: Scenario) -> bool:
    return scenario.n_samples <= MOST_SAMPLES_SQUARED


def _mean_absolute(scenario: Scenario) -> bool:
    return (scenario.loss, scenario.reduction) == ("mae", "mean")


def _at_least_three_samples(scenario: Scenario) -> bool:
    return scenario.n_samples >= 3


def _at_least_two_coeffs(scenario: Scenario) -> bool:
    return scenario.n_coeffs >= 2


_BROADCASTING = "https://docs.pytorch.org/docs/stable/notes/broadcasting.html"
_SQUARE = (
    Need(at_least_two_samples, "This needs at least 2 samples: with one there is nothing to mix up."),
    Need(_few_enough_to_square, "This makes N × N residuals, so at most 1,000 samples are used."),
)

SHAPES = (
    Mistake(
        slug="column-targets",
        title="Targets of shape (N, 1)",
        program=_column,
        fixed=_column_squeezed,
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
            "A subtraction warns of nothing, and only the shape gives it away; `F.l1_loss` and `F.mse_loss` would warn."
        ),
        clue="`preds - t_dep` has the shape (N, N): print it.",
        place="residuals",
        lane="values",
        documented=_BROADCASTING,
        symptoms=(
            "residuals have shape (N, N)",
            "targets of shape (N, 1)",
            "targets are a column",
            "shapes broadcast",
            "the model predicts the mean",
            "the same prediction for every sample",
        ),
        needs=_SQUARE,
    ),
    Mistake(
        slug="target-size",
        title="`F.l1_loss` with targets of shape (N, 1)",
        program=_target_size,
        fixed=_target_size_squeezed,
        guesses={
            "raises": Guess("`l1_loss()` raises an error", "The two shapes broadcast, so it can go on, and does."),
            "warns": Guess("It warns, and the gradient is wrong"),
            "right": Guess("It warns, and the gradient is right", "Every prediction meets every target."),
        },
        answer="warns",
        cause=(
            "`preds` (N,) and `t_dep` (N, 1) broadcast to N × N errors, every prediction against every target. "
            "`l1_loss`, `mse_loss` and `huber_loss` compare the two shapes and warn; then they go on."
        ),
        clue="The warning names two sizes, and one of them ends in a 1.",
        place="residuals",
        lane="values",
        documented="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.l1_loss.html",
        symptoms=("targets of shape (N, 1)", "target size is different from input size"),
        needs=(*_SQUARE, Need(_mean_absolute, "This calls `F.l1_loss`, the mean absolute error.")),
        also=(_squared_target_size,),
    ),
    Mistake(
        slug="dropped-row",
        title="A row dropped from the targets alone",
        program=_row_dropped,
        fixed=_row_dropped_from_both,
        guesses={
            "cuts": Guess("The last prediction is left out", "Torch pairs nothing up that has no partner."),
            "raises": Guess("The subtraction raises an error"),
            "shifts": Guess("Each prediction meets the next target", "It would, if the two sizes were equal."),
        },
        answer="raises",
        cause=(
            "An operation on two tensors pairs their cells, and a dimension may differ only where one of the sizes is "
            "1. There are N predictions and N − 1 targets: what is dropped has to be dropped from both."
        ),
        clue="The message names two sizes: print the shape of both tensors of that line.",
        place="t_dep",
        lane="values",
        documented=_BROADCASTING,
        needs=(Need(_at_least_three_samples, "This needs at least 3 samples: one target alone would broadcast."),),
    ),
    Mistake(
        slug="matmul-shapes",
        title="`t_indep @` a row of coefficients",
        program=_times_a_row,
        fixed=_times_a_column,
        guesses={
            "raises": Guess("`@` raises an error"),
            "broadcasts": Guess("The row is read once a sample", "So it is with `*`; `@` multiplies matrices."),
            "turns": Guess("Torch turns the row into a column", "It turns nothing that was not asked for."),
        },
        answer="raises",
        cause=(
            "`@` multiplies rows by columns: (N, n) @ (n, 1), so the two inner sizes must be equal. "
            "Here the second tensor is (1, n); as a column, (n, 1), it fits, and `squeeze(1)` makes (N,) of (N, 1)."
        ),
        clue="The message names both shapes: their two inner numbers differ.",
        place="preds",
        lane="values",
        documented="https://docs.pytorch.org/docs/stable/generated/torch.matmul.html",
        needs=(Need(_at_least_two_coeffs, "This needs at least 2 coefficients: a row of one is a column too."),),
    ),
)
