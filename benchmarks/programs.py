"""What is compared: the plain program that a reader would write, and core's explanation of the same scenario."""

from torch import Tensor

from core import Scenario, agreement, autograd_graph, calc_loss, chain_rule, replay, run_backward, run_forward
from core.draw import Draw

SIZES = ((2, 2), (1_000, 10), (100_000, 10), (1_000_000, 10))


def scenario_of(n_samples: int, n_coeffs: int) -> Scenario:
    """The problem of a size: random, absolute error, mean, float32; the same on each machine."""
    return Draw("hidden", n_samples, n_coeffs, 1).build()


def plain(scenario: Scenario) -> Tensor | None:
    """Forward and backward as anybody writes them, with a fresh leaf: what all else is compared with."""
    coeffs = scenario.coeffs.clone().requires_grad_()
    calc_loss(coeffs, scenario.t_indep, scenario.t_dep, scenario.loss, scenario.reduction).backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    return coeffs.grad


def whole(scenario: Scenario) -> tuple[object, ...]:
    """All that core says of a scenario, as the app asks for it; all is held until the end, as a page holds it."""
    run, hand = replay(scenario), chain_rule(scenario)
    return run, hand, agreement(run.backward.coeffs_grad, hand)


def one_by_one(scenario: Scenario) -> tuple[object, ...]:
    """The same from the single functions, each of which runs forward for itself."""
    forward, backward, graph = run_forward(scenario), run_backward(scenario), autograd_graph(scenario)
    hand = chain_rule(scenario)
    return forward, backward, graph, hand, agreement(backward.coeffs_grad, hand)
