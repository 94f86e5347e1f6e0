"""Mistakes in calling backward: on the wrong tensor, once too often, or after its inputs changed."""

import torch
from torch import Tensor

from core.mistakes.mistake import CalcLoss, Guess, LossFn, Mistake, Names, Need, at_least_two_samples
from core.model import calc_preds


def _on_a_vector(t_indep: Tensor, coeffs: Tensor) -> Names:
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    preds.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _on_the_loss(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn) -> Names:
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    loss = loss_fn(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _twice(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    for _ in range(2):
        loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _twice_with_new_graphs(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    for _ in range(2):
        coeffs.grad = None
        loss = calc_loss(coeffs, t_indep, t_dep)
        loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


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


def _never_zeroed(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    for _ in range(2):
        loss = calc_loss(coeffs, t_indep, t_dep)
        loss.backward()  # type: ignore[no-untyped-call]
        with torch.no_grad():
            coeffs.sub_(0.01 * coeffs.grad)  # type: ignore[operator]
    grad = coeffs.grad
    return locals()


def _zeroed(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    for _ in range(2):
        coeffs.grad = None
        loss = calc_loss(coeffs, t_indep, t_dep)
        loss.backward()  # type: ignore[no-untyped-call]
        with torch.no_grad():
            coeffs.sub_(0.01 * coeffs.grad)  # type: ignore[operator]
    grad = coeffs.grad
    return locals()


_BACKWARD = "https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html"

BACKWARDS = (
    Mistake(
        slug="backward-on-vector",
        title="`backward()` on a vector",
        program=_on_a_vector,
        mended=_on_the_loss,
        guesses={
            "raises": Guess("`backward()` raises an error"),
            "sums": Guess("It adds up the predictions' gradients", "Torch does not choose for you how to add them up."),
            "each": Guess("One gradient for each prediction", "`coeffs.grad` has room for a single one."),
        },
        answer="raises",
        cause=(
            "`backward()` needs a scalar, because it starts from 1, the slope of one number against itself. "
            "`preds` holds several numbers, and torch does not choose a weight for each."
        ),
        place="preds",
        lane="gradients",
        documented=_BACKWARD,
        needs=(Need(at_least_two_samples, "This needs at least 2 samples: a single prediction counts as one number."),),
    ),
    Mistake(
        slug="backward-twice",
        title="Two backwards through one graph",
        program=_twice,
        mended=_twice_with_new_graphs,
        guesses={
            "doubles": Guess("`coeffs.grad` holds twice the gradient", "So it would with `retain_graph=True`."),
            "once": Guess("The second call changes nothing", "Torch does not pass over it: it has lost what it needs."),
            "raises": Guess("The second call raises an error"),
        },
        answer="raises",
        cause=(
            "The first `backward()` freed what the nodes had saved; the second comes to the first node that needs it. "
            "A loss computed inside the loop has a new graph."
        ),
        place="errors",
        lane="nodes",
        documented=_BACKWARD,
    ),
    Mistake(
        slug="input-changed-in-place",
        title="`t_indep` changed between forward and backward",
        program=_input_changed,
        mended=_input_replaced,
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
        place="products",
        lane="nodes",
        documented="https://docs.pytorch.org/docs/stable/notes/autograd.html#in-place-correctness-checks",
    ),
    Mistake(
        slug="forgets-to-zero",
        title="Forgetting to zero the gradient",
        program=_never_zeroed,
        mended=_zeroed,
        guesses={
            "new": Guess("`coeffs.grad` holds the second gradient", "`backward()` adds to what is there already."),
            "sum": Guess("`coeffs.grad` holds the sum of both"),
            "raises": Guess("The second `backward()` raises an error", "Each forward made a new graph, so both run."),
        },
        answer="sum",
        cause="AccumulateGrad adds to `coeffs.grad`, so the second step uses the sum of both gradients.",
        place="coeffs",
        lane="gradients",
        documented="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.grad.html",
        symptoms=(
            "the gradient doubles with every backward",
            "gradients add up and keep growing",
            "gradient accumulates",
            "forgot zero_grad",
            "the loss goes up and down, steps get too large",
        ),
    ),
)
