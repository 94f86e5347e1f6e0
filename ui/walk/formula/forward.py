"""Forward: what one operation computed for the chosen sample and coefficient."""

from core import LOSSES, REDUCTIONS, ForwardStep
from ui.walk.formula.digits import PRODUCT, at, fit
from ui.walk.formula.latex import TIMES, aligned, equation, name, number, put
from ui.walk.formula.of_call import OfCall
from ui.walk.formula.sums import addition, line_of, opening, terms
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story

FRAC = r"\frac"


def forward_formula(story: Story, tape_step: TapeStep) -> str:
    """The step's operation for the chosen entry, as LaTeX; before the first one, the whole program in symbols."""
    write = {"products": _product, "preds": _pred, "residuals": _residual, "loss": _loss}
    if tape_step.line in write:
        return aligned(write[tape_step.line](story))
    made = {step.name: step for step in story.made}
    return aligned(_elementwise(story, made[tape_step.line]) if tape_step.line in made else _program(story))


def mean_factor(story: Story, size: str, fraction: str = r"\tfrac") -> str:
    """What the reduction puts before each error: 1/N, with `size` in the place of N, or nothing."""
    return rf"{fraction}{{1}}{{{size}}}" if REDUCTIONS[story.scenario.reduction].divides else ""


def _program(story: Story) -> list[str]:
    loss = put(LOSSES[story.scenario.loss].formula, "r_i")
    return [
        rf"L = \text{{loss}} &= {mean_factor(story, 'N', FRAC)}\sum_i {loss}",
        f"r_i &= {name('preds', 'i')} - {name('t_dep', 'i')}",
        rf"{name('preds', 'i')} &= \sum_j {name('t_indep', 'i', 'j')}{TIMES}{name('coeffs', 'j')}",
    ]


def _product(story: Story) -> list[str]:
    i, j, scenario = story.i, story.j, story.scenario
    indep, coeff = scenario.t_indep[i, j].item(), scenario.coeffs[j].item()
    made = story.forward["products"].value[i, j].item()
    line = fit((indep, coeff), lambda shown: shown[0] * shown[1], made, scenario.dtype, PRODUCT)
    write = line.write
    return equation(
        name("products", i, j),
        [
            f"= {name('t_indep', i, j)}{TIMES}{name('coeffs', j)}",
            f"{write.opening(indep, coeff)} {write.number(indep)}{TIMES}{write.factor(coeff)}",
            f"{line.sign} {number(made)}",
        ],
    )


def _pred(story: Story) -> list[str]:
    i, made = story.i, story.forward["preds"].value[story.i].item()
    parts = terms(story.view.columns, story.forward["products"].value[i])
    left, line = name("preds", i), line_of(parts, made, story.scenario.dtype)
    written = addition(left, parts, line.write, sign=opening(line.write, parts))
    return equation(left, [rf"= \sum_j {name('products', i, 'j')}", *written, f"{line.sign} {number(made)}"])


def _residual(story: Story) -> list[str]:
    i = story.i
    pred, dep = story.forward["preds"].value[i].item(), story.scenario.t_dep[i].item()
    made = story.forward["residuals"].value[i].item()
    line = fit((pred, dep), lambda shown: shown[0] - shown[1], made, story.scenario.dtype)
    write = line.write
    return equation(
        name("residuals", i),
        [
            f"= {name('preds', i)} - {name('t_dep', i)}",
            f"{write.opening(pred, dep)} {write.number(pred)} - {write.factor(dep)}",
            f"{line.sign} {number(made)}",
        ],
    )


def _elementwise(story: Story, step: ForwardStep) -> list[str]:
    """A call that works on each number by itself: the loss, or one of the calls that it is made of."""
    i, source, call = story.i, step.inputs[0], OfCall(story, step.operation, story.i)
    read, made = story.forward[source].value[i].item(), step.value[i].item()
    line = fit((read,), lambda shown: at(call.forward, shown[0]), made, story.scenario.dtype, PRODUCT)
    write = line.write
    return equation(
        name(step.name, i),
        [
            f"= {put(call.formula, name(source, i))}",
            f"{write.opening(read)} {put(call.formula, write.number(read))}",
            f"{line.sign} {number(made)}",
        ],
    )


def _loss(story: Story) -> list[str]:
    n_samples, made = story.scenario.n_samples, story.forward.loss
    divided = mean_factor(story, str(n_samples))
    before, after = (rf"{divided} \, (", ")") if divided else ("", "")
    parts = terms(story.view.rows, story.forward["errors"].value)
    line = line_of(parts, made, story.scenario.dtype, n_samples if divided else 1)
    left = r"\text{loss}"
    symbols = rf"= {mean_factor(story, 'N', FRAC)}\sum_i {name('errors', 'i')}"
    written = addition(left, parts, line.write, before, after, opening(line.write, parts))
    return equation(left, [symbols, *written, f"{line.sign} {number(made)}"])
