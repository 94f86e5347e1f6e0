"""The life of `.grad`: a pure fold over a list of calls, with one frozen snapshot after each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import torch
from torch import Tensor

from core.engine.again import saved_by
from core.engine.recording import node_name
from core.engine.sandbox import Message, Ran, run
from core.life.actions import Action, data_of, start_cells
from core.life.cells import cell_in
from core.life.texts import check_count
from core.scenario.scenario import Scenario

if TYPE_CHECKING:
    from torch.autograd.graph import Node

GraphState = Literal["none", "alive", "changed", "freed", "partly freed"]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What holds after one call; tensors are copies, so that a later call changes no earlier snapshot.

    Attributes:
        action: the call; None before the first.
        leaf: the name of the chosen leaf.
        grad: what its `.grad` holds, in its shape, or None.
        graph: whether `loss` has a graph, and whether what it saved can still be read (`graph_state`).
        nodes: the names of the nodes on a way through it from `loss` to the leaf, or, where none leads to the tensor
            that has this name now, to the one that had it, or to the first of `ends`; none without a graph.
        ends: the leaves in which the graph ends, of those that have their names now.
        reaches_old: whether it ends in a tensor that had the chosen leaf's name before.
        loss: the number in `loss`; None before the first forward.
        values: the leaves' numbers, by name.
        is_leaf: the chosen leaf's `is_leaf`.
        requires_grad: its `requires_grad`.
        raised: the exception that the call raised, or None.
        warned: the warnings that it gave.
    """

    action: Action | None
    leaf: str
    grad: Tensor | None
    graph: GraphState
    nodes: tuple[str, ...]
    ends: tuple[str, ...]
    reaches_old: bool
    loss: float | None
    values: Mapping[str, Tensor]
    is_leaf: bool
    requires_grad: bool
    raised: Message | None
    warned: tuple[Message, ...]

    @property
    def value(self) -> Tensor:
        """The chosen leaf's numbers, in its shape."""
        return self.values[self.leaf]

    @property
    def reaches_leaf(self) -> bool:
        """Whether the graph ends in the very tensor that has the chosen leaf's name now."""
        return self.leaf in self.ends


def replay_grad(scenario: Scenario, actions: Sequence[Action], leaf: str = "") -> tuple[Snapshot, ...]:
    """Make the calls, one after the other, on fresh tensors; a forward runs the scenario's program.

    A call that raises leaves behind what torch left, and the next one goes on from there.

    Args:
        scenario: the problem.
        actions: the calls.
        leaf: the name of the leaf that they are made on; "" for the first.

    Returns:
        The state before the first call, and the state after each: one snapshot more than there are actions.

    Raises:
        ActionError: for more than `ACTIONS_LIMIT` actions, and halves of a program that is no model's.
    """
    check_count(len(actions))
    chosen = leaf or scenario.leaves[0]
    names: dict[str, Any] = {
        "torch": torch,
        "calc_loss": _calc_loss(scenario),
        "data": tuple(scenario.tensors[name] for name in data_of(scenario)),
        **{name: scenario.tensors[name] for name in ("t_indep", "t_dep") if scenario.model},
    }
    leaves = {name: scenario.tensors[name].clone() for name in scenario.leaves}
    notebook = _Notebook(names, leaves, chosen)
    for cell in start_cells(actions, scenario):
        notebook.run(cell_in(cell, names))
    return (notebook.snapshot(None, Ran({}, None, ())), *(notebook.after(action) for action in actions))


def _calc_loss(scenario: Scenario) -> Callable[..., Tensor]:
    """The program as a function of its leaves and of what else it reads, in this order."""
    inputs = (*scenario.leaves, *data_of(scenario))

    def calc_loss(*tensors: Tensor) -> Tensor:
        return scenario.program.compute(dict(zip(inputs, tensors, strict=True)))[scenario.program.result]

    return calc_loss


@dataclass
class _Notebook:
    """The names that the cells read and write.

    Attributes:
        names: all but the leaves'.
        leaves: the tensors that the leaves' names stand for, by name.
        chosen: the name that the cells know as `leaf`.
    """

    names: dict[str, Any]
    leaves: dict[str, Tensor]
    chosen: str

    def run(self, cell: Callable[[], None]) -> Ran:
        self.names |= {"leaf": self.leaves[self.chosen], "leaves": tuple(self.leaves.values())}
        ran = run(cell)
        self.leaves[self.chosen] = self.names["leaf"]
        return ran

    def after(self, action: Action) -> Snapshot:
        self.names["lr"] = action.lr
        return self.snapshot(action, self.run(cell_in(action.kind.cell, self.names)))

    def snapshot(self, action: Action | None, ran: Ran) -> Snapshot:
        leaf, loss = self.leaves[self.chosen], self.names.get("loss")
        nodes = _nodes(loss)
        ends = [node.variable for node in nodes if hasattr(node, "variable")]
        named = {name: tensor for name, tensor in self.leaves.items() if any(tensor is end for end in ends)}
        old = [end for end in ends if not any(end is tensor for tensor in self.leaves.values())]
        to = leaf if self.chosen in named else next(iter((*old, *named.values())), None)
        return Snapshot(
            action=action,
            leaf=self.chosen,
            grad=None if leaf.grad is None else leaf.grad.clone(),
            graph=graph_state(nodes),
            nodes=tuple(map(node_name, _way(nodes, to))),
            ends=tuple(named),
            reaches_old=bool(old),
            loss=None if loss is None else loss.item(),
            values={name: tensor.detach().clone() for name, tensor in self.leaves.items()},
            is_leaf=leaf.is_leaf,
            requires_grad=leaf.requires_grad,
            raised=ran.raised,
            warned=ran.warned,
        )


def _nodes(loss: Tensor | None) -> dict["Node", "Node | None"]:
    """The nodes of the graph of `loss`, each with the one through which it was first reached."""
    if loss is None or loss.grad_fn is None:
        return {}
    found: dict[Node, Node | None] = {loss.grad_fn: None}
    waiting = [loss.grad_fn]
    for node in waiting:
        for target, _ in node.next_functions:
            if target is not None and target not in found:
                found[target] = node
                waiting.append(target)
    return found


def _way(nodes: Mapping["Node", "Node | None"], end: Tensor | None) -> list["Node"]:
    """The nodes from `loss` to the one that fills a tensor's `.grad`."""
    node = next((node for node in nodes if getattr(node, "variable", None) is end), None) if nodes else None
    way = []
    while node is not None:
        way.append(node)
        node = nodes[node]
    return way[::-1]


def graph_state(nodes: Iterable["Node"]) -> GraphState:
    """Whether a graph can still be walked backward, asked of torch without walking it.

    Backward frees what the nodes saved, not the nodes; reading a saved tensor (`_saved_self` and the like) then raises
    (https://docs.pytorch.org/docs/stable/notes/autograd.html#saved-tensors), and reading it before consumes nothing. A
    graph whose nodes saved no tensor, as that of `coeffs.sum()`, has nothing to free, stays alive, and can be walked
    again. Reading a saved tensor that was changed in place since raises too, in other words: through that node such a
    graph cannot be walked, and a backward that tries has freed what lies before it.
    """
    nodes = tuple(nodes)
    if not nodes:
        return "none"
    said = set()
    for node in nodes:
        try:
            saved_by(node)
        except RuntimeError as error:
            said.add(str(error))
    freed = _freed_in_torch_s_words()
    if freed in said:
        return "freed" if said == {freed} else "partly freed"
    return "changed" if said else "alive"


@cache
def _freed_in_torch_s_words() -> str:
    """What torch says where a tensor is read that a backward has freed."""
    square = torch.ones((), requires_grad=True) ** 2
    node = square.grad_fn
    assert node is not None  # what it was made from is tracked
    square.backward()  # type: ignore[no-untyped-call]
    try:
        saved_by(node)
    except RuntimeError as error:
        return str(error)
    raise AssertionError("torch let a freed tensor be read")
