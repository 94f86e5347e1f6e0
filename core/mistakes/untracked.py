"""Mistakes in which nothing leads from `loss` to a leaf, because nothing was recorded."""

import torch
from torch import Tensor

from core.linear.article import calc_preds
from core.mistakes.mistake import CalcLoss, Guess, LossFn, Mistake, Names


def _not_tracked(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _tracked(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _forward_under_no_grad(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    with torch.no_grad():
        loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _loss_requires_grad(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.requires_grad_()
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _offset_forgotten(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn) -> Names:
    coeffs.requires_grad_()
    offset = torch.zeros((), dtype=coeffs.dtype, requires_grad=True)
    preds = calc_preds(coeffs, t_indep)
    loss = loss_fn(preds, t_dep)
    grad, offset_grad = torch.autograd.grad(loss, [coeffs, offset])
    return locals()


def _offset_used(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn) -> Names:
    coeffs.requires_grad_()
    offset = torch.zeros((), dtype=coeffs.dtype, requires_grad=True)
    preds = calc_preds(coeffs, t_indep) + offset
    loss = loss_fn(preds, t_dep)
    grad, offset_grad = torch.autograd.grad(loss, [coeffs, offset])
    return locals()


UNTRACKED = (
    Mistake(
        slug="not-tracked",
        title="`backward()` when nothing was tracked",
        program=_not_tracked,
        fixed=_tracked,
        guesses={
            "fills": Guess(
                "`coeffs.grad` holds the gradient", "Torch records only operations on tensors that ask for it."
            ),
            "none": Guess(
                "It runs, and `coeffs.grad` is None", "`backward()` has no node to start from, so it does not run."
            ),
            "raises": Guess("`backward()` raises an error"),
        },
        answer="raises",
        cause=(
            "`requires_grad` spreads from a tensor to every result made of it; no tensor here has it, so no operation "
            "left a node. `loss.grad_fn` is None, and `backward()` has nowhere to start."
        ),
        clue="`coeffs.requires_grad` is False before the forward run: nobody called `requires_grad_()`.",
        place="coeffs",
        lane="nodes",
        documented="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.requires_grad_.html",
        symptoms=("grad is None",),
    ),
    Mistake(
        slug="forward-under-no-grad",
        title="The loss computed under `no_grad`",
        program=_forward_under_no_grad,
        fixed=_tracked,
        guesses={
            "raises": Guess("`backward()` raises an error"),
            "fills": Guess(
                "`coeffs.grad` holds the gradient", "`coeffs` is tracked, but under `no_grad` nothing is recorded."
            ),
            "zeros": Guess("`coeffs.grad` holds zeros", "`backward()` finds no graph, so it never writes anything."),
        },
        answer="raises",
        cause=(
            "`requires_grad` spreads to every result, but not under `no_grad` and not past `detach()`. "
            "So no operation left a node, though `coeffs` is tracked: `loss.grad_fn` is None."
        ),
        clue="`coeffs.requires_grad` is True, and yet `loss.grad_fn` is None, in the very first iteration.",
        place="loss",
        lane="nodes",
        documented="https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html",
    ),
    Mistake(
        slug="loss-requires-grad",
        title="`loss.requires_grad_()` to silence the error",
        program=_loss_requires_grad,
        fixed=_tracked,
        guesses={
            "fills": Guess(
                "`coeffs.grad` holds the gradient",
                "The flag builds no graph behind `loss`, so nothing leads to `coeffs`.",
            ),
            "none": Guess("It runs, and `coeffs.grad` is None"),
            "raises": Guess("`backward()` raises an error", "`loss` now asks for a gradient, and gets one: its own."),
        },
        answer="none",
        cause=(
            "`requires_grad_()` sets a flag on `loss` and builds no graph behind it. `backward()` writes 1, the slope "
            "of `loss` against itself, into `loss.grad` and ends there: `coeffs` never learns."
        ),
        clue="`loss.grad` holds 1 after `backward()`, and `loss.grad_fn` is None: `coeffs` was not reached.",
        place="loss",
        lane="nodes",
        documented="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_leaf.html",
        symptoms=(
            "grad is None",
            "grad is None after backward",
            "grad is None, and requires_grad on the loss",
            "the model does not learn",
            "the loss does not learn",
            "the loss stays the same",
            "the weights do not change",
            "requires_grad on the loss",
            "requires_grad on the loss, the error went away",
            "requires_grad on the loss, does not learn",
        ),
    ),
    Mistake(
        slug="not-in-graph",
        title="A gradient for a tensor that `loss` does not use",
        program=_offset_forgotten,
        fixed=_offset_used,
        guesses={
            "zero": Guess("`offset_grad` is 0", "A slope of 0 it is, but torch takes it for a slip and asks."),
            "none": Guess("`offset_grad` is None", "So it would with `allow_unused=True`."),
            "raises": Guess("`torch.autograd.grad()` raises an error"),
        },
        answer="raises",
        cause=(
            "No reference leads from `loss` to `offset`, because the predictions were made without it. "
            "`allow_unused=True` would give None in its place; here it was forgotten, and belongs in `preds`."
        ),
        clue="One of the tensors that you ask for has no part in the loss.",
        place="preds",
        lane="values",
        documented="https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html",
    ),
)
