"""The numbers of single mistakes, worked out by hand, and which scenarios cannot show them."""

import pytest
import torch
from torch import Tensor

from core import Scenario, calc_loss
from core.mistakes import MISTAKES, Outcome, run_mistake
from core.mistakes.shapes import MOST_SAMPLES_SQUARED
from core.presets.presets import PRESETS

ARTICLE, MIXED = PRESETS["article-2x2"].build(), PRESETS["mixed-4x2"].build()


def value(outcome: Outcome, name: str) -> Tensor | None:
    return outcome.values[name].tensor


def numbers(observed: Tensor | None) -> object:
    return None if observed is None else observed.tolist()


def test_targets_of_shape_n_1_make_n_by_n_residuals() -> None:
    outcome = run_mistake(MISTAKES["column-targets"], MIXED)
    # preds 1.5, 3.5, 1.5, 2 less each of the targets 5, 6, 0, 1; by hand
    assert numbers(value(outcome, "residuals")) == [
        [-3.5, -1.5, -3.5, -3.0],
        [-4.5, -2.5, -4.5, -4.0],
        [1.5, 3.5, 1.5, 2.0],
        [0.5, 2.5, 0.5, 1.0],
    ]
    assert numbers(value(outcome, "grad")) == [0, 0]  # in each column two signs are + and two are -
    assert numbers(outcome.right["grad"].tensor) == [0.5, -1.25]


def test_where_all_residuals_have_one_sign_a_column_does_no_harm_so_a_preset_is_used_and_named() -> None:
    outcome = run_mistake(MISTAKES["column-targets"], ARTICLE)
    assert outcome.scenario == MIXED
    assert outcome.instead == (
        "With these numbers the gradient comes out right all the same. "
        "So the preset “4×2, residuals of both signs” is used."
    )


def test_n_by_n_residuals_are_never_made_of_many_samples() -> None:
    many = MOST_SAMPLES_SQUARED + 1
    outcome = run_mistake(MISTAKES["column-targets"], Scenario(torch.ones(many, 1), torch.arange(many), torch.ones(1)))
    assert outcome.scenario == MIXED
    assert outcome.instead.startswith("This makes N × N residuals")


def test_a_nan_among_the_targets_drops_its_sample_from_the_gradient() -> None:
    outcome = run_mistake(MISTAKES["nan-target"], ARTICLE)
    loss = value(outcome, "loss")
    assert loss is not None
    assert loss.isnan()
    assert numbers(value(outcome, "grad")) == [-1.5, -2.0]
    assert numbers(outcome.right["grad"].tensor) == [-3.0, -4.0]  # the second sample alone: sign -1 × [3, 4]


def test_no_samples_give_a_loss_of_nan_and_a_gradient_of_zeros() -> None:
    outcome = run_mistake(MISTAKES["no-samples"], ARTICLE)
    loss = value(outcome, "loss")
    assert loss is not None
    assert loss.isnan()
    assert numbers(value(outcome, "grad")) == [0, 0]


def test_forgetting_to_zero_doubles_the_article_s_gradient() -> None:
    outcome = run_mistake(MISTAKES["forgets-to-zero"], ARTICLE)
    assert numbers(value(outcome, "grad")) == [-4, -6]
    assert numbers(outcome.right["grad"].tensor) == [-2, -3]


@pytest.mark.parametrize("slug", ["loss-requires-grad", "step-makes-non-leaf", "random-minus-half"])
def test_the_gradient_that_never_arrives(slug: str) -> None:
    outcome = run_mistake(MISTAKES[slug], ARTICLE)
    assert value(outcome, "grad") is None
    assert numbers(outcome.right["grad"].tensor) == [-2, -3]


def test_what_torch_says_of_the_tensors_shows_the_cause() -> None:
    untracked = run_mistake(MISTAKES["not-tracked"], ARTICLE)
    assert (untracked.values["loss"].requires_grad, untracked.values["loss"].grad_fn) == (False, None)
    assert untracked.right["loss"].grad_fn == "MeanBackward0"
    moved = run_mistake(MISTAKES["step-makes-non-leaf"], ARTICLE)
    assert (moved.values["coeffs"].is_leaf, moved.values["coeffs"].grad_fn) == (False, "SubBackward0")
    assert (moved.right["coeffs"].is_leaf, moved.right["coeffs"].grad_fn) == (True, None)
    assert numbers(run_mistake(MISTAKES["integer-coeffs"], ARTICLE).values["coeffs"].tensor) == [0, 0]


def test_retained_and_tracked_tensors_get_their_gradients() -> None:
    assert numbers(run_mistake(MISTAKES["grad-of-non-leaf"], ARTICLE).right["preds_grad"].tensor) == [-0.5, -0.5]
    inputs = run_mistake(MISTAKES["retain-grad-untracked"], ARTICLE).right["t_indep_grad"].tensor
    assert numbers(inputs) == [[-0.25, -0.25], [-0.25, -0.25]]


@pytest.mark.parametrize("slug", ["backward-on-vector", "column-targets", "nan-target"])
def test_one_sample_cannot_show_it_so_a_preset_is_used_and_named(slug: str) -> None:
    one = Scenario([[1.0, 2.0]], [5.0], [0.5, 0.5])
    outcome = run_mistake(MISTAKES[slug], one)
    assert outcome.scenario == MIXED
    assert outcome.instead.startswith("This needs at least 2 samples")
    assert "4×2, residuals of both signs" in outcome.instead


def test_another_loss_than_mae_gives_a_nan_gradient_so_a_preset_is_used() -> None:
    outcome = run_mistake(MISTAKES["nan-target"], ARTICLE.replace(loss="mse"))
    assert outcome.scenario == MIXED
    assert outcome.instead.startswith("This needs the mean absolute error")


def test_small_gradients_are_compared_by_their_own_size() -> None:
    """An absolute tolerance calls 2e-9 right where 4e-9 is."""
    small = Scenario([[1e-9, 2e-9], [3e-9, 4e-9]], [5, 6], [0.5, 0.5])
    outcome = run_mistake(MISTAKES["forgets-to-zero"], small)
    assert (outcome.instead, outcome.scenario) == ("", small)
    wrong, right = value(outcome, "grad"), outcome.right["grad"].tensor
    assert wrong is not None
    assert right is not None
    torch.testing.assert_close(wrong, 2 * right, rtol=1e-6, atol=0)


@pytest.mark.parametrize(
    ("slug", "scenario", "because"),
    [
        (
            "forgets-to-zero",
            Scenario([[3e38, 3e38]], [0], [3e38, -3e38], loss="mse", reduction="sum"),
            "With these numbers the gradient is not finite even without the mistake.",
        ),
        (
            "column-targets",
            Scenario(torch.full((7, 1), 0.1), torch.arange(7) + 1.3, [0.1], reduction="sum").replace(reduction="mean"),
            "With these numbers the gradient differs from the right one by rounding alone.",
        ),
        (
            "target-size",
            ARTICLE,
            "With these numbers the gradient comes out right all the same.",
        ),
        (
            "optimizer-keeps-old",
            PRESETS["perfect"].build(),
            "With these numbers `coeffs` comes out right all the same.",
        ),
    ],
)
def test_why_a_preset_is_used_is_true_of_the_numbers(slug: str, scenario: Scenario, because: str) -> None:
    mistake = MISTAKES[slug]
    outcome = run_mistake(mistake, scenario)
    assert outcome.scenario == mistake.example()
    assert outcome.instead.startswith(because)


def test_a_nan_among_the_inputs_makes_the_gradient_nan_so_the_finite_one_is_of_targets_alone() -> None:
    coeffs = ARTICLE.coeffs.clone().requires_grad_()
    inputs = ARTICLE.t_indep.clone()
    inputs[0, 0] = torch.nan
    calc_loss(coeffs, inputs, ARTICLE.t_dep).backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    assert coeffs.grad is not None
    assert coeffs.grad.isnan().tolist() == [True, False]
    assert "targets" in MISTAKES["nan-target"].cause


def test_the_loss_of_a_rate_too_large_is_inf_and_then_nan_at_the_steps_of_the_article_s_numbers() -> None:
    outcome = run_mistake(MISTAKES["rate-too-large"], ARTICLE.replace(loss="mse"))
    assert outcome.instead == ""
    losses = value(outcome, "losses")
    assert losses is not None
    assert (int(losses.isinf().nonzero()[0]), int(losses.isnan().nonzero()[0])) == (63, 128)
    assert run_mistake(MISTAKES["rate-too-large"], MIXED).instead == (
        "This needs the squared error, whose slope grows with the distance. "
        "So the preset “The article's 2×2” (squared error) is used."
    )


def test_an_optimizer_steps_on_the_tensor_that_it_was_given() -> None:
    outcome = run_mistake(MISTAKES["optimizer-keeps-old"], ARTICLE)
    assert numbers(value(outcome, "coeffs")) == [0.5, 0.5]
    moved = outcome.right["coeffs"].tensor
    assert moved is not None
    torch.testing.assert_close(moved, torch.tensor([0.52, 0.53]))  # 0.5 - 0.01 × -2 and -3


def test_a_sum_of_tensors_is_the_same_number_with_a_graph_behind_it() -> None:
    outcome = run_mistake(MISTAKES["keeps-graphs"], ARTICLE)
    assert outcome.right["total"].value == 6.0
    assert numbers(value(outcome, "total")) == 6.0
    assert outcome.values["total"].behind[:2] == ("AddBackward0", "AddBackward0")


@pytest.mark.parametrize(
    ("slug", "behind", "name"),
    [
        ("step-makes-non-leaf", ("SubBackward0", "AccumulateGrad"), ""),
        ("second-step-on-none", ("SubBackward0", "AccumulateGrad"), ""),
        ("random-minus-half", ("SubBackward0", "AccumulateGrad"), "numbers"),
        ("moved-after-tracking", ("ToCopyBackward0", "AccumulateGrad"), ""),
        ("optimizer-non-leaf", ("DivBackward0", "AccumulateGrad"), ""),
        ("step-makes-untracked", (), ""),
    ],
)
def test_what_is_behind_coeffs_ends_in_the_leaf_that_holds_the_gradient(
    slug: str, behind: tuple[str, ...], name: str
) -> None:
    observed = run_mistake(MISTAKES[slug], ARTICLE).values["coeffs"]
    assert (observed.behind, observed.leaf_name) == (behind, name)
    if behind and not name:
        assert numbers(observed.leaf) == [0.5, 0.5]
