"""Forward: what one operation computed for the chosen sample and coefficient."""

from core import LOSSES, REDUCTIONS
from ui.formula.latex import TIMES, aligned, at_shown, equation, factor, name, number, put, relation, shown
from ui.formula.sums import addition, comes_to, displayed, values_of
from ui.tape.moments import Moment
from ui.tape.story import Story

FRAC = r"\frac"


def forward_formula(story: Story, moment: Moment) -> str:
    """The moment's operation for the chosen entry, as LaTeX; before the first one, the whole program in symbols."""
    if not moment.line:
        return aligned(_program(story))
    write = {"products": _product, "preds": _pred, "residuals": _residual, "errors": _error, "loss": _loss}
    return aligned(write[moment.line](story))


def mean_factor(story: Story, size: str, fraction: str = r"\tfrac") -> str:
    """What the reduction puts before each error: 1/N, with `size` in the place of N, or nothing."""
    return rf"{fraction}{{1}}{{{size}}}" if REDUCTIONS[story.scenario.reduction].local else ""


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
    return equation(
        name("products", i, j),
        [
            f"= {name('t_indep', i, j)}{TIMES}{name('coeffs', j)}",
            f"= {number(indep)}{TIMES}{factor(coeff)}",
            f"{relation(shown(indep) * shown(coeff), made)} {number(made)}",
        ],
    )


def _pred(story: Story) -> list[str]:
    i, columns = story.i, story.view.columns
    products, made = story.forward["products"].value[i], story.forward["preds"].value[i].item()
    left, equal = name("preds", i), comes_to(displayed(products, columns), columns, made)
    written = addition(left, values_of(products, columns))
    return equation(left, [rf"= \sum_j {name('products', i, 'j')}", *written, f"{equal} {number(made)}"])


def _residual(story: Story) -> list[str]:
    i = story.i
    pred, dep = story.forward["preds"].value[i].item(), story.scenario.t_dep[i].item()
    made = story.forward["residuals"].value[i].item()
    equal = relation(shown(pred) - shown(dep), made, size=max(abs(pred), abs(dep)))
    return equation(
        name("residuals", i),
        [f"= {name('preds', i)} - {name('t_dep', i)}", f"= {number(pred)} - {factor(dep)}", f"{equal} {number(made)}"],
    )


def _error(story: Story) -> list[str]:
    i, loss = story.i, LOSSES[story.scenario.loss]
    residual, made = story.forward["residuals"].value[i].item(), story.forward["errors"].value[i].item()
    return equation(
        name("errors", i),
        [
            f"= {put(loss.formula, name('residuals', i))}",
            f"= {put(loss.formula, number(residual))}",
            f"{relation(at_shown(loss.forward, residual), made)} {number(made)}",
        ],
    )


def _loss(story: Story) -> list[str]:
    rows, n_samples, errors = story.view.rows, story.scenario.n_samples, story.forward["errors"].value
    made, divided = story.forward.loss, mean_factor(story, str(n_samples))
    before, after = (rf"{divided} \, (", ")") if divided else ("", "")
    symbols = rf"= {mean_factor(story, 'N', FRAC)}\sum_i {name('errors', 'i')}"
    equal = comes_to(displayed(errors, rows), rows, made, parts=n_samples if divided else 1)
    left = r"\text{loss}"
    written = addition(left, values_of(errors, rows), before, after)
    return equation(left, [symbols, *written, f"{equal} {number(made)}"])
