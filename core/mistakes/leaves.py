"""Mistakes about leaves: `.grad` is filled on tracked tensors that no operation made, and on no others."""

import torch
from torch import Tensor

from core.linear.article import calc_preds
from core.mistakes.mistake import CalcLoss, Guess, LossFn, Mistake, Names, Need
from core.scenario.scenario import Scenario


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


def _tracked_then_moved(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs.requires_grad_()
    coeffs = coeffs.to(torch.float64)  # or .to("cuda"), or .cuda()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _moved_then_tracked(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss) -> Names:
    coeffs = coeffs.to(torch.float64)  # or .to("cuda"), or .cuda()
    coeffs.requires_grad_()
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


def _copied_with_graph(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn) -> Names:
    import copy  # noqa: PLC0415  # a line of the program

    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    before = copy.deepcopy(preds)
    loss = loss_fn(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _copied_without_graph(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn) -> Names:
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    before = preds.detach().clone()
    loss = loss_fn(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    grad = coeffs.grad
    return locals()


def _is_float32(scenario: Scenario) -> bool:
    return scenario.dtype == torch.float32


_IS_LEAF = "https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_leaf.html"
_RETAIN_GRAD = "https://docs.pytorch.org/docs/stable/generated/torch.Tensor.retain_grad.html"

LEAVES = (
    Mistake(
        slug="grad-of-non-leaf",
        title="Reading `preds.grad`",
        program=_grad_of_preds,
        fixed=_grad_of_preds_retained,
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
        clue="The tensor whose `.grad` you read was computed from others: its `is_leaf` is False.",
        place="preds",
        lane="gradients",
        documented=_RETAIN_GRAD,
        symptoms=(
            "grad is None",
            "grad is None after backward",
            "preds.grad is None",
            "gradient of an intermediate result is None",
            "grad of a non-leaf",
        ),
        shows="preds_grad",
    ),
    Mistake(
        slug="random-minus-half",
        title="Tracked first, shifted afterwards",
        program=_tracked_then_shifted,
        fixed=_shifted_then_tracked,
        guesses={
            "fills": Guess(
                "`coeffs.grad` holds the gradient", "It went to `numbers`, the leaf that `coeffs` was made of."
            ),
            "raises": Guess("`backward()` raises an error", "There is a graph, and it runs to the end of it."),
            "warns": Guess("`coeffs.grad` is None, with a warning"),
        },
        answer="warns",
        cause="`coeffs` is what the subtraction made, not the leaf that asked for a gradient: `numbers` holds it.",
        clue="`coeffs.is_leaf` is False before the first forward run: it was computed after `requires_grad_()`.",
        place="coeffs",
        lane="nodes",
        documented=_IS_LEAF,
        symptoms=(
            "grad is None",
            "grad is None after backward",
            "coeffs is not a leaf",
            "requires_grad_ and then minus",
        ),
    ),
    Mistake(
        slug="moved-after-tracking",
        title="Tracked first, moved with `.to()` afterwards",
        program=_tracked_then_moved,
        fixed=_moved_then_tracked,
        guesses={
            "fills": Guess(
                "`coeffs.grad` holds the gradient", "It went to the tensor before `.to()`, which lost its name."
            ),
            "warns": Guess("`coeffs.grad` is None, with a warning"),
            "raises": Guess(
                "`backward()` raises an error", "The move was recorded, so there is a way back through it."
            ),
        },
        answer="warns",
        cause=(
            "Where `.to()` changes the dtype it is an operation like others: it makes a new tensor and leaves a node, "
            'so `coeffs` is now a result and not a leaf. `.cuda()` and `.to("cuda")` do so on another device; a dtype '
            "shows it without one."
        ),
        clue="`.to()`, `.cuda()` or `.double()` comes after `requires_grad_()`: `coeffs.grad_fn` is its node.",
        place="coeffs",
        lane="nodes",
        documented=_IS_LEAF,
        symptoms=(
            "grad is None after .cuda()",
            "grad is None after .to()",
            "grad is None on the gpu",
            "gradient disappears on the gpu",
            "gradient disappears after .to(device)",
        ),
        needs=(Need(_is_float32, "This needs float32, so that there is a dtype to move to."),),
    ),
    Mistake(
        slug="retain-grad-untracked",
        title="`retain_grad()` on an untracked tensor",
        program=_retain_untracked,
        fixed=_track_inputs,
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
        cause=(
            "`retain_grad()` keeps a gradient that passes by; none passes `t_indep`, which does not ask for one. "
            "Once it does, no `retain_grad()` is needed: a leaf keeps its gradient anyway."
        ),
        clue="The tensor on which you call `retain_grad()` has `requires_grad` False.",
        place="t_indep",
        lane="gradients",
        documented=_RETAIN_GRAD,
    ),
    Mistake(
        slug="deepcopy-non-leaf",
        title="`copy.deepcopy()` of a result",
        program=_copied_with_graph,
        fixed=_copied_without_graph,
        guesses={
            "raises": Guess("`deepcopy()` raises an error"),
            "numbers": Guess("It copies the numbers alone", "That is what `detach().clone()` does."),
            "graph": Guess("It copies the numbers and the graph", "A graph is not copied: its nodes are not Python's."),
        },
        answer="raises",
        cause=(
            "`preds` is a result, and belongs to a graph that cannot be copied; only leaves can. "
            "`detach()` gives the numbers without the graph, in the same memory, and `clone()` copies them."
        ),
        clue="What is copied, or something in it, was computed from a tracked tensor.",
        place="preds",
        lane="values",
        documented="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach.html",
        symptoms=("deepcopy of a non-leaf",),
    ),
)
