"""By hand: the gradient's formula for this loss and reduction, one sample's contribution, and the sum of a column."""

from core import LOSSES, ChainRule
from ui.formula.backward import column_sum
from ui.formula.forward import FRAC, mean_factor
from ui.formula.latex import TIMES, at_shown, equation, factor, name, number, put, relation, shown, slope, stacked
from ui.tape.story import Story


def hand_formula(story: Story, chain: ChainRule) -> str:
    """The general formula, then sample i's contribution to coefficient j in numbers, then all contributions added."""
    general = [*_general(story), *_residual(story, chain)]
    return stacked([general, _contribution(story, chain), _column(story, chain)])


def _general(story: Story) -> list[str]:
    derivative = put(LOSSES[story.scenario.loss].derivative_formula, "r_i")
    right = rf"= {mean_factor(story, 'N', FRAC)}\sum_i {derivative}{TIMES}{name('t_indep', 'i', 'j')}"
    return [*equation(slope("coeffs", "j"), [right]), f"r_i &= {name('preds', 'i')} - {name('t_dep', 'i')}"]


def _residual(story: Story, chain: ChainRule) -> list[str]:
    i = story.i
    pred, dep, made = story.forward["preds"].value[i].item(), story.scenario.t_dep[i].item(), chain.residuals[i].item()
    equal = relation(shown(pred) - shown(dep), made, size=max(abs(pred), abs(dep)))
    return equation(f"r_{{{i}}}", [f"= {number(pred)} - {factor(dep)} {equal} {number(made)}"])


def _contribution(story: Story, chain: ChainRule) -> list[str]:
    i, j, loss = story.i, story.j, LOSSES[story.scenario.loss]
    residual, local, indep = chain.residuals[i].item(), chain.local[i].item(), story.scenario.t_indep[i, j].item()
    made, formula = chain.contributions[i, j].item(), loss.derivative_formula
    symbols = (mean_factor(story, "N"), put(formula, f"r_{{{i}}}"), name("t_indep", i, j))
    size = mean_factor(story, str(story.scenario.n_samples))
    values = (size, put(formula, number(residual)), factor(indep))
    worked = (size, factor(local) if size else number(local), factor(indep))
    computed = chain.factor * shown(local) * shown(indep)
    return equation(
        name("contributions", i, j),
        [
            f"= {_product(symbols)}",
            f"= {_product(values)}",
            f"{relation(at_shown(loss.derivative, residual), local)} {_product(worked)}",
            f"{relation(computed, made)} {number(made)}",
        ],
    )


def _column(story: Story, chain: ChainRule) -> list[str]:
    return column_sum(story, chain.contributions[:, story.j], chain.grad[story.j].item())


def _product(factors: tuple[str, ...]) -> str:
    return TIMES.join(part for part in factors if part)
