"""Where does this number come from? The total and the products that it is made of, one a sample."""

from ui.formula.latex import TIMES, aligned, equation, factor, number
from ui.formula.sums import addition, comes_to, displayed, signed, terms
from ui.tape.story import Story


def origin_line(story: Story) -> str:
    """coeffs.grad[j] as the sum of ∂L/∂preds × t_indep, as LaTeX: 0.5 = −0.25·1 − 0.25·3 + 0.25·2 + 0.25·4.

    Of many samples the tape's rows are written, and how many are left out between them; the total is exact.
    """
    upstream, inputs = story.back("preds").grad_in, story.scenario.t_indep[:, story.j]
    total, slots = story.backward.coeffs_grad[story.j].item(), story.view.rows

    def product(sample: int) -> str:
        return signed(upstream[sample].item(), TIMES + factor(inputs[sample].item()))

    pairs = zip(displayed(upstream, slots), displayed(inputs, slots), strict=True)
    equal = comes_to([one * other for one, other in pairs], slots, total)
    left = number(total)
    return aligned(equation(left, addition(left, terms(slots, product), sign=equal)))
