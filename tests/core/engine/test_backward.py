"""The backward run, node by node, against numbers worked out by hand and against torch."""

from dataclasses import replace
from itertools import pairwise

import pytest
import torch
from hypothesis import given
from torch import Tensor

from core import LOSSES, REDUCTIONS, Backward, BackwardStep, Scenario, chain_rule, run_backward
from core.presets.presets import PRESETS
from tests.core.plain import made_by, nodes_from_loss, plain_grad
from tests.core.strategies import SERIOUS, scenarios

SIGNS_4X2 = [-0.25, -0.25, 0.25, 0.25]  # 1/N = 0.25 times the signs of -3.5, -2.5, 1.5, 1
BY_HAND = {
    "article-2x2": [
        ("MeanBackward0", "loss", "errors", "scale", 1.0, 0.5, [0.5, 0.5], [0.5, 0.5]),
        ("AbsBackward0", "errors", "residuals", "multiply", [0.5, 0.5], [-1.0, -1.0], [-0.5, -0.5], [-0.5, -0.5]),
        ("SubBackward0", "residuals", "preds", "scale", [-0.5, -0.5], 1.0, [-0.5, -0.5], [-0.5, -0.5]),
        ("SumBackward1", "preds", "products", "broadcast", [-0.5, -0.5], None, [[-0.5, -0.5]] * 2, [[-0.5, -0.5]] * 2),
        (
            "MulBackward0",
            "products",
            "coeffs",
            "multiply then sum",
            [[-0.5, -0.5], [-0.5, -0.5]],
            [[1.0, 2.0], [3.0, 4.0]],
            [[-0.5, -1.0], [-1.5, -2.0]],  # -0.5 times each input
            [-2.0, -3.0],  # -0.5 - 1.5 and -1 - 2
        ),
        ("AccumulateGrad", "coeffs", "coeffs", "accumulate", [-2.0, -3.0], None, [-2.0, -3.0], [-2.0, -3.0]),
    ],
    "mixed-4x2": [
        ("MeanBackward0", "loss", "errors", "scale", 1.0, 0.25, [0.25] * 4, [0.25] * 4),
        ("AbsBackward0", "errors", "residuals", "multiply", [0.25] * 4, [-1.0, -1.0, 1.0, 1.0], SIGNS_4X2, SIGNS_4X2),
        ("SubBackward0", "residuals", "preds", "scale", SIGNS_4X2, 1.0, SIGNS_4X2, SIGNS_4X2),
        (
            "SumBackward1",
            "preds",
            "products",
            "broadcast",
            SIGNS_4X2,
            None,
            [[-0.25, -0.25], [-0.25, -0.25], [0.25, 0.25], [0.25, 0.25]],
            [[-0.25, -0.25], [-0.25, -0.25], [0.25, 0.25], [0.25, 0.25]],
        ),
        (
            "MulBackward0",
            "products",
            "coeffs",
            "multiply then sum",
            [[-0.25, -0.25], [-0.25, -0.25], [0.25, 0.25], [0.25, 0.25]],
            [[1.0, 2.0], [3.0, 4.0], [2.0, 1.0], [4.0, 0.0]],
            [[-0.25, -0.5], [-0.75, -1.0], [0.5, 0.25], [1.0, 0.0]],
            [0.5, -1.25],  # -0.25 - 0.75 + 0.5 + 1 and -0.5 - 1 + 0.25 + 0
        ),
        ("AccumulateGrad", "coeffs", "coeffs", "accumulate", [0.5, -1.25], None, [0.5, -1.25], [0.5, -1.25]),
    ],
}


def step_of(backward: Backward, node: str) -> BackwardStep:
    (step,) = (step for step in backward.steps if step.node == node)
    return step


@pytest.mark.parametrize("preset", BY_HAND)
def test_each_step_by_hand(preset: str) -> None:
    steps = run_backward(PRESETS[preset].build()).steps
    seen = [
        (
            step.node,
            step.tensor,
            step.receiver,
            step.rule,
            step.grad_in.tolist(),
            None if step.local is None else step.local.tolist(),
            step.unreduced.tolist(),
            step.grad_out.tolist(),
        )
        for step in steps
    ]
    assert seen == BY_HAND[preset]


@pytest.mark.parametrize(
    ("loss", "grad"),
    [
        # twice the residuals: -7, -5, 3, 2; (-7 · 1 - 5 · 3 + 3 · 2 + 2 · 4) / 4 and (-7 · 2 - 5 · 4 + 3 · 1) / 4
        ("mse", [-2.0, -7.75]),
        # held between -1 and 1: -1, -1, 1, 1, as the signs
        ("huber", [0.5, -1.25]),
        # tanh of the residuals: -0.998178, -0.986614, 0.905148, 0.761594, times the inputs, over 4
        ("logcosh", [0.224664, -1.259416]),
    ],
)
def test_the_other_losses_by_hand(loss: str, grad: list[float]) -> None:
    scenario, near = PRESETS["mixed-4x2"].build().replace(loss=loss), 1e-6 if loss == "logcosh" else 0
    assert run_backward(scenario).coeffs_grad.tolist() == pytest.approx(grad, abs=near)
    total = run_backward(scenario.replace(reduction="sum")).coeffs_grad.tolist()
    assert total == pytest.approx([4 * share for share in grad], abs=4 * near)


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_nodes_rules_and_tensors_for_each_loss_and_reduction(loss: str, reduction: str) -> None:
    scenario = PRESETS["mixed-4x2"].build().replace(loss=loss, reduction=reduction)
    steps = run_backward(scenario).steps
    assert [step.node for step in steps] == nodes_from_loss(loss, reduction)
    first = "scale" if reduction == "mean" else "broadcast"
    made = made_by(loss)  # every node that the loss's lines record is owned and shown
    multiplied = ["multiply"] * len(made)
    rules = [first, *multiplied, "scale", "broadcast", "multiply then sum", "accumulate"]
    assert [step.rule for step in steps] == rules
    tensors = ["loss", *made, "residuals", "preds", "products", "coeffs"]
    assert [step.tensor for step in steps] == tensors
    assert [step.receiver for step in steps] == [*tensors[1:], "coeffs"]


def test_a_loss_of_two_operations_passes_two_nodes_with_a_local_derivative_each() -> None:
    scenario = Scenario([[1, 2], [3, 1]], [2, 4], [1, 1], loss="logcosh", dtype=torch.float64)  # residuals 1, 0
    steps = run_backward(scenario).steps
    shown = [(step.node, step.tensor, step.receiver, step.local_from) for step in steps[1:3]]
    assert shown == [
        ("LogBackward0", "errors", "cosh", ("cosh",)),
        ("CoshBackward0", "cosh", "residuals", ("residuals",)),
    ]
    locals_ = [step.local.tolist() for step in steps[1:3] if step.local is not None]
    assert locals_[0] == pytest.approx([0.648054273663885, 1.0])  # 1 / cosh 1, 1 / cosh 0
    assert locals_[1] == pytest.approx([1.1752011936438014, 0.0])  # sinh 1, sinh 0


@pytest.mark.parametrize("n_samples", [1, 2, 7])
@pytest.mark.parametrize("n_coeffs", [1, 2, 5])
def test_mul_returns_one_contribution_a_sample_and_the_engine_adds_them(n_samples: int, n_coeffs: int) -> None:
    scenario = Scenario(torch.ones(n_samples, n_coeffs), torch.zeros(n_samples), torch.ones(n_coeffs), reduction="sum")
    step = step_of(run_backward(scenario), "MulBackward0")
    assert step.unreduced.tolist() == [[1.0] * n_coeffs] * n_samples
    assert step.grad_out.tolist() == [float(n_samples)] * n_coeffs


def test_saved_are_the_values_that_the_local_derivatives_need() -> None:
    backward = run_backward(scenario := PRESETS["mixed-4x2"].build())
    kept_by_mul = step_of(backward, "MulBackward0").saved["self"]
    assert isinstance(kept_by_mul, Tensor)
    assert torch.equal(kept_by_mul, scenario.t_indep)
    kept_by_abs = step_of(backward, "AbsBackward0").saved["self"]
    assert isinstance(kept_by_abs, Tensor)
    assert kept_by_abs.tolist() == [-3.5, -2.5, 1.5, 1.0]
    assert step_of(backward, "SumBackward1").saved["self_sym_sizes"] == (4, 2)
    assert step_of(backward, "MeanBackward0").saved["self_sym_numel"] == 4
    assert step_of(backward, "AccumulateGrad").saved == {}


@SERIOUS
@given(scenarios())
def test_grad_is_what_the_plain_program_leaves(scenario: Scenario) -> None:
    """Hooks and operations that run one by one change no bit of it."""
    assert torch.equal(run_backward(scenario).coeffs_grad, plain_grad(scenario))


@SERIOUS
@given(scenarios())
def test_upstream_times_local_is_what_torch_handed_on(scenario: Scenario) -> None:
    """Within 4 rounding errors of each entry; added up, within as many as there are samples."""
    eps = torch.finfo(scenario.dtype).eps
    for step in run_backward(scenario).steps:
        if step.local is not None:
            by_hand = (step.grad_in * step.local).expand_as(step.unreduced)
        elif step.receiver == "products":
            by_hand = step.grad_in[:, None].expand_as(step.unreduced)
        else:
            by_hand = step.grad_in.expand_as(step.unreduced)
        torch.testing.assert_close(step.unreduced, by_hand, rtol=4 * eps, atol=0)
        if step.rule == "multiply then sum":
            apart = (step.unreduced.double().sum(0) - step.grad_out.double()).abs()
            assert bool((apart <= scenario.n_samples * eps * step.unreduced.double().abs().sum(0)).all())
        else:
            assert torch.equal(step.grad_out, step.unreduced)


@SERIOUS
@given(scenarios())
def test_what_one_node_hands_on_the_next_receives(scenario: Scenario) -> None:
    steps = run_backward(scenario).steps
    assert steps[0].grad_in.item() == 1.0
    for step, following in pairwise(steps):
        assert step.receiver == following.tensor
        assert torch.equal(step.grad_out, following.grad_in)


def test_a_residual_of_zero_hands_on_zero() -> None:
    assert step_of(run_backward(PRESETS["kink"].build()), "AbsBackward0").grad_out[1].item() == 0.0


def test_each_run_starts_from_no_gradient() -> None:
    """A fresh leaf each time: nothing accumulates from run to run."""
    scenario = PRESETS["article-2x2"].build()
    assert [run_backward(scenario).coeffs_grad.tolist() for _ in range(3)] == [[-2.0, -3.0]] * 3
    assert scenario.coeffs.grad is None


def test_a_new_loss_flows_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LOSSES, "quartic", replace(LOSSES["mse"], lines=("errors = residuals**4",)))
    scenario = Scenario([[1, 2], [3, 1]], [0, 3], [1, 1], loss="quartic")  # residuals 3, 1
    backward = run_backward(scenario)
    # 4 · 27 = 108 and 4 · 1 = 4: (108 · 1 + 4 · 3) / 2 and (108 · 2 + 4 · 1) / 2
    assert backward.coeffs_grad.tolist() == [60.0, 110.0]
    local = step_of(backward, "PowBackward0").local
    assert local is not None
    assert local.tolist() == [108.0, 4.0]
    assert chain_rule(scenario).grad.tolist() == [60.0, 110.0]
