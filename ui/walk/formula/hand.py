"""By hand: the gradient's formula for this loss and reduction, one sample's contribution, and the sum of a column."""

from fractions import Fraction

from core import LOSSES, REDUCTIONS, ChainRule
from ui.walk.formula.digits import at, fit, in_two
from ui.walk.formula.latex import TIMES, equation, name, number, put, slope, stacked
from ui.walk.formula.sums import addition, line_of, terms
from ui.walk.tape.story import Story

FRAC = r"\frac"


def hand_formula(story: Story, chain: ChainRule) -> str:
    """The general formula, then sample i's contribution to coefficient j in numbers, then all contributions added."""
    general = [*_general(story), *_residual(story, chain)]
    return stacked([general, _contribution(story, chain), _column(story, chain)])


def _general(story: Story) -> list[str]:
    """The chain rule, what its two factors are here, and the residual that stands in them."""
    loss = LOSSES[story.scenario.loss]
    preds, coeff, indep = name("preds", "i"), name("coeffs", "j"), name("t_indep", "i", "j")
    derivative = put(loss.derivative_formula, "r_i")
    upstream, own = slope("preds", "i"), rf"\frac{{\partial {preds}}}{{\partial {coeff}}}"
    rule = rf"= \sum_i {upstream}{TIMES}{own}"
    worked = rf"= {_mean_factor(story, 'N', FRAC)}\sum_i {derivative}{TIMES}{indep}"
    cases = [f"{derivative} &= {put(loss.derivative_cases, 'r_i')}"] if loss.derivative_cases else []
    return [*equation(slope("coeffs", "j"), [rule, worked]), *cases, f"r_i &= {preds} - {name('t_dep', 'i')}"]


def _residual(story: Story, chain: ChainRule) -> list[str]:
    i = story.i
    pred, dep, made = story.forward["preds"].value[i].item(), story.scenario.t_dep[i].item(), chain.residuals[i].item()
    line = fit((pred, dep), lambda shown: shown[0] - shown[1], made, story.scenario.dtype)
    write = line.write
    numbers = f"{write.opening(pred, dep)} {write.number(pred)} - {write.factor(dep)}"
    return equation(f"r_{{{i}}}", [f"{numbers} {line.sign} {number(made)}"])


def _contribution(story: Story, chain: ChainRule) -> list[str]:
    i, j, loss, dtype = story.i, story.j, LOSSES[story.scenario.loss], story.scenario.dtype
    residual, local, indep = chain.residuals[i].item(), chain.local[i].item(), story.scenario.t_indep[i, j].item()
    made, formula = chain.contributions[i, j].item(), loss.derivative_formula
    size = _mean_factor(story, str(story.scenario.n_samples))
    divided = Fraction(1, story.scenario.n_samples) if size else Fraction(1)
    write, between, last = in_two(
        (residual, lambda shown: at(loss.derivative, shown), local),
        ((local, indep), lambda shown: divided * shown[0] * shown[1], made),
        dtype,
    )
    symbols = (_mean_factor(story, "N"), put(formula, f"r_{{{i}}}"), name("t_indep", i, j))
    values = (size, put(formula, write.number(residual)), write.factor(indep))
    worked = (size, write.factor(local) if size else write.number(local), write.factor(indep))
    return equation(
        name("contributions", i, j),
        [
            f"= {_product(symbols)}",
            f"{write.opening(residual, indep)} {_product(values)}",
            f"{between} {_product(worked)}",
            f"{last} {number(made)}",
        ],
    )


def _column(story: Story, chain: ChainRule) -> list[str]:
    """The gradient of coefficient j: the contributions of all samples, (N,), added."""
    left, total = slope("coeffs", story.j), chain.grad[story.j].item()
    parts = terms(story.view.rows, chain.contributions[:, story.j])
    line = line_of(parts, total, story.scenario.dtype)
    symbols = rf"= \sum_i {name('contributions', 'i', story.j)}"
    written = addition(left, parts, line.write)
    return equation(left, [symbols, *written, f"{line.sign} {number(total)}"])


def _mean_factor(story: Story, size: str, fraction: str = r"\tfrac") -> str:
    """What the reduction puts before each error: 1/N, with `size` in the place of N, or nothing."""
    return rf"{fraction}{{1}}{{{size}}}" if REDUCTIONS[story.scenario.reduction].divides else ""


def _product(factors: tuple[str, ...]) -> str:
    return TIMES.join(part for part in factors if part)
