"""Where does this number come from? Everything dims but the cells that coeffs.grad[j] was made from."""

import pytest

from core import LOSSES
from core.presets.presets import PRESETS
from tests.ui.markup import Table, groups, parse
from tests.ui.walk.tape.cases import PROBLEMS, WITHIN, walks
from ui.walk.stage.stage import drawing_of, stage
from ui.walk.tape.story import Story, tell
from ui.walk.tape.windows import window

IN_COLUMN = {"v.t_indep", "l.products", "g.products", "g.contributions"}
"""(N, n): of these the chosen coefficient's column leads to its gradient, a row a sample."""

IN_FULL = {"v.residuals", "l.errors", "g.loss", "g.errors", "g.residuals", "g.preds"}
"""Every sample leads to the gradient, through its residual, back to the seed."""

ENDS = {"g.total", "g.kept"}
"""(n,): the sum itself."""


def drawn(story: Story) -> dict[str, Table]:
    """The stage once everything is filled."""
    steps = walks(story)[1]
    return groups(parse(stage(drawing_of(story, steps, len(steps) - 1))))


def bright(preset: str, loss: str, i: int, j: int) -> dict[str, set[tuple[int, int]]]:
    """The cells that are not dimmed, by row and column of their table, once everything is filled."""
    story = tell(PROBLEMS[preset].replace(loss=loss), i, j, trace=True)
    found = drawn(story)
    lit = {
        key: {(r, c) for r, row in enumerate(table.rows) for c, cell in enumerate(row) if "dim" not in cell.classes}
        for key, table in found.items()
    }
    return {key: cells for key, cells in lit.items() if cells}


def test_only_the_cells_that_made_the_entry_stay_bright() -> None:
    for loss in LOSSES:
        for j in [0, 1]:
            for preset in ["article-2x2", "mixed-4x2", "kink"]:
                samples = range(PROBLEMS[preset].n_samples)
                expected = {key: {(i, j) for i in samples} for key in IN_COLUMN}
                within = {f"{lane}.{call}" for call in WITHIN.get(loss, []) for lane in "vlg"}
                expected |= {key: {(i, 0) for i in samples} for key in (IN_FULL | within) - {"g.loss"}}
                expected |= {"g.loss": {(0, 0)}} | {key: {(0, j)} for key in ENDS}
                assert bright(preset, loss, 0, j) == expected, (loss, j, preset)


def test_the_chosen_sample_does_not_matter() -> None:
    """A gradient is made from all samples."""
    assert bright("mixed-4x2", "mae", 3, 1) == bright("mixed-4x2", "mae", 0, 1)


def test_a_chosen_entry_that_is_far_inside_a_large_tensor_is_traced() -> None:
    j = 6
    place = window(1000, 10, 0, j).columns.index(j)
    found = bright("article-1000x10", "mae", 0, j)
    assert set(found) == IN_COLUMN | IN_FULL | ENDS
    for key in IN_COLUMN | ENDS:
        assert {column for _, column in found[key]} == {place}, key


def test_nothing_is_dimmed_unless_asked_for() -> None:
    story = tell(PRESETS["mixed-4x2"].build(), j=1)
    cells = [cell for table in drawn(story).values() for row in table.rows for cell in row]
    assert not any("dim" in cell.classes for cell in cells)


@pytest.mark.parametrize("trace", [False, True])
def test_the_chosen_sample_and_coefficient_are_outlined_wherever_they_are_drawn(trace: bool) -> None:
    """In (N, n) one cell, in (N,) the sample's, in (n,) the coefficient's, in () none: there is nothing to choose."""
    story = tell(PRESETS["mixed-4x2"].build(), i=2, j=1, trace=trace)
    for key, table in drawn(story).items():
        outlined = [(r, c) for r, row in enumerate(table.rows) for c, cell in enumerate(row) if "pick" in cell.classes]
        rows, columns = len(table.rows), len(table.rows[0])
        expected = {(1, 1): [], (4, 1): [(2, 0)], (1, 2): [(0, 1)], (4, 2): [(2, 1)]}[rows, columns]
        assert outlined == expected, key
