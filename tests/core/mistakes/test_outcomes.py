"""The numbers of single mistakes, worked out by hand, and which scenarios cannot show them."""

import pytest
import torch
from torch import Tensor

from core import Scenario
from core.mistakes import MISTAKES, Outcome, run_mistake
from core.mistakes.data import MOST_SAMPLES_SQUARED
from core.presets import PRESETS

ARTICLE, MIXED = PRESETS["article-2x2"].build(), PRESETS["mixed-4x2"].build()


def value(outcome: Outcome, name: str) -> Tensor | None:
    return outcome.values[name].value


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
    assert numbers(outcome.right["grad"].value) == [0.5, -1.25]


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
    assert numbers(value(outcome, "grad")) == [-1.5, -2.0]  # facts.md
    assert numbers(outcome.right["grad"].value) == [-3.0, -4.0]  # the second sample alone: sign -1 × [3, 4]


def test_no_samples_give_a_loss_of_nan_and_a_gradient_of_zeros() -> None:
    outcome = run_mistake(MISTAKES["no-samples"], ARTICLE)
    loss = value(outcome, "loss")
    assert loss is not None
    assert loss.isnan()
    assert numbers(value(outcome, "grad")) == [0, 0]


def test_forgetting_to_zero_doubles_the_article_s_gradient() -> None:
    outcome = run_mistake(MISTAKES["forgets-to-zero"], ARTICLE)
    assert numbers(value(outcome, "grad")) == [-4, -6]
    assert numbers(outcome.right["grad"].value) == [-2, -3]


@pytest.mark.parametrize("slug", ["loss-requires-grad", "step-makes-non-leaf", "random-minus-half"])
def test_the_gradient_that_never_arrives(slug: str) -> None:
    outcome = run_mistake(MISTAKES[slug], ARTICLE)
    assert value(outcome, "grad") is None
    assert numbers(outcome.right["grad"].value) == [-2, -3]


def test_what_torch_says_of_the_tensors_shows_the_cause() -> None:
    untracked = run_mistake(MISTAKES["not-tracked"], ARTICLE)
    assert (untracked.values["loss"].requires_grad, untracked.values["loss"].grad_fn) == (False, None)
    assert untracked.right["loss"].grad_fn == "MeanBackward0"
    moved = run_mistake(MISTAKES["step-makes-non-leaf"], ARTICLE)
    assert (moved.values["coeffs"].is_leaf, moved.values["coeffs"].grad_fn) == (False, "SubBackward0")
    assert (moved.right["coeffs"].is_leaf, moved.right["coeffs"].grad_fn) == (True, None)
    assert numbers(run_mistake(MISTAKES["integer-coeffs"], ARTICLE).values["coeffs"].value) == [0, 0]


def test_retained_and_tracked_tensors_get_their_gradients() -> None:
    assert numbers(run_mistake(MISTAKES["grad-of-non-leaf"], ARTICLE).right["preds_grad"].value) == [-0.5, -0.5]
    inputs = run_mistake(MISTAKES["retain-grad-untracked"], ARTICLE).right["t_indep_grad"].value
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
