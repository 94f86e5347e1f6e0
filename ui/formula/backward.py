"""Backward: upstream × local = downstream, for the chosen sample and coefficient."""

from dataclasses import dataclass

from torch import Tensor

from core import LOSSES, BackwardStep
from ui.formula.forward import FRAC, mean_factor
from ui.formula.latex import TIMES, aligned, at_shown, equation, factor, name, number, put, relation, shown, slope
from ui.formula.sums import addition, comes_to, displayed, values_of
from ui.tape.moments import Moment
from ui.tape.story import Story


def backward_formula(story: Story, moment: Moment) -> str:
    """What the moment's node does for the chosen entry, as LaTeX; before the first node, the gradient of 1."""
    if not moment.node:
        return aligned([rf"{slope('loss')} &= 1 \qquad (L = \text{{loss}})"])
    step = story.back(moment.node)
    if step.rule == "accumulate":
        return aligned(_kept(story, step))
    if "g.total" in moment.made:
        contributions, total = step.unreduced[:, story.j], step.grad_out[story.j].item()
        return aligned(column_sum(story, contributions, total))
    return aligned(_passed_on(story, step))


def column_sum(story: Story, contributions: Tensor, total: float) -> list[str]:
    """The gradient of coefficient j: the contributions of all samples, (N,), added."""
    rows = story.view.rows
    symbols = rf"= \sum_i {name('contributions', 'i', story.j)}"
    left = slope("coeffs", story.j)
    written = addition(left, values_of(contributions, rows))
    worked_out = f"{comes_to(displayed(contributions, rows), rows, total)} {number(total)}"
    return equation(left, [symbols, *written, worked_out])


def _kept(story: Story, step: BackwardStep) -> list[str]:
    left = name("coeffs.grad", story.j)
    return equation(left, [f"= {slope('coeffs', story.j)}", f"= {number(step.grad_out[story.j].item())}"])


@dataclass(frozen=True)
class _Local:
    """A local derivative for one entry.

    Attributes:
        symbols: as a formula.
        values: the formula with numbers in it.
        value: the number.
        computed: what the displayed numbers of `values` give.
    """

    symbols: str
    values: str
    value: float
    computed: float


def _local(story: Story, step: BackwardStep) -> _Local:
    i, j = story.i, story.j
    if step.local is None:  # a sum passes its gradient on as it is
        return _Local("1", "1", 1.0, 1.0)
    value = _entry(story, step.local).item()
    if step.receiver == "errors":
        size = story.scenario.n_samples
        return _Local(mean_factor(story, "N", FRAC), mean_factor(story, str(size)), value, 1 / size)
    if step.rule == "multiply":
        loss, residual = LOSSES[story.scenario.loss], story.forward["residuals"].value[i].item()
        formula = loss.derivative_formula
        symbols, values = put(formula, name("residuals", i)), put(formula, number(residual))
        return _Local(symbols, values, value, at_shown(loss.derivative, residual))
    symbols = name("t_indep", i, j) if step.rule == "multiply then sum" else "1"
    return _Local(symbols, factor(value), value, shown(value))


def _passed_on(story: Story, step: BackwardStep) -> list[str]:
    local, upstream = _local(story, step), _entry(story, step.grad_in).item()
    out = _entry(story, step.unreduced).item()
    arrives = slope(step.tensor, *_index(story, step.grad_in))
    lines = [
        rf"= \underbrace{{{arrives}}}_{{\text{{upstream}}}}{TIMES}\underbrace{{{local.symbols}}}_{{\text{{local}}}}",
        f"= {number(upstream)}{TIMES}{local.values}",
    ]
    computed = shown(upstream) * local.computed
    if step.rule == "multiply":
        equal = relation(local.computed, local.value)
        lines.append(f"{equal} {number(upstream)}{TIMES}{factor(local.value)}")
        computed = shown(upstream) * shown(local.value)
    place = _index(story, step.unreduced)
    left = name("contributions", *place) if step.rule == "multiply then sum" else slope(step.receiver, *place)
    return equation(left, [*lines, f"{relation(computed, out)} {number(out)}"])


def _index(story: Story, tensor: Tensor) -> tuple[int, ...]:
    """The chosen place in a tensor of shape (N, n), (N,) or ()."""
    return (story.i, story.j)[: tensor.ndim]


def _entry(story: Story, tensor: Tensor) -> Tensor:
    return tensor[_index(story, tensor)]
