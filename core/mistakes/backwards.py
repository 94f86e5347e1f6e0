"""Mistakes in calling backward: on the wrong tensor, once too often, or on top of the gradient before."""

import torch
from torch import Tensor

from core.linear.article import calc_preds
from core.mistakes.mistake import CalcLoss, Guess, LossFn, Mistake, Names, Need, at_least_two_samples


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
        fixed=_on_the_loss,
        guesses={
            "raises": Guess("`backward()` raises an error"),
            "sums": Guess("It adds up the predictions' gradients", "Torch does not choose for you how to add them up."),
            "each": Guess("One gradient for each prediction", "`coeffs.grad` has room for a single one."),
        },
        answer="raises",
        cause=(
            "Without an argument `backward()` needs a single number, because it starts from 1, the slope of a number "
            "against itself. `preds` holds several, and torch does not choose a weight for each; "
            "`preds.backward(gradient=…)` takes them from you."
        ),
        clue="`backward()` was called on a tensor of several numbers: look at its `shape`.",
        place="preds",
        lane="gradients",
        documented=_BACKWARD,
        symptoms=(
            "backward with reduction='none'",
            "one loss per token, backward",
            "backward on a vector",
            "backward of several losses at once",
        ),
        needs=(Need(at_least_two_samples, "This needs at least 2 samples: a single prediction counts as one number."),),
    ),
    Mistake(
        slug="backward-twice",
        title="Two backwards through one graph",
        program=_twice,
        fixed=_twice_with_new_graphs,
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
        clue="`backward()` runs twice, and what is computed before the loop belongs to both.",
        place="errors",
        lane="nodes",
        documented=_BACKWARD,
        symptoms=(
            "second backward fails",
            "backward twice",
            "forward is computed outside the loop",
            "backward works in the first iteration and not the second",
        ),
    ),
    Mistake(
        slug="forgets-to-zero",
        title="Forgetting to zero the gradient",
        program=_never_zeroed,
        fixed=_zeroed,
        guesses={
            "new": Guess("`coeffs.grad` holds the second gradient", "`backward()` adds to what is there already."),
            "sum": Guess("`coeffs.grad` holds the sum of both"),
            "raises": Guess("The second `backward()` raises an error", "Each forward made a new graph, so both run."),
        },
        answer="sum",
        cause="AccumulateGrad adds to `coeffs.grad`, so the second step uses the sum of both gradients.",
        clue="`coeffs.grad` is not None before `backward()`: print it there.",
        place="coeffs",
        lane="gradients",
        documented="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.grad.html",
        symptoms=(
            "the gradient doubles",
            "the gradient is twice as large",
            "gradients add up",
            "gradients grow",
            "gradient accumulates",
            "forgot zero_grad",
            "without zero_grad",
            "forgot to set the gradient to zero",
            "the loss does not learn",
            "the model does not learn",
        ),
    ),
)
