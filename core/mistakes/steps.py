"""Mistakes in taking a step: where autograd records it, where there is no gradient yet, and where it is too large."""

import torch
from torch import Tensor

from core.linear.article import calc_loss
from core.mistakes.mistake import CalcLoss, Guess, Mistake, Names, Need
from core.scenario.scenario import Scenario

MOST_CELLS = 10_000
"""Of `t_indep`: a descent of `_STEPS` steps on more of them would keep a reader waiting."""


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


def _none_times_whole(coeffs: Tensor) -> Names:
    change = coeffs.grad * 2  # type: ignore[operator]
    return locals()


def _minus_none(coeffs: Tensor) -> Names:
    coeffs -= coeffs.grad  # type: ignore[arg-type]
    return locals()


def _data_of_none(coeffs: Tensor) -> Names:
    change = coeffs.grad.data  # type: ignore[union-attr]
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


def _too_fast(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    losses = torch.zeros(200, dtype=torch.float64)
    for step in range(200):
        coeffs.grad = None
        loss = calc_loss(coeffs, t_indep, t_dep)
        losses[step] = loss.item()
        loss.backward()  # type: ignore[no-untyped-call]
        with torch.no_grad():
            coeffs.sub_(0.1 * coeffs.grad)  # type: ignore[operator]
    grad = coeffs.grad
    return locals()


def _slowly(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    losses = torch.zeros(200, dtype=torch.float64)
    for step in range(200):
        coeffs.grad = None
        loss = calc_loss(coeffs, t_indep, t_dep)
        losses[step] = loss.item()
        loss.backward()  # type: ignore[no-untyped-call]
        with torch.no_grad():
            coeffs.sub_(0.01 * coeffs.grad)  # type: ignore[operator]
    grad = coeffs.grad
    return locals()


def _is_squared(scenario: Scenario) -> bool:
    return scenario.loss == "mse"


def _few_cells(scenario: Scenario) -> bool:
    return scenario.t_indep.numel() <= MOST_CELLS


def _blows_up_at_a_tenth_alone(scenario: Scenario) -> bool:
    """Whether 200 steps end in nan with the rate 0.1, and in a number with 0.01: tried, on the scenario's loss."""
    left: dict[float, Tensor] = {}
    for rate in (0.1, 0.01):
        leaf = scenario.coeffs.clone().requires_grad_()
        for _ in range(200):
            leaf.grad = None
            calc_loss(leaf, scenario.t_indep, scenario.t_dep, scenario.loss, scenario.reduction).backward()  # type: ignore[no-untyped-call]
            with torch.no_grad():
                leaf.sub_(rate * leaf.grad)  # type: ignore[operator]
        left[rate] = leaf.grad if leaf.grad is not None else leaf
    return bool(left[0.1].isnan().any() and left[0.01].isfinite().all())


_GRAD = "https://docs.pytorch.org/docs/stable/generated/torch.Tensor.grad.html"

STEPS = (
    Mistake(
        slug="step-outside-no-grad",
        title="A step that autograd would record",
        program=_step_recorded,
        fixed=_step_unrecorded,
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
        clue="The line that raises changes `coeffs` in place, with `-=` or a name that ends in `_`.",
        place="coeffs",
        lane="nodes",
        documented="https://docs.pytorch.org/docs/stable/notes/autograd.html#no-grad-mode",
    ),
    Mistake(
        slug="step-before-backward",
        title="A step before any backward",
        program=_step_before_backward,
        fixed=_step_after_backward,
        guesses={
            "stays": Guess("`coeffs` stays as it is", "So it would if `.grad` were zeros; it is None."),
            "fills": Guess("The gradient is worked out when asked for", "Only `backward()` works it out."),
            "raises": Guess("The multiplication raises an error"),
        },
        answer="raises",
        cause="`coeffs.grad` is None until the first `backward()` has filled it, and None cannot be multiplied.",
        clue="No `backward()` has run yet when the line that raises is reached.",
        place="coeffs",
        lane="gradients",
        documented=_GRAD,
        also=(_rate_times_none, _none_times_whole, _minus_none, _data_of_none),
    ),
    Mistake(
        slug="zero-before-backward",
        title="Zeroing before any backward",
        program=_zeroed_too_early,
        fixed=_set_to_none,
        guesses={
            "raises": Guess("`zero_()` raises an error"),
            "zeros": Guess("`coeffs.grad` becomes zeros", "There is no tensor yet to set to zero."),
            "nothing": Guess("Nothing happens", "None is not a tensor, and has no `zero_()`."),
        },
        answer="raises",
        cause="`coeffs.grad` is None until the first `backward()`. Setting it to None works at any time.",
        clue="The line that raises is `.grad.zero_()`, and it comes before the first `backward()`.",
        place="coeffs",
        lane="gradients",
        documented=_GRAD,
    ),
    Mistake(
        slug="rate-too-large",
        title="A learning rate that is too large",
        program=_too_fast,
        fixed=_slowly,
        guesses={
            "slow": Guess(
                "It arrives, by larger steps", "Each step goes further past the minimum than the one before."
            ),
            "nan": Guess("The loss grows to inf, then is nan"),
            "raises": Guess("The overflow raises an error", "A float too large becomes inf, and nothing is raised."),
        },
        answer="nan",
        cause=(
            "Each step goes past the minimum and lands further away, where the slope is steeper: the loss grows until "
            "the dtype has no larger number, which is inf. Then inf − inf is nan, and nan never goes away."
        ),
        clue="The first losses are numbers and grow from step to step; a smaller rate ends well.",
        place="coeffs",
        lane="values",
        documented="https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html",
        symptoms=(
            "the loss is nan with one learning rate",
            "the loss explodes",
            "the loss explodes to inf and nan",
            "the loss is inf with one learning rate",
            "the loss explodes with one learning rate",
            "the loss is inf",
            "the loss is nan",
            "the loss is nan after some iterations",
            "the loss grows with every iteration",
        ),
        needs=(
            Need(_is_squared, "This needs the squared error, whose slope grows with the distance."),
            Need(_few_cells, "This takes 200 steps, so at most 10,000 cells are used."),
            Need(
                _blows_up_at_a_tenth_alone,
                "On these numbers 200 steps of the rate 0.1 do not end in nan, or 0.01 does.",
            ),
        ),
        preset="article-2x2",
        loss="mse",
    ),
)
