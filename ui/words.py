"""The words for each step, made from what core reports: short ones for the picture, a sentence for the walk.

A sentence names its subject, what it does and the shapes, and makes sense alone; code is between backticks.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from html import escape

import torch

from core import LOSSES, REDUCTIONS, BackwardStep, Forward, ForwardStep, Scenario, said, short

FORWARD_START = (
    "`coeffs.requires_grad_()` marks `coeffs`: each operation below that reads it, or what was made from it, leaves a "
    "node. Nothing is computed yet."
)
BACKWARD_START = (
    "`loss.backward()` starts at `loss` with 1, its gradient with respect to itself. `coeffs.grad` is still None."
)
LONG_CODE = 30
"""Longer code would make its sentence, and the picture under it, jump to another line."""

OPERAND_SIGNS = {"products": "×", "residuals": "−"}
"""The sign between a tracked tensor and the operand beside it, for operations that read two tensors."""


def markup(text: str) -> str:
    """Markup of a text with code between backticks; everything in it is escaped."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if index % 2 else part for index, part in enumerate(parts))


def column_heads(heads: Iterable[str]) -> str:
    """The cells over a table's columns, of markup; over a column that needs no head a plain one, which nobody hears."""
    return "".join(f'<th scope="col">{head}</th>' if head else "<td></td>" for head in heads)


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as torch writes it: (4, 2), (4,), ()."""
    return str(tuple(shape))


def count(number: int, noun: str) -> str:
    """A number of things: 1 sample, 4 samples."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


NAMED = 3
"""How many samples a sentence names."""


def residuals_named(samples: Sequence[int], one: str = "is", several: str = "are") -> str:
    """The residuals of some samples as the subject of a sentence, with its verb: Residuals 1, 4, 7 and 2 more are."""
    if len(samples) == 1:
        return f"Residual {samples[0]} {one}"
    named, more = list(samples[:NAMED]), len(samples) - NAMED
    last = f"{more:,} more" if more > 0 else str(named.pop())
    return f"Residuals {', '.join(map(str, named))} and {last} {several}"


def forward_sentence(step: ForwardStep, scenario: Scenario) -> str:
    """What one operation of the forward run did."""
    code = step.operation.code
    if len(code) > LONG_CODE:
        code = f"{code.partition('(')[0]}(…)"  # the program beside the picture has all of it
    does = {
        "products": f"reads the one row `coeffs` {count(scenario.n_samples, 'time')}, once a sample",
        "preds": "adds up each row (`axis` means `dim`), one prediction a sample",
        "residuals": "is how far each prediction is above its target, negative when below",
        "loss": f"{REDUCTIONS[scenario.reduction].does} to one number",
    }.get(step.name) or said(step.operation.kind.does, step.operation.options, _each(step.inputs[0]))
    return f"`{code}` {does}: shape {shape_text(step.value.shape)}. {step.grad_fn} records it."


def backward_sentence(step: BackwardStep, scenario: Scenario, forward: Forward) -> str:
    """What one node did; for "multiply then sum" its first beat, the multiplication."""
    return f"{step.node} {_DONE[step.rule](step, scenario)}{_at_kinks(step, scenario, forward)}"


def sum_sentence(step: BackwardStep, scenario: Scenario) -> str:
    """The second beat of "multiply then sum": the engine adds up what the node returned."""
    read, shares = count(scenario.n_samples, "time"), count(scenario.n_samples, "contribution")
    shapes = _shapes(step.unreduced.shape, step.grad_out.shape)
    return f"The one row `coeffs` was read {read}, so the engine adds {shares}: {shapes}."


def operator(step: ForwardStep, scenario: Scenario) -> str:
    """What an operation on one tensor does, as short as the picture needs."""
    linear = {"preds": "add along the row", "loss": scenario.reduction}
    return linear.get(step.name) or said(step.operation.kind.symbol, step.operation.options)


def derivative_name(step: BackwardStep) -> str:
    """What the local derivative of a node is called."""
    assert step.hand_rule is not None  # the kinds of a loss's lines have one
    assert step.operation is not None
    return said(step.hand_rule.name, step.operation.options, _each(step.receiver))


def _each(tensor: str) -> str:
    """What one number of a tensor is called."""
    return tensor.removesuffix("s") if tensor in ("residuals", "errors", "preds") else "number"


def passing_back(step: BackwardStep) -> str:
    """What happens to a gradient on its way through a node that keeps no tensor for it."""
    if step.rule == "broadcast":
        return "copied along the row" if step.receiver == "products" else "copied to each sample"
    return f"× {_one_over_n(step)}" if step.receiver == "errors" else f"× {_factor(step)}"


def _shapes(before: tuple[int, ...], after: tuple[int, ...]) -> str:
    return f"{shape_text(before)} → {shape_text(after)}"


def _through(step: BackwardStep) -> str:
    return _shapes(step.grad_in.shape, step.unreduced.shape)


def _factor(step: BackwardStep) -> str:
    """The one number by which a node with the rule "scale" multiplies."""
    assert step.local is not None
    return short(step.local.item())


def _one_over_n(step: BackwardStep) -> str:
    """1/N as a number, and whether it is all of it."""
    shown, (n_samples,) = _factor(step), step.unreduced.shape
    return f"1/N {'=' if Fraction(shown.replace('−', '-')) * n_samples == 1 else '≈'} {shown}"


def _scaled(step: BackwardStep, scenario: Scenario) -> str:
    if step.receiver != "errors":
        passes = f"multiplies by {_factor(step)}, so the gradient passes unchanged: {_through(step)}"
        return f"{passes}. `t_dep` is not tracked and gets None."
    errors = count(scenario.n_samples, "error")
    to = errors if scenario.n_samples == 1 else f"each of {errors}"
    return f"multiplies by {_one_over_n(step)} and hands the result to {to}: {_through(step)}."


def _multiplied(step: BackwardStep, _: Scenario) -> str:
    return f"multiplies each gradient by its local derivative ({derivative_name(step)}): {_through(step)}."


def _at_kinks(step: BackwardStep, scenario: Scenario, forward: Forward) -> str:
    """What the node of a loss with a kink takes where a residual is exactly 0."""
    loss, hits = LOSSES[scenario.loss], (forward["residuals"].value == 0).nonzero().flatten().tolist()
    if step.rule != "multiply" or step.receiver != "residuals" or not loss.kinked or not hits:
        return ""
    taken = short(loss.derivative(torch.zeros(1)).item())
    return f" {residuals_named(hits)} exactly 0, a kink: PyTorch takes {taken}."


def _copied(step: BackwardStep, scenario: Scenario) -> str:
    if step.receiver == "errors":
        errors = count(scenario.n_samples, "error")
        return f"copies the gradient to {errors}, which were added going forward: {_through(step)}."
    return f"copies each gradient along its row, whose products were added going forward: {_through(step)}."


def _contributed(step: BackwardStep, _: Scenario) -> str:
    shares = "one contribution per sample and coefficient"
    return f"multiplies each gradient by the input that it met, {shares}: {_through(step)}."


def _accumulated(step: BackwardStep, _: Scenario) -> str:
    held = ", ".join(short(value) for value in step.grad_out[:4].tolist())
    more = ", …" if len(step.grad_out) > 4 else ""
    arrives = shape_text(step.grad_in.shape)
    return f"adds what arrives, of shape {arrives}, to `coeffs.grad`, which was None: it now holds [{held}{more}]."


_DONE: dict[str, Callable[[BackwardStep, Scenario], str]] = {
    "scale": _scaled,
    "multiply": _multiplied,
    "broadcast": _copied,
    "multiply then sum": _contributed,
    "accumulate": _accumulated,
}
