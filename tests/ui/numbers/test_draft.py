"""The texts of all cells: from a scenario, and after everything that can be done to them."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core import Scenario, run_forward
from core.presets.presets import PRESETS
from tests.core.strategies import scenarios
from ui.numbers.draft import Draft
from ui.numbers.editing import same_numbers
from ui.numbers.limits import MAX_GRID_SAMPLES
from ui.numbers.reading import read

EDITABLE = [slug for slug in PRESETS if PRESETS[slug].build().n_samples < MAX_GRID_SAMPLES]
SMALL = Draft((("1", "2", "5"), ("3", "4", "6")), ("0.5", "-0"))


def test_a_scenario_s_texts_are_its_numbers_exactly() -> None:
    scenario = Scenario([[1, 2], [3, 4]], [5, 6], [0.5, -0.0])
    assert Draft.of(scenario) == SMALL
    assert SMALL.sample_columns == ("t_indep[:, 0]", "t_indep[:, 1]", "t_dep")


@given(scenarios())
def test_reading_the_texts_gives_the_same_bits(scenario: Scenario) -> None:
    draft = Draft.of(scenario)
    nothing_known = Draft((), ()), scenario
    assert same_numbers(read(draft, scenario, nothing_known), scenario)
    assert read(draft, scenario, nothing_known) == scenario


@pytest.mark.parametrize(
    ("name", "index", "text"), [("t_indep", (1, 0), "3"), ("t_dep", (0,), "5"), ("coeffs", (1,), "-0")]
)
def test_one_cell_is_read_and_written_at_its_place(name: str, index: tuple[int, ...], text: str) -> None:
    assert SMALL.cell(name, index) == text
    changed = SMALL.with_cell(name, index, "abc")
    assert changed.cell(name, index) == "abc"
    assert changed.with_cell(name, index, text) == SMALL


@pytest.mark.parametrize(
    ("name", "index", "there"),
    [
        ("t_indep", (1, 1), True),
        ("t_indep", (2, 0), False),
        ("t_indep", (0, 2), False),
        ("t_dep", (1,), True),
        ("t_dep", (2,), False),
        ("coeffs", (1,), True),
        ("coeffs", (2,), False),
    ],
)
def test_a_removed_cell_is_known_not_to_be_there(name: str, index: tuple[int, ...], there: bool) -> None:
    assert SMALL.has(name, index) is there


@pytest.mark.parametrize(("i", "left"), [(0, ("3", "4", "6")), (1, ("1", "2", "5")), (-1, ("1", "2", "5"))])
def test_any_sample_can_be_removed(i: int, left: tuple[str, ...]) -> None:
    assert SMALL.drop_sample(i).samples == (left,)


@pytest.mark.parametrize("slug", EDITABLE)
def test_a_new_sample_or_coefficient_is_valid_and_a_coefficient_changes_no_prediction(slug: str) -> None:
    scenario = PRESETS[slug].build()
    known = Draft.of(scenario), scenario
    taller = read(known[0].add_sample(), scenario, known)
    assert (taller.n_samples, taller.n_coeffs) == (scenario.n_samples + 1, scenario.n_coeffs)
    assert run_forward(taller)["preds"].value[-1] == 0
    wider = read(known[0].add_coeff(), scenario, known)
    assert wider.n_coeffs == scenario.n_coeffs + 1
    torch.testing.assert_close(run_forward(wider)["preds"].value, run_forward(scenario)["preds"].value)


@given(st.booleans())
def test_removing_undoes_adding(sample: bool) -> None:
    longer = SMALL.add_sample() if sample else SMALL.add_coeff()
    assert longer != SMALL
    assert (longer.drop_sample() if sample else longer.drop_coeff()) == SMALL
