"""What is compared: the plain program that a reader would write, and core's explanation of the same scenario."""

import torch
from torch import Tensor

from core import (
    MODELS,
    Draw,
    Scenario,
    agreement,
    autograd_graph,
    by_hand,
    calc_loss,
    chain_rule,
    replay,
    run_backward,
    run_forward,
)

SIZES = ((2, 2), (1_000, 10), (100_000, 10), (1_000_000, 10))
HIDDEN_SIZES = ((4, 2), (713, 12), (100_000, 12))
"""Of the hidden layer: the smallest, the lesson's, and a large one."""


def scenario_of(n_samples: int, n_coeffs: int, model: str = "linear") -> Scenario:
    """The problem of a size: random, absolute error, mean, float32; the same on each machine."""
    linear = Draw("hidden", n_samples, n_coeffs, 1).build()
    if model == "linear":
        return linear
    start = MODELS[model].start(n_coeffs, torch.Generator().manual_seed(1))
    targets = (linear.t_dep > linear.t_dep.mean()).to(linear.dtype)
    return Scenario.of(model, {"t_indep": linear.t_indep, "t_dep": targets} | start)


def plain(scenario: Scenario) -> object:
    """Forward and backward as anybody writes them, with fresh leaves: what all else is compared with."""
    return _hidden(scenario) if scenario.model == "hidden" else _linear(scenario)


def _linear(scenario: Scenario) -> Tensor | None:
    coeffs = scenario.coeffs.clone().requires_grad_()
    calc_loss(coeffs, scenario.t_indep, scenario.t_dep, scenario.loss, scenario.reduction).backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    return coeffs.grad


def _hidden(scenario: Scenario) -> list[Tensor | None]:
    layer1, layer2, const = leaves = [scenario.tensors[name].clone().requires_grad_() for name in scenario.leaves]
    preds = torch.sigmoid(torch.relu(scenario.t_indep @ layer1) @ layer2 + const)
    torch.abs(preds - scenario.t_dep[:, None]).mean().backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    return [leaf.grad for leaf in leaves]


def whole(scenario: Scenario) -> tuple[object, ...]:
    """The whole explanation of any program: record, hooks, by hand, agreement; held until the end, as a page does."""
    run = replay(scenario)
    hand = by_hand(scenario, run.backward.values)
    found = agreement(run.backward, hand)
    return run, hand, found, found.verdict


def one_by_one(scenario: Scenario) -> tuple[object, ...]:
    """What the pages of the article's model show, from the single functions, each of which runs forward for itself."""
    forward, backward, graph = run_forward(scenario), run_backward(scenario), autograd_graph(scenario)
    hand = chain_rule(scenario)
    return forward.steps, backward.steps, graph, hand, agreement(backward.coeffs_grad, hand).verdict
