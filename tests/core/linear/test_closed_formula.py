"""The gradient by hand: numbers worked out on paper, autograd as the oracle, and no autograd inside."""

import pytest
import torch
from hypothesis import given
from torch import Tensor

from core import LOSSES, REDUCTIONS, Scenario, by_hand, chain_rule, run_backward
from core.kinds.elementwise import read
from core.presets.presets import PRESETS
from tests.core.entries import enter_loss
from tests.core.strategies import SERIOUS, scenarios


def test_the_article_by_hand() -> None:
    hand = chain_rule(PRESETS["article-2x2"].build())
    assert hand.residuals.tolist() == [-3.5, -2.5]
    assert hand.local.tolist() == [-1.0, -1.0]
    assert hand.factor == 0.5
    assert hand.dloss_dpreds.tolist() == [-0.5, -0.5]
    assert hand.contributions.tolist() == [[-0.5, -1.0], [-1.5, -2.0]]  # -0.5 times [[1, 2], [3, 4]]
    assert hand.grad.tolist() == [-2.0, -3.0]


def test_the_4x2_by_hand() -> None:
    hand = chain_rule(PRESETS["mixed-4x2"].build())
    assert hand.residuals.tolist() == [-3.5, -2.5, 1.5, 1.0]
    assert hand.dloss_dpreds.tolist() == [-0.25, -0.25, 0.25, 0.25]
    assert hand.contributions.tolist() == [[-0.25, -0.5], [-0.75, -1.0], [0.5, 0.25], [1.0, 0.0]]
    assert hand.grad.tolist() == [0.5, -1.25]  # the columns of contributions added up


@pytest.mark.parametrize(
    ("loss", "local", "grad"),
    [
        ("mse", [-7.0, -5.0, 3.0, 2.0], [-2.0, -7.75]),  # (-7 - 15 + 6 + 8) / 4 and (-14 - 20 + 3 + 0) / 4
        ("huber", [-1.0, -1.0, 1.0, 1.0], [0.5, -1.25]),  # all residuals lie at or beyond ±1, so as the signs
        # tanh of -3.5, -2.5, 1.5, 1; (-0.998178 - 2.959843 + 1.810297 + 3.046377) / 4, and the second column's
        ("logcosh", [-0.998178, -0.986614, 0.905148, 0.761594], [0.224663, -1.259416]),
    ],
)
def test_the_other_losses_by_hand(loss: str, local: list[float], grad: list[float]) -> None:
    hand, near = chain_rule(PRESETS["mixed-4x2"].build().replace(loss=loss)), 1e-6 if loss == "logcosh" else 0
    assert hand.local.tolist() == pytest.approx(local, abs=near)
    assert hand.grad.tolist() == pytest.approx(grad, abs=near)


def test_huber_inside_by_hand() -> None:
    hand = chain_rule(Scenario([[2, 4]], [1], [0.5, 0.125], loss="huber"))  # 1 + 0.5 - 1 = 0.5
    assert hand.grad.tolist() == [1.0, 2.0]  # 0.5 · 2, 0.5 · 4


def test_a_sum_is_not_divided() -> None:
    hand = chain_rule(PRESETS["mixed-4x2"].build().replace(reduction="sum"))
    assert hand.factor == 1.0
    assert hand.grad.tolist() == [2.0, -5.0]  # four times [0.5, -1.25]


def test_repeated_data_leave_the_gradient_of_a_mean_and_triple_that_of_a_sum() -> None:
    once = PRESETS["mixed-4x2"].build()
    thrice = once.replace(t_indep=once.t_indep.repeat(3, 1), t_dep=once.t_dep.repeat(3))
    torch.testing.assert_close(chain_rule(thrice).grad, chain_rule(once).grad)
    sums = chain_rule(thrice.replace(reduction="sum")).grad
    torch.testing.assert_close(sums, 3 * chain_rule(once.replace(reduction="sum")).grad)


@pytest.mark.parametrize(("dtype", "grad"), [(torch.float32, 0.0), (torch.float64, 1.0)])
def test_a_residual_can_be_zero_in_one_dtype_alone(dtype: torch.dtype, grad: float) -> None:
    """.1 + .2 - .3 is 0 in float32 and 5.6e-17 in float64; hand and autograd take the same side."""
    scenario = Scenario([[1, 1]], [0.3], [0.1, 0.2], dtype=dtype)
    assert chain_rule(scenario).grad.tolist() == [grad, grad]
    assert run_backward(scenario).coeffs_grad.tolist() == [grad, grad]


def test_presets_agree_with_autograd() -> None:
    for reduction in REDUCTIONS:
        for loss in LOSSES:
            for preset in PRESETS:
                check_against_autograd(PRESETS[preset].build().replace(loss=loss, reduction=reduction))


@SERIOUS
@given(scenarios())
def test_any_scenario_agrees_with_autograd(scenario: Scenario) -> None:
    check_against_autograd(scenario)


def check_against_autograd(scenario: Scenario) -> None:
    """Within 16 · eps · Σ_i |contribution_ij|."""
    hand, autograd = chain_rule(scenario), run_backward(scenario).coeffs_grad
    assert hand.grad.dtype == autograd.dtype == scenario.dtype
    apart = (hand.grad.double() - autograd.double()).abs()
    bound = 16 * torch.finfo(scenario.dtype).eps * hand.contributions.double().abs().sum(0)
    assert bool((apart <= bound).all()), f"apart {apart}, bound {bound}"


@SERIOUS
@given(scenarios())
def test_parts_have_their_shapes_and_make_the_whole(scenario: Scenario) -> None:
    hand = chain_rule(scenario)
    rows, columns = scenario.n_samples, scenario.n_coeffs
    assert hand.residuals.shape == hand.local.shape == hand.dloss_dpreds.shape == (rows,)
    assert hand.contributions.shape == (rows, columns)
    assert torch.equal(hand.dloss_dpreds, hand.local * hand.factor)
    assert torch.equal(hand.contributions, hand.dloss_dpreds[:, None] * scenario.t_indep)
    assert torch.equal(hand.grad, hand.contributions.sum(0))


@pytest.mark.parametrize("loss", LOSSES)
def test_it_works_where_autograd_is_switched_off_altogether(loss: str) -> None:
    """In inference mode no graph can be recorded, not even under enable_grad: torch's backward fails there."""
    scenario = PRESETS["mixed-4x2"].build().replace(loss=loss)
    expected, by_rules = chain_rule(scenario).grad.tolist(), by_hand(scenario).coeffs_grad.tolist()
    with torch.inference_mode():
        assert chain_rule(scenario).grad.tolist() == expected
        assert by_hand(scenario).coeffs_grad.tolist() == by_rules
        raised = run_backward(scenario).raised
        assert raised.startswith("element 0 of tensors does not require grad"), "there is no node to start from"


@pytest.mark.parametrize("loss", LOSSES)
def test_it_records_nothing_for_a_backward_run(loss: str) -> None:
    """Autograd keeps tensors for the way back through these hooks; the hand calculation keeps none, a replay does."""
    kept: list[torch.Size] = []  # shapes: the tensors themselves would hold the graph that holds these hooks

    def keep(tensor: Tensor) -> Tensor:
        kept.append(tensor.shape)
        return tensor

    def give_back(tensor: Tensor) -> Tensor:
        return tensor

    scenario = PRESETS["mixed-4x2"].build().replace(loss=loss)
    with torch.autograd.graph.saved_tensors_hooks(keep, give_back):
        chain_rule(scenario)
        assert kept == []
        run_backward(scenario)
    assert kept


def test_it_never_asks_autograd_for_a_derivative(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the hand rules are used: a loss whose node cannot run has a gradient by hand all the same."""

    def broken(residuals: Tensor) -> Tensor:
        errors = residuals.abs()
        if errors.requires_grad:
            errors.register_hook(stop)  # type: ignore[no-untyped-call]
        return errors

    def stop(_: Tensor) -> Tensor:
        raise RuntimeError("this node cannot run")

    enter_loss(monkeypatch, "broken", broken, lambda call: torch.sign(read(call)))
    scenario = PRESETS["article-2x2"].build().replace(loss="broken")
    assert run_backward(scenario).raised == "this node cannot run"
    assert chain_rule(scenario).grad.tolist() == [-2.0, -3.0]


def test_a_new_loss_flows_through(monkeypatch: pytest.MonkeyPatch) -> None:
    def softplus(residuals: Tensor) -> Tensor:
        return torch.nn.functional.softplus(residuals)

    enter_loss(monkeypatch, "plus", softplus, lambda call: torch.sigmoid(read(call)))
    scenario = PRESETS["mixed-4x2"].build().replace(loss="plus", dtype=torch.float64)
    torch.testing.assert_close(chain_rule(scenario).grad, run_backward(scenario).coeffs_grad)
