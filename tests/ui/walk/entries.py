"""Which entries of which problems the tests look at whose subject is one worked number."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from hypothesis import strategies as st

from core import Scenario
from core.scenario.scenario import DTYPES
from tests.core.strategies import scenarios
from tests.ui.walk.edges import EDGES
from tests.ui.walk.tape.cases import PROBLEMS

Entry = tuple[Scenario, int, int]
"""A problem, a sample and a coefficient."""


def every(loss: str, reduction: str) -> Iterator[Entry]:
    """Each problem in both precisions, at its first, a middle and its last entry."""
    for problem, dtype in product((PROBLEMS | EDGES).values(), DTYPES.values()):
        scenario = problem.replace(loss=loss, reduction=reduction, dtype=dtype)
        last_i, last_j = scenario.n_samples - 1, scenario.n_coeffs - 1
        for i, j in {(0, 0), (last_i // 2, last_j // 2), (last_i, last_j)}:
            yield scenario, i, j


@st.composite
def random(draw: st.DrawFn, /, **bounds: Any) -> Entry:
    """An entry of a random problem (`scenarios`)."""
    scenario = draw(scenarios(**bounds))
    i, j = (draw(st.integers(0, size - 1)) for size in (scenario.n_samples, scenario.n_coeffs))
    return scenario, i, j
