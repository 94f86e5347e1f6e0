"""The presets: what each promises, asked of its numbers."""

import pytest
import torch

from core import Scenario, calc_preds, chain_rule, run_backward
from core.presets import DEFAULT_PRESET, PRESETS


def residuals(scenario: Scenario) -> torch.Tensor:
    return calc_preds(scenario.coeffs, scenario.t_indep) - scenario.t_dep


def test_the_app_opens_on_the_article() -> None:
    assert DEFAULT_PRESET == next(iter(PRESETS)) == "article-2x2"
    assert PRESETS[DEFAULT_PRESET].build() == Scenario([[1, 2], [3, 4]], [5, 6], [0.5, 0.5])


@pytest.mark.parametrize("slug", PRESETS)
def test_each_build_gives_an_equal_scenario_of_its_own(slug: str) -> None:
    first, second = PRESETS[slug].build(), PRESETS[slug].build()
    assert first == second
    first.coeffs.fill_(9)
    assert first != second


@pytest.mark.parametrize("slug", PRESETS)
def test_texts(slug: str) -> None:
    preset, scenario = PRESETS[slug], PRESETS[slug].build()
    assert scenario.name == preset.title
    assert preset.sentence.endswith(".")


def test_4x2_has_residuals_of_both_signs_and_more_rows_than_columns() -> None:
    scenario = PRESETS["mixed-4x2"].build()
    assert residuals(scenario).tolist() == [-3.5, -2.5, 1.5, 1.0]
    assert (scenario.n_samples, scenario.n_coeffs) == (4, 2)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_kink_hits_one_target_exactly_in_either_dtype(dtype: torch.dtype) -> None:
    # preds 1.5, 2, 2 less t_dep 4, 2, 1
    assert residuals(PRESETS["kink"].build().replace(dtype=dtype)).tolist() == [-2.5, 0.0, 1.0]


def test_kink_drops_the_sample_that_hits() -> None:
    # signs -1, 0, 1: (-1 · 1 + 0 · 3 + 1 · 2) / 3 = 1/3 and (-1 · 2 + 0 · 1 + 1 · 2) / 3 = 0
    grad = run_backward(PRESETS["kink"].build()).coeffs_grad
    torch.testing.assert_close(grad, torch.tensor([1 / 3, 0.0]))


def test_article_1000x10_has_nearly_only_positive_residuals_so_its_gradient_is_about_the_column_means() -> None:
    scenario = PRESETS["article-1000x10"].build()
    assert (scenario.n_samples, scenario.n_coeffs) == (1000, 10)
    for tensor in (scenario.t_indep, scenario.t_dep):
        assert bool(((tensor >= 0) & (tensor < 1)).all())
    assert (residuals(scenario) > 0).double().mean() > 0.97
    grad = chain_rule(scenario).grad
    torch.testing.assert_close(grad, scenario.t_indep.mean(0), rtol=0, atol=0.02)


def test_article_1000x10_leaves_the_global_generator_alone() -> None:
    before = torch.get_rng_state()
    PRESETS["article-1000x10"].build()
    assert torch.equal(torch.get_rng_state(), before)
