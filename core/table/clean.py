"""What is done to the features before they are used: other units, and a constant column."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from core.numbers import exact, quote
from core.table.limits import TableError


@dataclass(frozen=True)
class Scaling:
    """One way to change the unit of a column.

    Attributes:
        title: what to call it in a list.
        apply: name, column (N,) in float64 -> the column in its new unit, and how it came about, in a few words;
            raises TableError.
    """

    title: str
    apply: Callable[[str, Tensor], tuple[Tensor, str]]


def keep(_: str, column: Tensor) -> tuple[Tensor, str]:
    """(N,) -> (N,): as it is."""
    return column, ""


def divide_by_maximum(name: str, column: Tensor) -> tuple[Tensor, str]:
    """(N,) -> (N,): divided by the largest absolute value, which is the maximum where nothing is negative.

    Raises:
        TableError: for a column of zeros.
    """
    largest = column.abs().max()
    if largest == 0:
        raise TableError(f"column {quote(name)} is 0 in every row, so its maximum cannot divide it: leave it out.")
    return column / largest, f"divided by {exact(largest.item(), column.dtype)}"


def standardise(name: str, column: Tensor) -> tuple[Tensor, str]:
    """(N,) -> (N,): less the mean, divided by the standard deviation of the N rows themselves (not of a sample).

    So scikit-learn's StandardScaler does (https://scikit-learn.org/stable/modules/preprocessing.html).

    Raises:
        TableError: for a column that is the same in every row.
    """
    if column.min() == column.max():
        raise TableError(f"column {quote(name)} is the same in every row and cannot be standardised: leave it out.")
    largest = column.abs().max()  # the squares of numbers up to 1 do not overflow
    small = column / largest
    mean, deviation = small.mean(), small.std(correction=0)
    how = f"less {(mean * largest).item():.6g}, divided by {(deviation * largest).item():.6g}"
    return (small - mean) / deviation, how


SCALINGS: dict[str, Scaling] = {
    "none": Scaling("as they are", keep),
    "max": Scaling("divide by the maximum", divide_by_maximum),
    "standardise": Scaling("standardise", standardise),
}
