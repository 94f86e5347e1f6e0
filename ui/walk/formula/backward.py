"""Backward: upstream × local = downstream, for the chosen sample and coefficient."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import torch
from torch import Tensor

from core import BackwardStep
from ui.walk.formula.digits import PRODUCT, Number, at, fit, in_two
from ui.walk.formula.forward import FRAC, mean_factor
from ui.walk.formula.latex import TIMES, aligned, equation, name, number, put, slope
from ui.walk.formula.of_call import call_of
from ui.walk.formula.sums import addition, line_of, opening, terms
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story


def backward_formula(story: Story, tape_step: TapeStep) -> str:
    """What the step's node does for the chosen entry, as LaTeX; before the first node, the gradient of 1."""
    if not tape_step.node:
        return aligned([rf"{slope('loss')} &= 1 \qquad (L = \text{{loss}})"])
    step = story.back(tape_step.node)
    if step.rule == "accumulate":
        return aligned(_kept(story, step))
    if "g.total" in tape_step.made:
        contributions, total = step.unreduced[:, story.j], step.grad_out[story.j].item()
        return aligned(column_sum(story, contributions, total))
    return aligned(_passed_on(story, step))


def column_sum(story: Story, contributions: Tensor, total: float) -> list[str]:
    """The gradient of coefficient j: the contributions of all samples, (N,), added."""
    left, parts = slope("coeffs", story.j), terms(story.view.rows, contributions)
    line = line_of(parts, total, story.scenario.dtype)
    symbols = rf"= \sum_i {name('contributions', 'i', story.j)}"
    written = addition(left, parts, line.write, sign=opening(line.write, parts))
    return equation(left, [symbols, *written, f"{line.sign} {number(total)}"])


def _kept(story: Story, step: BackwardStep) -> list[str]:
    left, held = name("coeffs.grad", story.j), step.grad_out[story.j].item()
    line = fit((held,), lambda shown: shown[0], held, story.scenario.dtype)
    return equation(left, [f"= {slope('coeffs', story.j)}", f"{line.write.opening(held)} {number(held)}"])


@dataclass(frozen=True)
class _Local:
    """A local derivative for one entry.

    Attributes:
        symbols: as a formula.
        operand: the number in it; None where there is none.
        values: the formula with the number's text in it.
        worked_out: what it gives for a number.
        value: the number that it gave.
    """

    symbols: str
    operand: float | None
    values: Callable[[str], str]
    worked_out: Callable[[Number], Number]
    value: float


def _local(story: Story, step: BackwardStep) -> _Local:
    i, j = story.i, story.j
    if step.local is None:  # a sum passes its gradient on as it is
        return _Local("1", None, lambda _: "1", lambda _: Fraction(1), 1.0)
    value = _entry(story, step.local).item()
    if step.receiver == "errors":
        size = story.scenario.n_samples
        mean = mean_factor(story, str(size))
        return _Local(mean_factor(story, "N", FRAC), None, lambda _: mean, lambda _: Fraction(1, size), value)
    if step.rule == "multiply":
        call, read = call_of(story, step), story.forward[step.receiver].value[i].item()
        formula = call.derivative_formula
        symbols = put(formula, name(step.receiver, i))
        return _Local(symbols, read, lambda text: put(formula, text), lambda r: at(call.derivative, r), value)
    if step.rule == "multiply then sum":
        return _Local(name("t_indep", i, j), value, lambda text: text, lambda x: x, value)
    return _Local("1", None, lambda _: "1", lambda _: Fraction(1), value)


def _passed_on(story: Story, step: BackwardStep) -> list[str]:
    local, upstream = _local(story, step), _entry(story, step.grad_in).item()
    out, dtype = _entry(story, step.unreduced).item(), story.scenario.dtype
    arrives = slope(step.tensor, *_index(story, step.grad_in))
    place = _index(story, step.unreduced)
    left = name("contributions", *place) if step.rule == "multiply then sum" else slope(step.receiver, *place)
    symbols = (
        rf"= \underbrace{{{arrives}}}_{{\text{{upstream}}}}{TIMES}\underbrace{{{local.symbols}}}_{{\text{{local}}}}"
    )
    if step.rule == "multiply":
        return equation(left, [symbols, *_in_two_lines(local, upstream, out, dtype)])
    numbers = (upstream,) if local.operand is None else (upstream, local.operand)
    line = fit(numbers, lambda shown: shown[0] * local.worked_out(shown[-1]), out, dtype, PRODUCT)
    write = line.write
    value = local.values("" if local.operand is None else write.factor(local.operand))
    values = f"{write.opening(*numbers)} {write.number(upstream)}{TIMES}{value}"
    return equation(left, [symbols, values, f"{line.sign} {number(out)}"])


def _in_two_lines(local: _Local, upstream: float, out: float, dtype: torch.dtype) -> list[str]:
    """The derivative of the loss is worked out in a line of its own."""
    residual = local.operand
    assert residual is not None  # every loss is a function of it
    write, between, last = in_two(
        (residual, local.worked_out, local.value),
        ((upstream, local.value), lambda shown: shown[0] * shown[1], out),
        dtype,
    )
    return [
        f"{write.opening(upstream, residual)} {write.number(upstream)}{TIMES}{local.values(write.number(residual))}",
        f"{between} {write.number(upstream)}{TIMES}{write.factor(local.value)}",
        f"{last} {number(out)}",
    ]


def _index(story: Story, tensor: Tensor) -> tuple[int, ...]:
    """The chosen place in a tensor of shape (N, n), (N,) or ()."""
    return (story.i, story.j)[: tensor.ndim]


def _entry(story: Story, tensor: Tensor) -> Tensor:
    return tensor[_index(story, tensor)]
