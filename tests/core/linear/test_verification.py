"""Autograd, hand and finite differences side by side, and verdicts that claim no more than the numbers can carry."""

from collections import Counter

import pytest
import torch
from hypothesis import given
from torch import Tensor

from core import LOSSES, REDUCTIONS, Scenario, chain_rule, run_backward
from core.hand.verdicts import Verdict
from core.kinds.elementwise import read
from core.linear.verification import verify
from core.presets.presets import PRESETS
from tests.core.entries import enter_loss
from tests.core.strategies import SERIOUS, cells, scenarios


def test_the_4x2_side_by_side() -> None:
    result = verify(PRESETS["mixed-4x2"].build())
    assert result.autograd.tolist() == result.hand.tolist() == [0.5, -1.25]
    assert result.difference.tolist() == [0.0, 0.0]
    for slope in (result.left, result.central, result.right):
        torch.testing.assert_close(slope, torch.tensor([0.5, -1.25], dtype=torch.float64), rtol=1e-8, atol=0)
    # a thousandth of 0.25 + 0.75 + 0.5 + 1 and of 0.5 + 1 + 0.25
    torch.testing.assert_close(result.tolerance, torch.tensor([0.0025, 0.00175], dtype=torch.float64))
    assert bool((result.error < result.tolerance).all())
    assert result.kinks == ()
    assert result.verdict.outcome == "agree"


def test_presets_agree_unless_a_kink_lies_within_the_step() -> None:
    """A residual of exactly 0, or, in float64, one as small as that of 0.1 + 0.2 - 0.3."""
    for reduction in REDUCTIONS:
        for loss in LOSSES:
            for preset in PRESETS:
                scenario = PRESETS[preset].build().replace(loss=loss, reduction=reduction)
                result = verify(scenario)
                reach = result.eps * scenario.t_indep.abs().amax(1)
                inside = LOSSES[loss].kinked and bool((chain_rule(scenario).residuals.abs() <= reach).any())
                assert result.verdict.outcome == ("cannot tell" if inside else "agree"), (reduction, loss, preset)


@SERIOUS
@given(scenarios(smallest=-1.0, largest=1.0, hits=False))
def test_values_from_a_tenth_to_ten_agree_where_no_residual_lies_within_the_step(scenario: Scenario) -> None:
    residuals = chain_rule(scenario.replace(dtype=torch.float64)).residuals.abs()
    result = verify(scenario)
    reach = result.eps * scenario.t_indep.abs().amax(1).double()
    assert "disagree" not in {verdict.outcome for verdict in result.verdicts}
    if bool((residuals > 1e4 * reach).all()):
        assert result.verdict.outcome == "agree"
        off = (result.central - result.autograd).abs()
        assert bool((off <= result.error).all()), "the bound on the error must hold"


@SERIOUS
@given(scenarios())
def test_a_right_gradient_is_never_said_to_disagree(scenario: Scenario) -> None:
    """Over twelve powers of ten finite differences often miss: then no verdict is the honest one."""
    assert {verdict.outcome for verdict in verify(scenario).verdicts} <= {"agree", "cannot tell"}


@pytest.mark.parametrize("residual", [0.0, 1e-9, 1e-6, 1e-5, 1e-4, 1e-2])
def test_a_small_residual_of_log_cosh_is_never_said_to_disagree(residual: float) -> None:
    """Its error is rounded at 1: a short step's slope is off by more than the tolerance, without any bend."""
    for eps in (1e-10, 1e-9, 1e-8, 1e-6, 1e-4):
        scenario = Scenario([[1], [3]], [1, 3], [1 + residual], loss="logcosh", dtype=torch.float64)
        result = verify(scenario, eps)
        assert result.verdict.outcome in {"agree", "cannot tell"}
        assert bool(((result.central - result.autograd).abs() <= result.error).all())


def test_over_twelve_powers_of_ten_both_verdicts_occur_and_misses_are_never_agreement() -> None:
    """Finite differences that lie off by more than the tolerance are there, and each is called what it is."""
    generator = torch.Generator().manual_seed(2)
    outcomes, misses = Counter[str](), 0
    for _ in range(200):
        t_indep, t_dep, coeffs = (cells(generator, *shape, smallest=-6, largest=6) for shape in ((10, 3), (10,), (3,)))
        result = verify(Scenario(t_indep, t_dep, coeffs, dtype=torch.float64))
        outcomes.update(verdict.outcome for verdict in result.verdicts)
        missed = (result.central - result.autograd).abs() > result.tolerance
        misses += int(missed.sum())
        for verdict, miss in zip(result.verdicts, missed.tolist(), strict=True):
            assert not (miss and verdict.outcome == "agree")
    assert outcomes["agree"] > 50
    assert misses > 0
    assert outcomes["disagree"] == 0


def test_a_kink_inside_the_step_cannot_be_judged_though_the_central_slope_agrees() -> None:
    result = verify(Scenario([[3]], [3], [1]))
    assert result.autograd.item() == 0.0
    assert result.central.item() == pytest.approx(0, abs=1e-8)
    assert result.left.item() == pytest.approx(-3)
    assert result.right.item() == pytest.approx(3)
    assert result.kinks == (0,)
    reason = "residuals[0] is 0, where the loss has no derivative."
    assert result.verdicts == (Verdict("cannot tell", reason),)
    assert result.verdict == Verdict("cannot tell", f"coeffs[0]: {reason}")


def test_a_kink_concerns_only_the_coefficients_that_reach_it() -> None:
    # residuals 0 and 1; the second coefficient has no part in the first sample
    result = verify(Scenario([[1, 0], [1, 1]], [1, 1], [1, 1]))
    assert [verdict.outcome for verdict in result.verdicts] == ["cannot tell", "agree"]
    assert result.kinks == (0,)


def test_a_kink_beside_the_point_is_met_by_a_step_that_is_wide_enough() -> None:
    near = Scenario([[1, 1], [2, 1]], [1.75, 9], [1, 1])  # residuals 0.25 and -6
    assert verify(near, eps=0.125).verdict.outcome == "agree"
    result = verify(near, eps=0.5)
    assert result.verdict.outcome == "cannot tell"
    assert "residuals[0] reaches 0 within the step of 0.5" in result.verdict.reason
    assert result.kinks == ()


@pytest.mark.parametrize("loss", [name for name, loss in LOSSES.items() if not loss.kinked])
def test_a_smooth_loss_has_no_kinks_and_a_perfect_fit_has_gradient_zero(loss: str) -> None:
    result = verify(Scenario([[1, 2], [3, 4]], [3, 7], [1, 1], loss=loss))
    assert result.kinks == ()
    assert result.autograd.tolist() == [0.0, 0.0]
    assert result.verdict.outcome == "agree"


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_kinks_are_zeros_of_the_scenarios_own_dtype(dtype: torch.dtype) -> None:
    """.1 + .2 - .3 is 0 in float32 alone."""
    result = verify(Scenario([[1, 1]], [0.3], [0.1, 0.2], dtype=dtype))
    assert result.kinks == ((0,) if dtype == torch.float32 else ())
    assert result.verdict.outcome == "cannot tell"


def test_a_column_of_zeros_agrees_on_zero() -> None:
    result = verify(Scenario([[1, 0], [3, 0]], [5, 6], [0.5, 0.5]))
    assert result.central[1].item() == 0.0
    assert result.verdict.outcome == "agree"


@pytest.mark.parametrize(
    ("scenario", "eps", "reason"),
    [
        # the target's own spacing in float64 is 1.2e-4: the change of 1e-6 is lost in it
        (Scenario([[1]], [1e12], [1], dtype=torch.float64), 1e-6, "rounding is magnified by the small step"),
        # the residual is 1 and the step moves it by 0.5: the slope changes by half
        (Scenario([[1]], [1], [2], loss="mse"), 0.5, "the loss bends within the step"),
        # 1 + 1e-5 to float32's seven digits, less 1: two digits are left of the residual
        (Scenario([[1, 1]], [1], [1, 1.1e-5], loss="mse"), 1e-10, "float32 rounds the gradient itself"),
        (Scenario([[1]], [0], [1]), 1e-20, "1e-20 is too small a step for float64 to move 1 by it"),
        (Scenario([[1e30]], [0], [1e30]), 1e-6, "The numbers are too large for float32"),
        (Scenario([[1e30]], [0], [1], loss="mse"), 1e-6, "The numbers are too large for float32"),
        (
            Scenario([[1e200]], [0], [1], loss="huber", dtype=torch.float64),
            1e200,
            "The numbers are too large for float64",
        ),
    ],
)
def test_what_cannot_be_told_says_why(scenario: Scenario, eps: float, reason: str) -> None:
    verdict = verify(scenario, eps).verdict
    assert verdict.outcome == "cannot tell"
    assert verdict.reason.startswith("coeffs[0]: ")
    assert reason in verdict.reason


def test_a_wrong_hand_derivative_disagrees(monkeypatch: pytest.MonkeyPatch) -> None:
    enter_loss(monkeypatch, "half", torch.square, read)  # of r² it is 2 r, not r
    result = verify(PRESETS["mixed-4x2"].build().replace(loss="half"))
    assert result.verdict.outcome == "disagree"
    assert result.verdict.reason.startswith("coeffs[0]: Autograd and the hand calculation lie 1 apart")


def test_finite_differences_find_a_mistake_that_autograd_and_hand_share(monkeypatch: pytest.MonkeyPatch) -> None:
    def square(residuals: Tensor) -> Tensor:
        errors = residuals**2
        if errors.requires_grad:
            # its backward run forgets the 2
            errors.register_hook(lambda upstream: upstream / 2)  # type: ignore[no-untyped-call]
        return errors

    enter_loss(monkeypatch, "half", square, read)
    result = verify(PRESETS["mixed-4x2"].build().replace(loss="half"))
    assert [verdict.outcome for verdict in result.verdicts] == ["disagree", "disagree"]
    # autograd and hand say -1 where the slope is -2; contributions (3.5 + 7.5 + 3 + 4) / 4, a thousandth
    assert result.verdict.reason == (
        "coeffs[0]: The finite difference lies 1 from autograd's gradient; the tolerance is 0.0045."
    )


def test_the_gradients_are_those_of_the_two_paths() -> None:
    scenario = PRESETS["article-1000x10"].build()
    result = verify(scenario)
    assert torch.equal(result.autograd, run_backward(scenario).coeffs_grad)
    assert torch.equal(result.hand, chain_rule(scenario).grad)


@pytest.mark.parametrize("eps", [0.0, -1.0, float("nan"), float("inf")])
def test_eps_must_be_positive_and_finite(eps: float) -> None:
    with pytest.raises(ValueError, match=r"^eps is "):
        verify(PRESETS["article-2x2"].build(), eps)
