"""Where does this number come from? The total and the products that it is made of, one a sample."""

from ui.walk.formula.latex import aligned, equation, number
from ui.walk.formula.sums import addition, line_of, terms
from ui.walk.tape.story import Story


def origin_line(story: Story) -> str:
    """coeffs.grad[j] as the sum of ∂L/∂preds × t_indep, as LaTeX: 0.5 = −0.25·1 − 0.25·3 + 0.25·2 + 0.25·4.

    Of many samples the tape's rows are written, and between them the sum of how many are left out.
    """
    total, left = story.backward.coeffs_grad[story.j].item(), number(story.backward.coeffs_grad[story.j].item())
    parts = terms(story.view.rows, story.back("preds").grad_in, story.scenario.t_indep[:, story.j])
    line = line_of(parts, total, story.scenario.dtype)
    return aligned(equation(left, addition(left, parts, line.write, sign=line.sign)))
