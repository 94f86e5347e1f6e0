"""The same steps by torch.optim: where they lead, beside the article's own loop."""

import pytest
import torch

from core import LOSSES, PRESETS, RATES, Scenario, descend, optimizer_code, with_optimizer


def plainly(scenario: Scenario, rates: list[float], *, zero_grad: bool) -> torch.Tensor:
    """What SGD's documented rule gives: p - lr * g, with g the sum of all gradients where none is dropped."""
    coeffs = scenario.coeffs.double().clone()
    held = torch.zeros_like(coeffs)
    for rate in rates:
        leaf = coeffs.clone().requires_grad_()
        residuals = (scenario.t_indep.double() * leaf).sum(1) - scenario.t_dep.double()
        LOSSES[scenario.loss].forward(residuals).mean().backward()  # type: ignore[no-untyped-call]
        assert leaf.grad is not None
        held = leaf.grad if zero_grad else held + leaf.grad
        coeffs = coeffs - rate * held
    return coeffs


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("zero_grad", [True, False])
def test_it_takes_the_steps_of_the_descent(rate: str, zero_grad: bool) -> None:
    """On smooth losses, where rounding flips no sign."""
    for loss in ("mse", "logcosh", "huber"):
        scenario = PRESETS["mixed-4x2"].build().replace(loss=loss, dtype=torch.float64)
        done = descend(scenario, 0.01, 20, zero_grad=zero_grad, rate=rate)
        found = with_optimizer(done, 20)["coeffs"]
        torch.testing.assert_close(found, done.coeffs[-1])
        rates = [done.rate_at(step) for step in range(1, 21)]
        torch.testing.assert_close(found, plainly(scenario, rates, zero_grad=zero_grad))


def test_the_lines_are_the_loop_that_runs_and_the_scenario_stays() -> None:
    lines = [line.strip() for line in optimizer_code().splitlines()]
    assert lines[-4:] == [
        "optimizer.zero_grad()",
        "loss = calc_loss(coeffs, t_indep, t_dep)",
        "loss.backward()",
        "optimizer.step()",
    ]
    scenario = PRESETS["article-2x2"].build()
    before = scenario.replace()
    with_optimizer(descend(scenario, 0.1, 3), 3)
    assert scenario == before
