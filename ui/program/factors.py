"""Upstream × local = downstream for one operand of a call, drawn in the order in which the numbers multiply."""

from torch import Tensor

from core import Operation, said
from ui.walk.tensor import Place, cells


def operand_names(operation: Operation, operand: int, names: tuple[str, ...]) -> list[str]:
    """What the local derivative for an operand is worked out from, by name."""
    reads = (*operation.reads, operation.result)
    found = (reads[read] for read in operation.kind.rules[operand].reads)  # type: ignore[union-attr]  # it has a rule
    return [names[at] for at in found if at is not None]


def local_name(operation: Operation, operand: int, names: tuple[str, ...]) -> str:
    """What the local derivative is called; of a product the other factor, `layer2.T` where it is transposed."""
    rule = operation.kind.rules[operand]
    assert rule is not None
    read = [_in_brackets(name) for name in operand_names(operation, operand, names)]
    text = said(rule.name, operation.options, read[0] if len(read) == 1 else "number")
    if not read or (text and rule.does != "matrix"):
        return text
    return f"{read[0]}.T" if "transposed" in text else read[0]


def _in_brackets(name: str) -> str:
    """A name as a part of a formula: `(a + b)`."""
    return f"({name})" if " " in name else name


def in_words(operation: Operation, operand: int, names: tuple[str, ...]) -> str:
    """What a matrix product does on the way back, for one number of what receives it; "" for other operations."""
    rule = operation.kind.rules[operand] if operation.kind.rules else None
    if rule is None or rule.does != "matrix":
        return ""
    other = operand_names(operation, operand, names)[0]
    turned = " `.T` swaps rows and columns." if local_name(operation, operand, names).endswith(".T") else ""
    return (
        "For each of its numbers: what arrives at every result that it went into, times the number of "
        f"`{other}` that it was multiplied by there, all added up.{turned}"
    )


def factors(
    operation: Operation,
    operand: int,
    names: tuple[str, ...],
    upstream: tuple[Tensor, Place],
    local: Tensor | None,
) -> str:
    """What arrives and the local derivative between their signs, up to the sign before the product.

    Args:
        operation: the call.
        operand: which of its operands; it has a hand rule.
        names: of all values, by their numbers.
        upstream: the gradient that arrived, and where the chosen entry lies in it.
        local: the local derivative; None where the gradient is only copied or moved.
    """
    grad, place = upstream
    up = cells("upstream", grad, "gradient", place, f"upstream, ∂L/∂{operation.name}")
    if local is None:
        return f"{up}{sign('⟶')}"
    rule, name = operation.kind.rules[operand], local_name(operation, operand, names)
    assert rule is not None
    if rule.does != "matrix":
        return f"{up}{sign('×')}{cells(f'local: {name}', local, 'local')}{sign('=')}"
    if (pair := matrices(grad, local, operand, name)) is None:
        return f"{up}{sign('and')}{cells(f'local: {name}', local, 'local')}{sign('⟶')}"
    left, right = (up if each is grad else cells(f"local: {name}", each, "local") for each in pair)
    return f"{left}{sign('@')}{right}{sign('=')}"


def matrices(grad: Tensor, local: Tensor, operand: int, name: str) -> tuple[Tensor, Tensor] | None:
    """The two factors of a matrix product in their order; None for vectors, and kinds that are no plain product.

    Args:
        grad: the gradient that arrived.
        local: the other factor of the call, as it is.
        operand: whose gradient is worked out: of the first `grad @ other.T`, of the second `other.T @ grad`.
        name: what the local derivative is called; it says whether it is turned.
    """
    if not name.endswith(".T") or grad.ndim != 2 or local.ndim != 2:
        return None
    return (local.T, grad) if operand else (grad, local.T)


def sign(text: str) -> str:
    """A sign between tensors."""
    return f'<span class="plus">{text}</span>'
