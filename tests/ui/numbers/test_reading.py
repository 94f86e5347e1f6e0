"""From texts to a scenario: exactly what was typed, or a sentence with its place."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core import ScenarioError
from core.presets.presets import PRESETS
from ui.numbers.draft import Draft
from ui.numbers.limits import MAX_GRID_COEFFS, MAX_GRID_SAMPLES
from ui.numbers.reading import CellsError, read

ARTICLE = PRESETS["article-2x2"].build()
KNOWN = Draft.of(ARTICLE), ARTICLE
DRAFT = KNOWN[0]


@pytest.mark.parametrize(
    ("text", "number"), [(".07", 0.07), ("1e-4", 1e-4), ("1e3", 1000.0), ("-0", -0.0), (" 4 ", 4.0), ("−2.5", -2.5)]
)
def test_what_is_typed_is_what_core_gets(text: str, number: float) -> None:
    scenario = read(DRAFT.with_cell("t_indep", (0, 1), text), ARTICLE, KNOWN)
    held = scenario.t_indep[0, 1]
    assert held == torch.tensor(number)
    assert held.signbit() == torch.tensor(number).signbit()


@pytest.mark.parametrize("text", ["3,5", "1/2", "inf", "nan", "abc", "", "1" * 40, "1e39", "1\t2"])
def test_what_is_no_number_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(CellsError) as refused:
        read(DRAFT.with_cell("t_dep", (1,), text), ARTICLE, KNOWN)
    assert str(refused.value).startswith("t_dep[1]: ")
    assert str(refused.value).endswith(".")
    assert list(refused.value.cells) == ["t_dep[1]"]


def test_several_bad_cells_are_one_sentence_and_a_count() -> None:
    draft = DRAFT.with_cell("t_indep", (0, 1), "x").with_cell("t_dep", (1,), "").with_cell("coeffs", (0,), "nan")
    with pytest.raises(CellsError) as refused:
        read(draft, ARTICLE, KNOWN)
    assert str(refused.value).startswith("coeffs[0]: ")
    assert str(refused.value).endswith(" 2 more cells cannot be read either.")
    assert list(refused.value.cells) == ["coeffs[0]", "t_indep[0, 1]", "t_dep[1]"]


def test_loss_reduction_dtype_and_name_are_kept() -> None:
    like = ARTICLE.replace(loss="mse", reduction="sum", dtype=torch.float64, name="mine")
    read_as = read(DRAFT.with_cell("t_dep", (0,), "0.1"), like, KNOWN)
    assert (read_as.loss, read_as.reduction, read_as.dtype, read_as.name) == ("mse", "sum", torch.float64, "mine")
    assert read_as.t_dep[0].item() == 0.1


def test_no_sample_and_too_many_are_refused_in_a_sentence() -> None:
    with pytest.raises(ScenarioError, match=r"^No sample is left: .*\.$"):
        read(replace(DRAFT, samples=()), ARTICLE, KNOWN)
    with pytest.raises(ScenarioError, match=rf"^{MAX_GRID_SAMPLES + 1:,}×2 is too large .*\.$"):
        read(replace(DRAFT, samples=(("1", "2", "3"),) * (MAX_GRID_SAMPLES + 1)), ARTICLE, KNOWN)
    width = MAX_GRID_COEFFS + 1
    with pytest.raises(ScenarioError, match=rf"^1×{width} is too large .*\.$"):
        read(Draft((("1",) * (width + 1),), ("1",) * width), ARTICLE, KNOWN)


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["1", "2.5", "-0", ".07"]))))
def test_knowing_the_rows_that_stayed_changes_nothing(changes: list[tuple[int, str]]) -> None:
    scenario = PRESETS["mixed-4x2"].build()
    known = Draft.of(scenario), scenario
    draft = known[0]
    for row, text in changes:
        draft = draft.with_cell("t_indep", (row, 1), text)
    unknown = Draft((), ()), scenario
    assert read(draft, scenario, known) == read(draft, scenario, unknown)


def test_only_a_row_that_changed_is_parsed() -> None:
    """Which keeps 1000×10 cells pleasant: the others come from what is known, shown here by knowing other numbers."""
    scenario = PRESETS["mixed-4x2"].build()
    other = scenario.replace(t_indep=scenario.t_indep + 100)
    draft = Draft.of(scenario).with_cell("t_dep", (2,), "7")
    changed = read(draft, scenario, (Draft.of(scenario), other))
    assert changed.t_indep.tolist() == [[101, 102], [103, 104], [2, 1], [104, 100]]
    assert changed.t_dep.tolist() == [5, 6, 7, 1]


def test_in_another_dtype_nothing_is_known() -> None:
    like = ARTICLE.replace(dtype=torch.float64)
    draft = DRAFT.with_cell("t_indep", (0, 0), "0.1")
    single = read(draft, ARTICLE, KNOWN)
    assert read(draft, like, (draft, single)).t_indep[0, 0].item() == 0.1
