"""What is known of the values of a script when it has ended, without a live graph."""

from typing import Any

from torch import Tensor
from torch.autograd.graph import Node

from core.engine.recording import ACCUMULATE, node_name
from core.script.changing import Changing
from core.script.held import is_leaf, node_of
from core.script.trace import Plain, Value


def described(held: Changing, number: int) -> Value:
    """A value as it is now; one that a line added to, as it was before.

    Args:
        held: the script that ran.
        number: the value's.
    """
    about, value = held.about[number], held.values[number]
    tensor = value if isinstance(value, Tensor) else None
    was, node = held.frozen.get(number, (value, None if tensor is None else node_of(tensor)))
    leaf = tensor is not None and (node is None if number in held.frozen else is_leaf(tensor))
    tracked = tensor is not None and (node is not None if number in held.frozen else tensor.requires_grad)
    keeps = number not in held.frozen and (leaf or number in held.retained)
    grad = tensor.grad if keeps and tensor is not None else None
    return Value(
        number=number,
        name=about["name"],
        code=about["code"],
        line=about["line"],
        column=about["column"],
        origin=about["origin"],
        value=_plain(was),
        tracked=tracked,
        leaf=leaf,
        node="" if node is None else node_name(node),
        retained=number in held.retained,
        grad=None if grad is None else grad.detach().clone(),
        operation=about["operation"],
        guarded=about["guarded"],
    )


def carrying(held: Changing, leaf: int) -> frozenset[int]:
    """The values from which torch's references lead to a leaf, by their numbers; itself among them.

    Args:
        held: the script that ran.
        leaf: the leaf's number.
    """
    tensor = held.values[leaf]
    known: dict[Node, bool] = {}
    found = {leaf}
    for number, value in enumerate(held.values):
        node = node_of(value) if isinstance(value, Tensor) else None
        if number in held.frozen:
            node = held.frozen[number][1]
        if node is not None and _leads(node, tensor, known):
            found.add(number)
    return frozenset(found)


def _leads(root: Node, leaf: Tensor, known: dict[Node, bool]) -> bool:
    """Whether references lead from a node to a leaf; without recursion, since a graph may be deep."""
    stack = [root]
    while stack:
        node = stack[-1]
        if node in known:
            stack.pop()
            continue
        if node_name(node) == ACCUMULATE:
            known[node] = node.variable is leaf  # type: ignore[attr-defined]  # AccumulateGrad has it, Node's stub does not
            continue
        targets = [target for target, _ in node.next_functions if target is not None]
        missing = [target for target in targets if target not in known]
        if missing:
            stack.extend(missing)
        else:
            known[node] = any(known[target] for target in targets)
    return known[root]


def answered(value: Any) -> str:  # noqa: ANN401  # whatever an expression stood for
    """What Python's prompt would answer; of a node without the place in memory where it lies."""
    return f"<{node_name(value)} object>" if isinstance(value, Node) else str(value)


def _plain(value: Any) -> Plain:  # noqa: ANN401  # whatever an expression stood for
    """Without its graph, and without a node."""
    if isinstance(value, Tensor):
        return value.detach().clone()
    return value if value is None or isinstance(value, bool | int | float) else answered(value)
