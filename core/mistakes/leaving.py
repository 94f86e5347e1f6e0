"""Mistakes in leaving the graph: a number, a copy or an array is taken for the tensor, or the tensor for a number."""

import torch
from torch import Tensor

from core.linear.article import calc_preds
from core.mistakes.mistake import CalcLoss, Guess, LossFn, Mistake, Names


def _item_first(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep).item()
    loss.backward()  # type: ignore[union-attr]
    grad = coeffs.grad
    return locals()


def _item_apart(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    printed = loss.item()
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _copied_loss(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss = torch.tensor(loss, requires_grad=True)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _loss_itself(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    kept = loss.detach().clone()  # where a copy is wanted
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _sum_of_tensors(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    total = 0.0
    for _ in range(2):
        coeffs.grad = None
        loss = calc_loss(coeffs, t_indep, t_dep)
        loss.backward()  # type: ignore[no-untyped-call]
        total += loss  # type: ignore[assignment]
    grad = coeffs.grad
    return locals()


def _sum_of_numbers(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    total = 0.0
    for _ in range(2):
        coeffs.grad = None
        loss = calc_loss(coeffs, t_indep, t_dep)
        loss.backward()  # type: ignore[no-untyped-call]
        total += loss.item()
    grad = coeffs.grad
    return locals()


def _numpy_of_preds(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn) -> Names:
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    drawn = preds.numpy()
    loss = loss_fn(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _numpy_of_detached(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn) -> Names:
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    drawn = preds.detach().numpy()
    loss = loss_fn(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


_ITEM = "https://docs.pytorch.org/docs/stable/generated/torch.Tensor.item.html"

LEAVING = (
    Mistake(
        slug="loss-item",
        title="`loss.item()` before `backward()`",
        program=_item_first,
        fixed=_item_apart,
        guesses={
            "fills": Guess("`coeffs.grad` holds the gradient", "A number has no graph behind it, and no `backward()`."),
            "none": Guess("It runs, and `coeffs.grad` is None", "Python finds no `backward()` to run."),
            "raises": Guess("`backward()` raises an error"),
        },
        answer="raises",
        cause=(
            "`item()` takes the number out of the tensor, as `float()` does: what is left is Python's own float, "
            "without a node. Keep the tensor for `backward()`, and take the number for printing."
        ),
        clue="`type(loss)` is `float`.",
        place="loss",
        lane="nodes",
        documented=_ITEM,
        symptoms=("loss is a float and has no backward", "backward after item()"),
    ),
    Mistake(
        slug="loss-copied",
        title="`torch.tensor(loss, requires_grad=True)`",
        program=_copied_loss,
        fixed=_loss_itself,
        guesses={
            "warns": Guess("It warns, and `coeffs.grad` is None"),
            "fills": Guess(
                "`coeffs.grad` holds the gradient", "The copy is a leaf of its own: nothing leads to `coeffs`."
            ),
            "raises": Guess("`backward()` raises an error", "The copy asks for a gradient, and gets one: its own."),
        },
        answer="warns",
        cause=(
            "`torch.tensor()` copies the number and leaves the graph behind, so the copy is a leaf of its own. "
            "`backward()` fills the copy's `.grad` with 1 and ends there; `loss` itself is what leads to `coeffs`."
        ),
        clue="`loss.is_leaf` is True, and `loss.grad_fn` is None.",
        place="loss",
        lane="nodes",
        documented="https://docs.pytorch.org/docs/stable/generated/torch.tensor.html",
        symptoms=("torch.tensor of the loss, requires_grad",),
    ),
    Mistake(
        slug="keeps-graphs",
        title="Adding up `loss` instead of `loss.item()`",
        program=_sum_of_tensors,
        fixed=_sum_of_numbers,
        guesses={
            "same": Guess(
                "`total` is the same number", "The number is; but `total` is a tensor with a graph behind it."
            ),
            "raises": Guess("The addition raises an error", "A number and a tensor can be added: that makes a tensor."),
            "graph": Guess("`total` refers to every loss's graph"),
        },
        answer="graph",
        cause=(
            "`loss` is tracked, so each addition leaves a node that refers to the loss's own, and to the sum before. "
            "As long as `total` lives, no iteration's nodes go; `item()` takes the number alone."
        ),
        clue="`total.grad_fn` is not None, and memory grows by the same amount in every iteration.",
        place="loss",
        lane="nodes",
        documented=_ITEM,
        symptoms=(
            "memory grows",
            "memory grows with every iteration",
            "memory grows because I add up the loss",
            "out of memory after some iterations",
        ),
        shows="total",
    ),
    Mistake(
        slug="numpy-of-tracked",
        title="`numpy()` of a tracked tensor",
        program=_numpy_of_preds,
        fixed=_numpy_of_detached,
        guesses={
            "array": Guess("An array of the same numbers", "Torch asks first whether you mean to leave the graph."),
            "raises": Guess("`numpy()` raises an error"),
            "detaches": Guess("It leaves the graph by itself", "It could: then a gradient would be lost in silence."),
        },
        answer="raises",
        cause=(
            "NumPy leaves no nodes, so what it computes could never be traced back; `detach()` says you mean it. "
            "Its result and the array share the memory of `preds`: a change of one is a change of all."
        ),
        clue="The tensor that you convert, draw or print was computed from a tracked one.",
        place="preds",
        lane="values",
        documented="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.numpy.html",
        symptoms=("plot a tensor that requires grad, numpy",),
    ),
)
