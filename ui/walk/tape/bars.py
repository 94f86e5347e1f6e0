"""Signed bars beside the cells of a table, so that it is seen how numbers of both signs cancel in a sum."""

import math


def bar(value: float | None, full: float, extra: str = "") -> str:
    """The cell with the bar of one number: to the right of its axis for a positive one, to the left for a negative one.

    Args:
        value: the number; None for the empty place beside a cell without one.
        full: the size that takes up the whole side of the axis; where it is 0 or not finite, no bar can be drawn.
        extra: a class of its column.
    """
    classes = f"bar {extra}".strip()
    if value is None:
        return f'<td class="{classes} none"></td>'
    share = abs(value) / full if 0 < full < math.inf else 0.0
    sign = "minus" if value < 0 else "plus" if value > 0 else "zero"
    return f'<td class="{classes}" aria-hidden="true"><i class="{sign}" style="width:{50 * share:.4g}%"></i></td>'
