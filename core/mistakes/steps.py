"""Mistakes in taking a step: where autograd records it, and where there is no gradient yet."""

import torch
from torch import Tensor

from core.mistakes.mistake import CalcLoss, Guess, Mistake, Names


def _step_recorded(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    coeffs.sub_(0.01 * coeffs.grad)  # type: ignore[operator]
    return locals()


def _step_unrecorded(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    with torch.no_grad():
        coeffs.sub_(0.01 * coeffs.grad)  # type: ignore[operator]
    return locals()


def _step_before_backward(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    with torch.no_grad():
        coeffs.sub_(coeffs.grad * 0.01)  # type: ignore[operator]
    grad = coeffs.grad
    return locals()


def _step_after_backward(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    with torch.no_grad():
        coeffs.sub_(coeffs.grad * 0.01)  # type: ignore[operator]
    grad = coeffs.grad
    return locals()


def _rate_times_none(coeffs: Tensor) -> Names:
    change = 0.01 * coeffs.grad  # type: ignore[operator]
    return locals()


def _zeroed_too_early(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    coeffs.grad.zero_()  # type: ignore[union-attr]
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _set_to_none(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    coeffs.grad = None
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


_GRAD = "https://docs.pytorch.org/docs/stable/generated/torch.Tensor.grad.html"

STEPS = (
    Mistake(
        slug="step-outside-no-grad",
        title="A step that autograd would record",
        program=_step_recorded,
        mended=_step_unrecorded,
        guesses={
            "steps": Guess("`coeffs` takes the step", "While it is tracked, torch does not let a leaf be overwritten."),
            "raises": Guess("`sub_()` raises an error"),
            "non-leaf": Guess(
                "`coeffs` becomes a non-leaf", "An in-place change keeps the tensor, and torch refuses it."
            ),
        },
        answer="raises",
        cause=(
            "Recorded, the step would give the leaf `coeffs` a past, and its gradient could no longer end there. "
            "Under `no_grad` it is a plain change of numbers."
        ),
        place="coeffs",
        lane="nodes",
        documented="https://docs.pytorch.org/docs/stable/notes/autograd.html#no-grad-mode",
    ),
    Mistake(
        slug="step-before-backward",
        title="A step before any backward",
        program=_step_before_backward,
        mended=_step_after_backward,
        guesses={
            "stays": Guess("`coeffs` stays as it is", "So it would if `.grad` were zeros; it is None."),
            "fills": Guess("The gradient is worked out when asked for", "Only `backward()` works it out."),
            "raises": Guess("The multiplication raises an error"),
        },
        answer="raises",
        cause="`coeffs.grad` is None until the first `backward()` has filled it, and None cannot be multiplied.",
        place="coeffs",
        lane="gradients",
        documented=_GRAD,
        also=(_rate_times_none,),
    ),
    Mistake(
        slug="zero-before-backward",
        title="Zeroing before any backward",
        program=_zeroed_too_early,
        mended=_set_to_none,
        guesses={
            "raises": Guess("`zero_()` raises an error"),
            "zeros": Guess("`coeffs.grad` becomes zeros", "There is no tensor yet to set to zero."),
            "nothing": Guess("Nothing happens", "None is not a tensor, and has no `zero_()`."),
        },
        answer="raises",
        cause="`coeffs.grad` is None until the first `backward()`. Setting it to None works at any time.",
        place="coeffs",
        lane="gradients",
        documented=_GRAD,
    ),
)
