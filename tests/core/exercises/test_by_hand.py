"""The calculation by hand as questions: each number is torch's, each slip told, and no hint is the answer."""

import math
from itertools import product

import torch

from core import HAND_STAGES, LOSSES, PRESETS, REDUCTIONS, Scenario, hand_question, judge, replay, short
from core.exercises.by_hand import LISTED


def plain(scenario: Scenario, i: int, j: int) -> list[float]:
    """Each stage in plain torch."""
    preds = (scenario.t_indep * scenario.coeffs).sum(1)
    residuals = (preds - scenario.t_dep).requires_grad_()
    errors = LOSSES[scenario.loss].forward(residuals)
    loss = errors.mean() if scenario.reduction == "mean" else errors.sum()
    loss.backward()  # type: ignore[no-untyped-call]
    slopes = residuals.grad
    assert slopes is not None
    shares = slopes * scenario.t_indep[:, j]
    return [each.item() for each in (preds[i], residuals[i], slopes[i], shares[i], shares.sum())]


def test_each_number_is_the_one_that_plain_torch_gives_and_its_slips_are_told() -> None:
    for preset, loss, reduction in product(("article-2x2", "mixed-4x2"), LOSSES, REDUCTIONS):
        run = replay(PRESETS[preset].build().replace(loss=loss, reduction=reduction))
        for (i, j), at in product(((0, 0), (1, 1)), range(len(HAND_STAGES))):
            name, right = list(HAND_STAGES)[at], plain(run.scenario, i, j)[at]
            question = hand_question(run, name, i, j)
            assert question is not None
            assert judge(question, repr(right)).right, (preset, loss, name)
            assert len(question.hints) == len(set(question.hints)) == 3
            assert not question.hints[2].endswith(f" is {short(right)}."), (preset, loss, name)
            for slip in question.slips:
                verdict = judge(question, repr(slip.gives))
                assert verdict.right or slip.title in [each.title for each in verdict.slips], (preset, loss, name, slip)


def test_a_number_that_two_slips_give_has_both_named() -> None:
    question = hand_question(replay(PRESETS["mixed-4x2"].build().replace(loss="mse")), "residual", 0, 0)
    assert question is not None
    assert [slip.title for slip in judge(question, "3.5").slips] == ["the sign is turned", "target minus prediction"]


def test_many_numbers_are_added_in_the_hint_and_what_is_not_finite_is_not_asked() -> None:
    large = Scenario(torch.rand(50, 20), torch.rand(50), torch.rand(20))
    for name in HAND_STAGES:
        question = hand_question(replay(large), name, 7, 3)
        assert question is not None
        assert question.hints[2].count(",") <= LISTED
    one = Scenario([[2.0]], [1.0], [3.0])
    for name, right in zip(HAND_STAGES, plain(one, 0, 0), strict=True):
        question = hand_question(replay(one), name, 0, 0)
        assert question is not None
        assert math.isclose(float(question.right), right)
    lost = replay(Scenario([[1e30]], [0.0], [1e30], loss="mse"))
    assert hand_question(lost, "prediction", 0, 0) is None
