"""Writes a tensor as the call that makes it, each number exactly."""

import torch
from torch import Tensor

from core.numbers.writing import exact


def tensor_code(tensor: Tensor, *, tracked: bool = False) -> str:
    """The call that makes a tensor, on one line: `torch.tensor([0.5, 2.], requires_grad=True)`."""
    marked = ", requires_grad=True" if tracked else ""
    return f"torch.tensor({_nested(tensor)}{dtype_option(tensor.dtype)}{marked})"


def dtype_option(dtype: torch.dtype) -> str:
    """The end of a call that makes a tensor; nothing where torch makes this dtype by itself."""
    return "" if dtype == torch.float32 else f", dtype={dtype}"


def _nested(tensor: Tensor) -> str:
    if tensor.ndim:
        return f"[{', '.join(map(_nested, tensor))}]"
    if not tensor.is_floating_point():
        return str(tensor.item())
    text = exact(tensor.item(), tensor.dtype)
    return text if set(text) & set(".e") else f"{text}."  # a whole number would become an integer, and -0 lose its sign
