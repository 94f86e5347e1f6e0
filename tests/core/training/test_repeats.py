"""The same data several times over, and in shards, with numbers worked out by hand."""

import torch
from hypothesis import given

from core import LOSSES, REDUCTIONS, Scenario, chain_rule, run_backward
from core.presets.presets import PRESETS
from core.training.repeats import repeat, repeated, shards
from tests.core.strategies import SERIOUS, scenarios


def test_repeated_data_leave_the_mean_s_gradient_alone_and_multiply_the_sum_s() -> None:
    """The 4×2: mean gradient [0.5, -1.25], sum [2, -5], loss 2.125 and 8.5."""
    found = repeated(PRESETS["mixed-4x2"].build(), 3)
    assert [(each.copies, each.n_samples) for each in found] == [(1, 4), (2, 8), (3, 12)]
    assert [each.losses for each in found] == [{"mean": 2.125, "sum": 8.5 * k} for k in (1, 2, 3)]
    assert [each.grads["mean"].tolist() for each in found] == [[0.5, -1.25]] * 3
    assert [each.grads["sum"].tolist() for each in found] == [[2 * k, -5 * k] for k in (1, 2, 3)]


def test_a_repetition_is_one_whole_copy_after_the_other() -> None:
    scenario = repeat(Scenario([[1, 2], [3, 4]], [5, 6], [0.5, 0.5]), 2)
    assert scenario.t_indep.tolist() == [[1, 2], [3, 4]] * 2
    assert scenario.t_dep.tolist() == [5, 6] * 2


def test_one_copy_is_the_problem_itself() -> None:
    for loss in LOSSES:
        for preset in PRESETS:
            scenario = PRESETS[preset].build().replace(loss=loss)
            (once,) = repeated(scenario, 1)
            for name in REDUCTIONS:
                assert torch.equal(once.grads[name], run_backward(scenario.replace(reduction=name)).coeffs_grad), (
                    loss,
                    preset,
                )


def test_unequal_shards_need_weights() -> None:
    """4×2: sample 0 has sign -1 and inputs [1, 2]; the others -1·[3, 4] + [2, 1] + [4, 0] = [3, -3], over 3."""
    found = shards(PRESETS["mixed-4x2"].build())
    assert found is not None
    assert found.sizes == (1, 3)
    assert found.grads.tolist() == [[-1, -2], [1, -1]]
    assert found.average.tolist() == [0, -1.5]
    assert found.weighted.tolist() == [0.5, -1.25]


def test_equal_shards_and_one_sample() -> None:
    found = shards(PRESETS["article-2x2"].build())
    assert found is not None
    assert found.sizes == (1, 1)
    assert found.average.tolist() == found.weighted.tolist() == [-2, -3]
    assert shards(Scenario([[1]], [2], [3])) is None


@SERIOUS
@given(scenarios())
def test_weighted_shards_are_the_gradient_of_the_mean(scenario: Scenario) -> None:
    found = shards(scenario)
    if found is None:
        assert scenario.n_samples == 1
        return
    hand = chain_rule(scenario.replace(reduction="mean"))
    bound = 16 * torch.finfo(scenario.dtype).eps * hand.contributions.abs().sum(0) * 4
    assert bool(((found.weighted - hand.grad).abs() <= bound + torch.finfo(scenario.dtype).tiny).all())
