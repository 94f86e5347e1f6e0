"""Whether two gradients are the same within rounding."""

import pytest
import torch

from core import Scenario, chain_rule, run_backward
from core.hand.verdicts import Verdict, agreement, overall
from core.presets.presets import PRESETS
from core.scenario.draws import Draw

AGREES, DOUBTS, DISAGREES = (
    Verdict("agree", "Yes."),
    Verdict("cannot tell", "Perhaps."),
    Verdict("disagree", "No."),
)


def test_the_4x2_agrees() -> None:
    scenario = PRESETS["mixed-4x2"].build()
    result = agreement(run_backward(scenario).coeffs_grad, chain_rule(scenario))
    assert result.verdict == Verdict("agree", "Autograd and the hand calculation agree for every coefficient.")
    assert [verdict.outcome for verdict in result.verdicts] == ["agree", "agree"]
    assert result.difference.tolist() == [0.0, 0.0]
    # contributions without signs: 0.25 + 0.75 + 0.5 + 1 = 2.5 and 0.5 + 1 + 0.25 + 0 = 1.75
    eps = torch.finfo(torch.float32).eps
    assert result.bound.tolist() == [16 * eps * 2.5, 16 * eps * 1.75]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(("n_samples", "n_coeffs"), [(20_011, 7), (5, 30_000), (16, 5_000), (70_000, 1)])
def test_the_bound_of_many_is_that_of_all_contributions(n_samples: int, n_coeffs: int, dtype: torch.dtype) -> None:
    """Added block by block or at once: the same but for float64's own rounding; and nothing is changed on the way."""
    hand = chain_rule(Draw("hidden", n_samples, n_coeffs, 1).build(dtype=dtype))
    before = hand.contributions.clone()
    sizes = hand.contributions.double().abs().sum(0)
    expected = 16 * torch.finfo(dtype).eps * sizes
    torch.testing.assert_close(agreement(hand.grad, hand).bound, expected, rtol=1e-12, atol=0)
    assert torch.equal(hand.contributions, before)


@pytest.mark.parametrize(("errors", "outcome"), [(10.0, "agree"), (-16.0, "agree"), (17.0, "disagree")])
def test_sixteen_rounding_errors_are_the_bound(errors: float, outcome: str) -> None:
    hand = chain_rule(PRESETS["mixed-4x2"].build().replace(dtype=torch.float64))
    off = errors * torch.finfo(torch.float64).eps * 2.5  # a multiple of the gradient's own spacing: 0.5 can carry it
    result = agreement(hand.grad + torch.tensor([off, 0.0], dtype=torch.float64), hand)
    assert [verdict.outcome for verdict in result.verdicts] == [outcome, "agree"]
    assert result.verdict.outcome == outcome


def test_a_disagreement_names_the_coefficient_and_both_sizes() -> None:
    hand = chain_rule(PRESETS["mixed-4x2"].build())
    result = agreement(hand.grad + torch.tensor([0.0, 0.5]), hand)
    assert result.verdict == Verdict(
        "disagree",
        "coeffs[1]: Autograd and the hand calculation lie 0.5 apart, and rounding explains 3.3e-06 at most.",
    )


def test_numbers_beyond_the_dtype_cannot_be_compared() -> None:
    """A residual of about 1e30, doubled and times 1e30, is beyond float32: both say inf, which is no agreement."""
    scenario = Scenario([[1e30, 1]], [0], [1, 1], loss="mse")
    result = agreement(run_backward(scenario).coeffs_grad, chain_rule(scenario))
    assert [verdict.outcome for verdict in result.verdicts] == ["cannot tell", "agree"]
    assert result.verdict == Verdict(
        "cannot tell", "coeffs[0]: The numbers are too large for float32: inf or nan came out on the way."
    )


@pytest.mark.parametrize(("dtype", "largest"), [(torch.float32, 88.7), (torch.float64, 709.7)])
def test_log_cosh_agrees_up_to_the_largest_residual_whose_cosh_the_dtype_can_hold(
    dtype: torch.dtype, largest: float
) -> None:
    """1 / cosh is below the smallest normal number there and has lost digits, each path in an order of its own."""
    for n_samples in (1, 4, 50, 1000):
        for below in torch.arange(0, 8, 0.1, dtype=torch.float64).tolist():
            coeffs = [largest - below, 0.0]
            scenario = Scenario([[1.0, 2.0]] * n_samples, [0.0] * n_samples, coeffs, loss="logcosh", dtype=dtype)
            result = agreement(run_backward(scenario).coeffs_grad, hand := chain_rule(scenario))
            assert result.verdict.outcome == "agree"
            assert agreement(hand.grad * 1.01, hand).verdict.outcome == "disagree", "the bound still says something"


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([AGREES, AGREES], Verdict("agree", "All.")),
        ([AGREES, DOUBTS, DOUBTS], Verdict("cannot tell", "coeffs[1]: Perhaps.")),
        ([DOUBTS, AGREES, DISAGREES], Verdict("disagree", "coeffs[2]: No.")),
    ],
)
def test_one_verdict_on_all(verdicts: list[Verdict], expected: Verdict) -> None:
    assert overall(verdicts, "All.", [f"coeffs[{at}]" for at in range(len(verdicts))]) == expected
