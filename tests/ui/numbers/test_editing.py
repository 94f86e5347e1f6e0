"""One editor's draft: nothing typed is lost, and what cannot be read leaves the numbers as they were."""

import pytest
import torch

from core.link.links import OWN_NUMBERS, Link, base_scenario, decode, encode
from core.presets.presets import PRESETS
from ui.numbers.draft import Draft
from ui.numbers.editing import Editing, named, same_numbers

ARTICLE = PRESETS["article-2x2"].build()


def test_a_draft_that_can_be_read_becomes_the_scenario() -> None:
    editing = Editing.of(ARTICLE)
    assert editing.take(editing.draft.with_cell("t_dep", (0,), ".07"), ARTICLE)
    assert editing.scenario.t_dep[0] == torch.tensor(0.07)
    assert (editing.refusal, editing.problems) == ("", {})
    assert editing.draft.cell("t_dep", (0,)) == ".07", "as it was typed"


def test_a_refused_draft_keeps_its_texts_and_the_last_valid_scenario() -> None:
    editing = Editing.of(ARTICLE)
    assert not editing.take(editing.draft.with_cell("t_dep", (0,), "abc"), ARTICLE)
    assert editing.scenario == ARTICLE
    assert editing.refusal.startswith("t_dep[0]: “abc”")
    assert list(editing.problems) == ["t_dep[0]"]
    assert editing.take(editing.draft.with_cell("t_dep", (0,), "5"), ARTICLE), "mended"
    assert (editing.scenario, editing.refusal, editing.problems) == (ARTICLE, "", {})


def test_numbers_from_outside_replace_the_draft_and_its_refusal() -> None:
    editing = Editing.of(ARTICLE)
    editing.take(editing.draft.with_cell("t_dep", (0,), "abc"), ARTICLE)
    other = PRESETS["mixed-4x2"].build()
    editing.show(other)
    assert (editing.draft, editing.scenario) == (Draft.of(other), other)
    assert (editing.refusal, editing.problems) == ("", {})


def test_a_number_too_large_for_float32_is_taken_after_the_change_to_float64() -> None:
    """As the refusal proposes."""
    editing = Editing.of(ARTICLE)
    editing.take(editing.draft.with_cell("t_dep", (0,), "1e39"), ARTICLE)
    assert "float64" in editing.refusal
    converted = editing.convert(ARTICLE.replace(dtype=torch.float64))
    assert converted.t_dep.tolist() == [1e39, 6]
    assert editing.refusal == ""


def test_a_draft_that_stays_refused_in_the_other_dtype_keeps_its_texts() -> None:
    editing = Editing.of(ARTICLE)
    editing.take(editing.draft.with_cell("t_dep", (0,), "abc"), ARTICLE)
    double = ARTICLE.replace(dtype=torch.float64)
    assert editing.convert(double) == double == editing.scenario
    assert editing.draft.cell("t_dep", (0,)) == "abc"
    assert editing.refusal


def test_without_a_refusal_the_converted_numbers_are_shown() -> None:
    double = ARTICLE.replace(dtype=torch.float64)
    assert Editing.of(ARTICLE).convert(double) is double


def test_numbers_are_the_same_to_the_bit_whatever_the_loss() -> None:
    assert same_numbers(ARTICLE, ARTICLE.replace(loss="mse", reduction="sum", name="x"))
    zero, minus_zero = ARTICLE.replace(coeffs=[0, 1]), ARTICLE.replace(coeffs=[-0.0, 1])
    assert zero == minus_zero
    assert not same_numbers(zero, minus_zero)
    assert not same_numbers(ARTICLE, ARTICLE.replace(dtype=torch.float64))
    assert not same_numbers(ARTICLE, PRESETS["mixed-4x2"].build())


@pytest.mark.parametrize("base", ["mixed-4x2", "hidden-4-2-3", ""])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_an_edited_scenario_has_the_name_that_its_link_gives_it(base: str, dtype: torch.dtype) -> None:
    scenario = base_scenario(base or "mixed-4x2", dtype)
    for edited in (scenario, scenario.replace(loss="mse"), scenario.replace(coeffs=[1, 7])):
        name = named(edited, base).name
        assert name == decode(encode(Link(edited, base))).scenario.name
    assert name == (f"{scenario.name}, changed" if base else OWN_NUMBERS)
