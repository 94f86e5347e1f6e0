"""Mistakes in which a step or a change makes a new `coeffs`, and somebody holds on to the old one."""

import torch
from torch import Tensor

from core.mistakes.mistake import CalcLoss, Guess, Mistake, Names


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


def _loop_makes_untracked(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    for _ in range(2):
        loss = calc_loss(coeffs, t_indep, t_dep)
        loss.backward()  # type: ignore[no-untyped-call]
        with torch.no_grad():
            coeffs = coeffs - 0.01 * coeffs.grad  # type: ignore[operator]
    grad = coeffs.grad
    return locals()


def _loop_makes_non_leaf(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    for _ in range(2):
        loss = calc_loss(coeffs, t_indep, t_dep)
        loss.backward()  # type: ignore[no-untyped-call]
        coeffs = coeffs - 0.01 * coeffs.grad  # type: ignore[operator]
    grad = coeffs.grad
    return locals()


def _loop_keeps_leaf(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    for _ in range(2):
        coeffs.grad = None
        loss = calc_loss(coeffs, t_indep, t_dep)
        loss.backward()  # type: ignore[no-untyped-call]
        with torch.no_grad():
            coeffs.sub_(0.01 * coeffs.grad)  # type: ignore[operator]
    grad = coeffs.grad
    return locals()


def _optimizer_over_result(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    coeffs = coeffs / 2  # start from smaller numbers
    optimizer = torch.optim.SGD([coeffs], lr=0.01)
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    optimizer.step()
    return locals()


def _optimizer_over_leaf(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs = coeffs / 2  # start from smaller numbers
    coeffs.requires_grad_()
    optimizer = torch.optim.SGD([coeffs], lr=0.01)
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    optimizer.step()
    return locals()


def _optimizer_of_old(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    optimizer = torch.optim.SGD([coeffs.requires_grad_()], lr=0.01)
    coeffs = coeffs.detach().clone()  # as when saved numbers are loaded
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    optimizer.step()
    return locals()


def _optimizer_of_new(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs = coeffs.detach().clone()  # as when saved numbers are loaded
    optimizer = torch.optim.SGD([coeffs.requires_grad_()], lr=0.01)
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    optimizer.step()
    return locals()


_IS_LEAF = "https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_leaf.html"
_OPTIM = "https://docs.pytorch.org/docs/stable/optim.html#constructing-it"

NEW_COEFFS = (
    Mistake(
        slug="step-makes-non-leaf",
        title="A step that makes a new `coeffs`",
        program=_step_makes_non_leaf,
        fixed=_step_keeps_leaf,
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
        clue="`coeffs.is_leaf` is False after the first step, and True before it.",
        place="coeffs",
        lane="nodes",
        documented=_IS_LEAF,
        symptoms=(
            "grad is None",
            "grad is None after backward",
            "grad is None after the first step",
            "grad is None in the second iteration",
            "coeffs = coeffs - rate * grad makes grad None",
        ),
    ),
    Mistake(
        slug="step-makes-untracked",
        title="A step under `no_grad` that makes a new `coeffs`",
        program=_loop_makes_untracked,
        fixed=_loop_keeps_leaf,
        guesses={
            "works": Guess("It takes two steps", "The second forward run finds a `coeffs` that nobody tracks."),
            "none": Guess("At the end `coeffs.grad` is None", "It does not come to its end."),
            "raises": Guess("The second `backward()` raises an error"),
        },
        answer="raises",
        cause=(
            "Under `no_grad` the subtraction gives a new tensor that is not tracked, and `coeffs` is now its name: the "
            "second run records nothing. `sub_()` changes the tracked one in place, and it stays a leaf."
        ),
        clue="The first iteration runs; after its step `coeffs.requires_grad` is False.",
        place="coeffs",
        lane="nodes",
        documented="https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html",
        symptoms=("no_grad step, error in the second iteration",),
    ),
    Mistake(
        slug="second-step-on-none",
        title="A loop whose step makes a new `coeffs`",
        program=_loop_makes_non_leaf,
        fixed=_loop_keeps_leaf,
        guesses={
            "raises": Guess("The second step raises an error"),
            "backward": Guess("The second `backward()` raises an error", "It runs, and fills the first one's `.grad`."),
            "works": Guess("It takes two steps", "The second step needs a gradient, and the new `coeffs` has none."),
        },
        answer="raises",
        cause=(
            "The first step is recorded, so the new `coeffs` is its result and not a leaf, and its `.grad` stays None. "
            "In the second iteration 0.01 × None is what Python refuses."
        ),
        clue="The first step works, the second raises; between them `coeffs.is_leaf` turns False.",
        place="coeffs",
        lane="nodes",
        documented=_IS_LEAF,
        symptoms=("grad is None in the second iteration",),
    ),
    Mistake(
        slug="optimizer-non-leaf",
        title="An optimizer for a non-leaf",
        program=_optimizer_over_result,
        fixed=_optimizer_over_leaf,
        ends="raised",
        guesses={
            "steps": Guess(
                "It takes the step", "The optimizer looks at each tensor that it is given, and refuses this."
            ),
            "raises": Guess("The optimizer raises an error"),
            "none": Guess("`step()` changes nothing", "So it would, since `.grad` of a non-leaf stays None."),
        },
        answer="raises",
        cause=(
            "The division is recorded, so `coeffs` is a result: no gradient would be kept in it, and a step would have "
            "nothing to go by. Compute first and track afterwards, and it is a leaf."
        ),
        clue="The tensor that you give to the optimizer was computed from a tracked one: its `is_leaf` is False.",
        place="coeffs",
        lane="nodes",
        documented=_OPTIM,
        symptoms=("optimizer with a non-leaf tensor",),
    ),
    Mistake(
        slug="optimizer-keeps-old",
        title="An optimizer that holds the old `coeffs`",
        program=_optimizer_of_old,
        fixed=_optimizer_of_new,
        ends="silent",
        guesses={
            "steps": Guess("`step()` moves the new `coeffs`", "An optimizer knows tensors, not names."),
            "raises": Guess("`step()` raises an error", "It passes over tensors whose `.grad` is None."),
            "stays": Guess("`coeffs` stays as it was"),
        },
        answer="stays",
        cause=(
            "The optimizer was given the first tensor, and holds that one; the name `coeffs` went on to another. "
            "`backward()` fills the new one's `.grad`, and `step()` looks at the old one's, which is None."
        ),
        clue='`optimizer.param_groups[0]["params"][0] is coeffs` is False.',
        place="coeffs",
        lane="values",
        documented=_OPTIM,
        symptoms=(
            "optimizer does not change the weights",
            "optimizer and weights replaced",
            "the weights do not change",
            "the loss stays the same",
            "the model does not learn",
            "the loss does not learn",
        ),
        shows="coeffs",
    ),
)
