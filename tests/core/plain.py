"""The article's program in plain torch, without any replay: the oracle of the tests."""

from collections.abc import Callable

import torch
from torch import Tensor

from core import LOSSES, REDUCTIONS, Scenario, calc_loss
from core.program import carrying


def live(scenario: Scenario) -> tuple[Tensor, Tensor]:
    """`coeffs` and `loss`, with the graph between them."""
    coeffs = scenario.coeffs.clone().requires_grad_()
    return coeffs, calc_loss(coeffs, scenario.t_indep, scenario.t_dep, scenario.loss, scenario.reduction)


def plain_grad(scenario: Scenario) -> Tensor:
    """What `loss.backward()` leaves in `coeffs.grad`."""
    coeffs, loss = live(scenario)
    loss.backward()  # type: ignore[no-untyped-call]
    assert coeffs.grad is not None
    return coeffs.grad


def nodes_from_loss(loss: str, reduction: str) -> list[str]:
    """The nodes' names from the loss's to the leaf's: those of a registry's entries asked of torch."""
    errors = nodes_under(LOSSES[loss].forward)
    return [
        *nodes_under(REDUCTIONS[reduction].forward),
        *errors,
        "SubBackward0",
        "SumBackward1",
        "MulBackward0",
        "AccumulateGrad",
    ]


def made_by(loss: str) -> list[str]:
    """The tensors that a gradient passes on its way back through a loss's lines, from `errors` on."""
    program = LOSSES[loss].program
    passed = carrying(program, ("residuals",))
    return [operation.name for operation in reversed(program.operations) if operation.result in passed]


def nodes_under(run: Callable[[Tensor], Tensor]) -> list[str]:
    """The names of all nodes that a function of one tensor records, from its result back to the tensor."""
    leaf, names = torch.ones(2, requires_grad=True), []
    node = run(leaf).grad_fn
    while node is not None and not hasattr(node, "variable"):
        names.append(type(node).__name__)
        tracked = [following for following, _ in node.next_functions if following is not None]
        assert len(tracked) == 1, "a loss of one residual each and a reduction are a chain"
        node = tracked[0]
    return names
