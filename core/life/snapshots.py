"""The life of `.grad`: a pure fold over a list of calls, with one frozen snapshot after each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import torch
from torch import Tensor

from core.engine.recording import node_name
from core.engine.sandbox import Message, Ran, run
from core.life.actions import Action, start_cells
from core.life.cells import cell_in
from core.life.texts import check_count
from core.linear.article import calc_loss
from core.scenario.scenario import Scenario

if TYPE_CHECKING:
    from torch.autograd.graph import Node

GraphState = Literal["none", "alive", "freed"]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What holds after one call; tensors are copies, so that a later call changes no earlier snapshot.

    Attributes:
        action: the call; None before the first.
        grad: what `coeffs.grad` holds, (n,), or None.
        graph: whether `loss` has a graph, and whether what it saved can still be read (`graph_state`).
        nodes: the names of its nodes, from `loss` to the leaf; none without a graph.
        reaches_coeffs: whether that graph ends in the very tensor that is called `coeffs` now.
        loss: the number in `loss`; None before the first forward.
        coeffs: the coefficients, (n,).
        is_leaf: `coeffs.is_leaf`.
        requires_grad: `coeffs.requires_grad`.
        raised: the exception that the call raised, or None.
        warned: the warnings that it gave.
    """

    action: Action | None
    grad: Tensor | None
    graph: GraphState
    nodes: tuple[str, ...]
    reaches_coeffs: bool
    loss: float | None
    coeffs: Tensor
    is_leaf: bool
    requires_grad: bool
    raised: Message | None
    warned: tuple[Message, ...]


def replay_grad(scenario: Scenario, actions: Sequence[Action]) -> tuple[Snapshot, ...]:
    """Make the calls, one after the other, on fresh tensors.

    A call that raises leaves behind what torch left, and the next one goes on from there.

    Returns:
        The state before the first call, and the state after each: one snapshot more than there are actions.

    Raises:
        ActionError: for more than `ACTIONS_LIMIT` actions.
    """
    check_count(len(actions))
    names: dict[str, Any] = {
        "torch": torch,
        "calc_loss": partial(calc_loss, loss=scenario.loss, reduction=scenario.reduction),
        "t_indep": scenario.t_indep,
        "t_dep": scenario.t_dep,
        "coeffs": scenario.coeffs.clone(),
    }
    for cell in start_cells(actions, scenario.reduction):
        cell_in(cell, names)()
    return (_snapshot(names, None, Ran({}, None, ())), *(_after(action, names) for action in actions))


def _after(action: Action, names: dict[str, Any]) -> Snapshot:
    names["lr"] = action.lr
    return _snapshot(names, action, run(cell_in(action.kind.cell, names)))


def _snapshot(names: dict[str, Any], action: Action | None, ran: Ran) -> Snapshot:
    coeffs: Tensor = names["coeffs"]
    loss: Tensor | None = names.get("loss")
    nodes = tuple(_nodes(loss))
    return Snapshot(
        action=action,
        grad=None if coeffs.grad is None else coeffs.grad.clone(),
        graph=graph_state(nodes),
        nodes=tuple(map(node_name, nodes)),
        reaches_coeffs=any(getattr(node, "variable", None) is coeffs for node in nodes),
        loss=None if loss is None else loss.item(),
        coeffs=coeffs.detach().clone(),
        is_leaf=coeffs.is_leaf,
        requires_grad=coeffs.requires_grad,
        raised=ran.raised,
        warned=ran.warned,
    )


def _nodes(loss: Tensor | None) -> Iterator["Node"]:
    """The nodes of the chain from `loss` to the leaf."""
    node = None if loss is None else loss.grad_fn
    while node is not None:
        yield node
        node = next((target for target, _ in node.next_functions if target is not None), None)


def graph_state(nodes: Sequence["Node"]) -> GraphState:
    """Whether a graph can still be walked backward, asked of torch without walking it.

    Backward frees what the nodes saved, not the nodes; reading a saved tensor (`_saved_self` and the like) then raises
    (https://docs.pytorch.org/docs/stable/notes/autograd.html#saved-tensors), and reading it before consumes nothing. A
    graph whose nodes saved no tensor, as that of `coeffs.sum()`, has nothing to free, stays alive, and can be walked
    again; the model's own graph always saved `t_indep`.
    """
    if not nodes:
        return "none"
    try:
        for node in nodes:
            for name in dir(node):
                if name.startswith("_saved_"):
                    getattr(node, name)
    except RuntimeError:
        return "freed"
    return "alive"
