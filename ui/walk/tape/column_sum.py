"""The bill: one contribution a sample, a double rule, and their total. By hand draws it."""

from ui.walk.tape.cells import Cells
from ui.walk.tape.render import Renderer
from ui.words import count


def added(renderer: Renderer, contributions: Cells, total: Cells, width: int, rest: str = "") -> str:
    """The markup of a sum over the samples.

    Args:
        renderer: draws at one step.
        contributions: a row a sample, a column a coefficient, (N, n).
        total: the sums of the columns, (n,).
        width: how many characters a cell holds.
        rest: what stands between the drawn contributions and the rule.
    """
    rule = f'<p class="added">{count(len(contributions.values), "contribution")} added</p>'
    return renderer.table(contributions, width) + rest + rule + renderer.table(total, width)
