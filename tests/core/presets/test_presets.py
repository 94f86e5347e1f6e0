"""The presets: what each promises, asked of its numbers."""

import plotly.data
import pytest
import torch

from core import Scenario, calc_preds, run_backward
from core.presets.presets import DEFAULT_PRESET, PRESETS, TIPS


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


def test_article_1000x10_has_positive_residuals_alone_so_its_gradient_is_each_columns_mean_about_a_half() -> None:
    scenario = PRESETS["article-1000x10"].build()
    assert (scenario.n_samples, scenario.n_coeffs) == (1000, 10)
    for tensor in (scenario.t_indep, scenario.t_dep):
        assert bool(((tensor >= 0) & (tensor < 1)).all())
    assert bool((residuals(scenario) > 0).all())
    grad = run_backward(scenario).coeffs_grad
    torch.testing.assert_close(grad, scenario.t_indep.mean(0), rtol=1e-6, atol=0)
    assert bool(((grad - 0.5).abs() < 0.03).all())
    assert "all residuals are positive" in PRESETS["article-1000x10"].sentence


def test_article_1000x10_leaves_the_global_generator_alone() -> None:
    before = torch.get_rng_state()
    PRESETS["article-1000x10"].build()
    assert torch.equal(torch.get_rng_state(), before)


def grads(slug: str) -> dict[str, list[float]]:
    build = PRESETS[slug].build
    return {loss: run_backward(build().replace(loss=loss)).coeffs_grad.tolist() for loss in ("mae", "mse", "huber")}


def test_an_outlier_sets_the_three_losses_against_each_other() -> None:
    """Residuals 1/8, 1/4, 3/8, 1/2 and -29 3/8 at inputs 1 to 5."""
    assert residuals(PRESETS["outlier"].build()).tolist() == [0.125, 0.25, 0.375, 0.5, -29.375]
    found = grads("outlier")
    assert found["mae"][0] == pytest.approx((1 + 2 + 3 + 4 - 5) / 5)
    assert found["mse"][0] == pytest.approx(2 * (0.125 + 0.5 + 1.125 + 2 - 5 * 29.375) / 5)
    assert found["huber"][0] == pytest.approx((0.125 + 0.5 + 1.125 + 2 - 5) / 5)
    assert found["mse"][0] < 100 * found["huber"][0] < 0 < found["mae"][0]  # a step goes against the gradient
    assert "MAE would lower coeffs[0]; MSE follows the outlier and would raise" in PRESETS["outlier"].sentence


def test_collinear_columns_give_a_valley_along_which_no_loss_changes() -> None:
    scenario = PRESETS["collinear"].build()
    along = scenario.replace(coeffs=scenario.coeffs + torch.tensor([2.0, -1.0]))
    assert residuals(along).tolist() == residuals(scenario).tolist() == [-1, -2, -3, -4]
    for first, second in grads("collinear").values():
        assert 2 * first - second == 0 != first


def test_columns_of_different_scales_have_gradients_of_different_scales() -> None:
    scenario = PRESETS["scales"].build()
    sizes = scenario.t_indep.abs().amax(0)
    assert sizes[1] >= 100 * sizes[0]
    assert sorted(residuals(scenario).sign().tolist()) == [-1, -1, 1, 1]
    for first, second in grads("scales").values():
        assert abs(second) > 100 * abs(first) > 0
    ratios = scenario.t_indep[:, 1] / scenario.t_indep[:, 0]
    first, second = grads("scales")["mae"]
    times, larger = f"{ratios.min():.0f} to {ratios.max():.0f} times", f"{second / first:.0f} times as large"
    assert times in PRESETS["scales"].sentence
    assert larger in PRESETS["scales"].sentence


def test_a_perfect_fit_has_residuals_and_gradients_of_exactly_0() -> None:
    assert residuals(PRESETS["perfect"].build()).tolist() == [0, 0, 0]
    assert set(map(tuple, grads("perfect").values())) == {(0, 0)}


def test_kink_by_dtype_sits_on_a_kink_in_float32_alone() -> None:
    """0.1 + 0.2 - 0.3; the other sample's residual is 2, so each dtype has a gradient to read."""
    double = PRESETS["kink-by-dtype"].build()
    single = double.replace(dtype=torch.float32)
    assert residuals(double).tolist() == [0.1 + 0.2 - 0.3, 2]
    assert residuals(single).tolist() == [0, 2]
    assert run_backward(double).coeffs_grad.tolist() == [(0.1 + 2) / 2, (0.2 + 1) / 2]
    assert run_backward(single).coeffs_grad.tolist() == [1, 0.5]


def test_tips_are_plotly_s_own() -> None:
    theirs = plotly.data.tips()[["total_bill", "size", "tip"]]
    ours = torch.tensor(theirs.to_numpy(dtype=float))
    scenario = PRESETS["tips"].build()
    assert torch.equal(scenario.t_dep, ours[:, 2].float())
    assert torch.equal(scenario.t_indep, (ours[:, :2] / ours[:, :2].amax(0)).float())
    assert scenario.coeffs.tolist() == [0, 0]
    assert TIPS.read_text().splitlines()[0] == "total_bill,size,tip"
