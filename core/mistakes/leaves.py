"""Mistakes about leaves: `.grad` is filled on tracked tensors that no operation made, and on no others."""

import torch
from torch import Tensor

from core.mistakes.mistake import CalcLoss, Guess, LossFn, Mistake, Names
from core.model import calc_preds


def _grad_of_preds(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn) -> Names:
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    loss = loss_fn(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    preds_grad = preds.grad
    return locals()


def _grad_of_preds_retained(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn) -> Names:
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    preds.retain_grad()
    loss = loss_fn(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    preds_grad = preds.grad
    return locals()


def _step_makes_non_leaf(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    coeffs = coeffs - 0.01 * coeffs.grad  # type: ignore[operator]
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _step_keeps_leaf(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    with torch.no_grad():
        coeffs.sub_(0.01 * coeffs.grad)  # type: ignore[operator]
    coeffs.grad = None
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _tracked_then_shifted(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    generator = torch.Generator().manual_seed(0)
    numbers = torch.rand(coeffs.shape, generator=generator, dtype=coeffs.dtype)
    coeffs = numbers.requires_grad_() - 0.5
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _shifted_then_tracked(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    generator = torch.Generator().manual_seed(0)
    numbers = torch.rand(coeffs.shape, generator=generator, dtype=coeffs.dtype)
    coeffs = (numbers - 0.5).requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _retain_untracked(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    t_indep.retain_grad()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad, t_indep_grad = coeffs.grad, t_indep.grad
    return locals()


def _track_inputs(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    t_indep.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad, t_indep_grad = coeffs.grad, t_indep.grad
    return locals()


_IS_LEAF = "https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_leaf.html"
_RETAIN_GRAD = "https://docs.pytorch.org/docs/stable/generated/torch.Tensor.retain_grad.html"

LEAVES = (
    Mistake(
        slug="grad-of-non-leaf",
        title="Reading `preds.grad`",
        program=_grad_of_preds,
        mended=_grad_of_preds_retained,
        guesses={
            "fills": Guess(
                "`preds.grad` holds a gradient", "A gradient passed through `preds`, but only leaves keep theirs."
            ),
            "warns": Guess("`preds.grad` is None, with a warning"),
            "raises": Guess("`backward()` raises an error", "It runs, and fills `coeffs.grad`."),
        },
        answer="warns",
        cause=(
            "`preds` is the result of an operation, not a leaf: its gradient went on to the next node and was dropped. "
            "`retain_grad()` before `backward()` keeps it."
        ),
        place="preds",
        lane="gradients",
        documented=_RETAIN_GRAD,
        symptoms=("preds.grad is None", "gradient of an intermediate result is None", "grad is None"),
    ),
    Mistake(
        slug="step-makes-non-leaf",
        title="A step that makes a new `coeffs`",
        program=_step_makes_non_leaf,
        mended=_step_keeps_leaf,
        guesses={
            "warns": Guess("At the end `coeffs.grad` is None"),
            "fills": Guess(
                "`coeffs.grad` holds the new gradient", "It went to the first `coeffs`, which lost its name."
            ),
            "sums": Guess("`coeffs.grad` holds both, added", "The first `coeffs` holds them; it lost its name."),
        },
        answer="warns",
        cause=(
            "The subtraction is recorded too, so the new `coeffs` is its result and not a leaf. "
            "The gradient goes on to the first `coeffs`, and the new one's `.grad` stays None."
        ),
        place="coeffs",
        lane="nodes",
        documented=_IS_LEAF,
        symptoms=(
            "grad is None",
            "grad is None after backward",
            "coeffs.grad is None after the first step",
            "grad is None in the second iteration",
            "coeffs = coeffs - lr * coeffs.grad",
            "weights = weights - lr * weights.grad makes grad None",
        ),
    ),
    Mistake(
        slug="random-minus-half",
        title="Tracked first, shifted afterwards",
        program=_tracked_then_shifted,
        mended=_shifted_then_tracked,
        guesses={
            "fills": Guess(
                "`coeffs.grad` holds the gradient", "It went to `numbers`, the leaf that `coeffs` was made of."
            ),
            "raises": Guess("`backward()` raises an error", "There is a graph, and it runs to the end of it."),
            "warns": Guess("`coeffs.grad` is None, with a warning"),
        },
        answer="warns",
        cause="`coeffs` is what the subtraction made, not the leaf that asked for a gradient: `numbers` holds it.",
        place="coeffs",
        lane="nodes",
        documented=_IS_LEAF,
        symptoms=(
            "grad is None",
            "grad is None after backward",
            "coeffs.grad is None after backward",
            "coeffs is not a leaf",
            "torch.rand(n).requires_grad_() - 0.5",
        ),
    ),
    Mistake(
        slug="retain-grad-untracked",
        title="`retain_grad()` on an untracked tensor",
        program=_retain_untracked,
        mended=_track_inputs,
        guesses={
            "keeps": Guess(
                "`t_indep.grad` holds a gradient", "No gradient is computed for a tensor that is not tracked."
            ),
            "raises": Guess("`retain_grad()` raises an error"),
            "none": Guess(
                "It runs, and `t_indep.grad` is None", "Torch does not let a promise pass that it cannot keep."
            ),
        },
        answer="raises",
        cause="`retain_grad()` keeps a gradient that passes by; none passes `t_indep`, which does not ask for one.",
        place="t_indep",
        lane="gradients",
        documented=_RETAIN_GRAD,
    ),
)
