"""The bill: one contribution a sample, a double rule, and their total. The tape draws it, and so does By hand."""

from ui.tape.cells import Cells
from ui.tape.pen import Pen
from ui.words import count


def added(pen: Pen, contributions: Cells, total: Cells, width: int, rest: str = "") -> str:
    """The markup of a sum over the samples.

    Args:
        pen: draws at one moment.
        contributions: a row a sample, a column a coefficient, (N, n).
        total: the sums of the columns, (n,).
        width: how many characters a cell holds.
        rest: what stands between the drawn contributions and the rule.
    """
    rule = f'<p class="added">{count(len(contributions.values), "contribution")} added</p>'
    return pen.table(contributions, width) + rest + rule + pen.table(total, width)
