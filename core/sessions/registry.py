"""All sessions, by slug. A new one is one entry, and its program above it."""
# ruff: noqa: A002  # `print` is a parameter: what a program prints goes to the page

from collections.abc import Callable

import torch
from torch import Tensor

from core.linear.article import calc_preds
from core.mistakes.mistake import CalcLoss, LossFn, Names
from core.sessions.session import Session

Print = Callable[..., None]


def _article(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss, print: Print) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    print("Loss:", loss.item())
    loss.backward()  # type: ignore[no-untyped-call]
    print("Coefficients:", coeffs)
    print("Gradients:", coeffs.grad)
    return locals()


def _filled(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn, print: Print) -> Names:
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    loss = loss_fn(preds, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    print(coeffs.grad)
    print(t_indep.grad)
    print(preds.grad)
    return locals()


def _outputs(coeffs: Tensor, print: Print) -> Names:
    coeffs.requires_grad_()
    least, most = torch.aminmax(coeffs)
    print(least.output_nr, most.output_nr)
    print((most + 1).grad_fn.next_functions)  # type: ignore[union-attr]
    return locals()


def _asked(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss, print: Print) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    print(torch.autograd.grad(loss, coeffs))
    print(coeffs.grad)
    return locals()


def _handed(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn, print: Print) -> Names:
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    loss = loss_fn(preds, t_dep)
    (upstream,) = torch.autograd.grad(loss, preds)
    print(upstream)
    preds.backward(gradient=upstream)  # type: ignore[no-untyped-call]
    print(coeffs.grad)
    return locals()


def _in_place(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss, print: Print) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    old = coeffs.grad
    print(old)
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    print(old)
    print(old is coeffs.grad)
    return locals()


def _two_losses(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss, print: Print) -> Names:
    coeffs.requires_grad_()
    calc_loss(coeffs, t_indep, t_dep).backward()  # type: ignore[no-untyped-call]
    coeffs.square().sum().backward()  # type: ignore[no-untyped-call]
    print(coeffs.grad)
    coeffs.grad = None
    loss = calc_loss(coeffs, t_indep, t_dep) + coeffs.square().sum()
    loss.backward()  # type: ignore[no-untyped-call]
    print(coeffs.grad)
    return locals()


def _read_twice(coeffs: Tensor, print: Print) -> Names:
    coeffs.requires_grad_()
    loss = (coeffs + coeffs).sum()
    loss.backward()  # type: ignore[no-untyped-call]
    print(coeffs.grad)
    return locals()


def _shared(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, loss_fn: LossFn, print: Print) -> Names:
    coeffs.requires_grad_()
    preds = calc_preds(coeffs, t_indep)
    error = loss_fn(preds, t_dep)
    size = preds.square().mean()
    error.backward(retain_graph=True)  # type: ignore[no-untyped-call]
    size.backward()  # type: ignore[no-untyped-call]
    print(coeffs.grad)
    return locals()


def _after_a_step(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor, calc_loss: CalcLoss, print: Print) -> Names:
    coeffs.requires_grad_()
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward(retain_graph=True)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        coeffs.sub_(coeffs.grad)  # type: ignore[arg-type]
    coeffs.grad = None
    loss.backward()  # type: ignore[no-untyped-call]
    print("kept graph:", coeffs.grad)
    coeffs.grad = None
    loss = calc_loss(coeffs, t_indep, t_dep)
    loss.backward()  # type: ignore[no-untyped-call]
    print("new forward:", coeffs.grad)
    return locals()


SESSIONS: dict[str, Session] = {
    "article": Session(_article, "The article's program, and what it prints with these numbers."),
    "filled": Session(
        _filled,
        "`coeffs` is tracked and no operation made it: its `.grad` is filled. `t_indep` is not tracked, so no gradient "
        "is worked out for it. `preds` is a result: its gradient went on to the next node and was not kept; "
        "`preds.retain_grad()` before `backward()` would keep it.",
    ),
    "outputs": Session(
        _outputs,
        "The number beside a node says which of the operation's results was read. All operations of this app's program "
        "have one result, so it is 0 throughout. `aminmax` has two, the least as number 0 and the largest as number 1. "
        "What is not tracked has no node: `(None, 0)`.",
    ),
    "asked": Session(
        _asked,
        "`torch.autograd.grad` gives the gradients back, a tuple with one for each tensor asked for, and leaves every "
        "`.grad` as it was.",
    ),
    "handed": Session(
        _handed,
        "`backward()` can start anywhere, if it is told the gradient that arrives there. Started at `preds` with the "
        "gradient of `loss` with respect to `preds`, it fills `coeffs.grad` as `loss.backward()` does. For `loss` "
        "itself that gradient is 1, which is why no argument is needed there.",
    ),
    "in-place": Session(
        _in_place,
        "`.grad` is one tensor, and each further `backward()` adds to it in place. `old` is that tensor under a second "
        "name, so it holds the sum as well; `coeffs.grad.clone()` would have kept the first gradient.",
    ),
    "two-losses": Session(
        _two_losses,
        "Several losses: the gradient of a sum is the sum of the gradients. So one `backward()` for each loss leaves "
        "what one `backward()` of their sum leaves, and the losses need not be there at the same time.",
    ),
    "read-twice": Session(
        _read_twice,
        "One tensor read twice: each of the two ways from `loss` to `coeffs` brings 1, and the chain rule adds over "
        "all ways. Within one `backward()` gradients have to add up in any case.",
    ),
    "shared": Session(
        _shared,
        "`retain_graph=True` is right where one graph is walked more than once: both losses go back through `preds`, "
        "and without it the second walk raises.",
    ),
    "after-a-step": Session(
        _after_a_step,
        "Once `coeffs` has changed, run a new forward: the kept graph gives the gradient at the old `coeffs`. Torch "
        "says nothing, since no node here saved `coeffs`; the new graph gives it where `coeffs` is now.",
    ),
}
