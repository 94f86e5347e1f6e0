"""What a reader calls a cell and a dtype."""

from collections.abc import Iterable

import torch


def cell_name(tensor: str, index: Iterable[int]) -> str:
    """A cell as a reader would index it: `t_indep[1, 0]`; the tensor's own name where it has no dimensions."""
    at = ", ".join(map(str, index))
    return f"{tensor}[{at}]" if at else tensor


def dtype_name(dtype: torch.dtype) -> str:
    """What a reader calls a dtype, and its key in `DTYPES`: `float32`."""
    return str(dtype).removeprefix("torch.")
