"""Upstream × local = downstream for one operand of a call, drawn in the order in which the numbers multiply."""

import torch
from torch import Tensor

from core import Operation, said
from ui.program.cells import Place, cells


def operand_names(operation: Operation, operand: int, names: tuple[str, ...]) -> list[str]:
    """What the local derivative for an operand is worked out from, by name."""
    reads = (*operation.reads, operation.result)
    found = (reads[read] for read in operation.kind.rules[operand].reads)  # type: ignore[union-attr]  # it has a rule
    return [names[at] for at in found if at is not None]


def local_name(operation: Operation, operand: int, names: tuple[str, ...]) -> str:
    """What the local derivative is called; of a product the other factor, `layer2.T` where it is transposed."""
    rule = operation.kind.rules[operand]
    assert rule is not None
    text, read = said(rule.name, operation.options), operand_names(operation, operand, names)
    if not read or (text and rule.does != "matrix"):
        return text
    other = f"({read[0]})" if " " in read[0] else read[0]
    return f"{other}.T" if "transposed" in text else read[0]


def factors(
    operation: Operation,
    operand: int,
    names: tuple[str, ...],
    upstream: tuple[Tensor, Place],
    local: Tensor | None,
    product: Tensor,
) -> str:
    """What arrives and the local derivative between their signs, up to the sign before the product.

    Args:
        operation: the call.
        operand: which of its operands; it has a hand rule.
        names: of all values, by their numbers.
        upstream: the gradient that arrived, and where the chosen entry lies in it.
        local: the local derivative; None where the gradient is only copied or moved.
        product: what comes out, before it is added up to the operand's shape.
    """
    grad, place = upstream
    up = cells("upstream", grad, "gradient", place, f"upstream, ∂L/∂{operation.name}")
    if local is None:
        return f"{up}{sign('⟶')}"
    rule, name = operation.kind.rules[operand], local_name(operation, operand, names)
    assert rule is not None
    if rule.does != "matrix":
        return f"{up}{sign('×')}{cells(f'local: {name}', local, 'local')}{sign('=')}"
    factor = local.T if local.ndim == 2 and name.endswith(".T") else local
    drawn = cells(f"local: {name}", factor, "local")
    if multiplies(grad, factor, product):
        return f"{up}{sign('@')}{drawn}{sign('=')}"
    if multiplies(factor, grad, product):
        return f"{drawn}{sign('@')}{up}{sign('=')}"
    return f"{up}{sign('and')}{drawn}{sign('⟶')}"  # vectors, which torch makes matrices of


def multiplies(left: Tensor, right: Tensor, product: Tensor) -> bool:
    """Whether `left @ right` as it is drawn makes `product`: of both orders of square factors one is right."""
    if not left.ndim == right.ndim == 2 or left.shape[1] != right.shape[0]:
        return False
    if (left.shape[0], right.shape[1]) != tuple(product.shape):
        return False
    return torch.allclose(left @ right, product, equal_nan=True)


def sign(text: str) -> str:
    """A sign between tensors."""
    return f'<span class="plus">{text}</span>'
