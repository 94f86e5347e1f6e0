"""The same problem in the other precision."""

import torch
from torch import Tensor

from core import Link, Scenario, ScenarioError, base_tensors, changed_cells


def in_dtype(scenario: Scenario, base: str, dtype: torch.dtype, start: int = 0) -> Scenario:
    """A scenario in another dtype, as a person who typed its numbers means it: 0.1 stays 0.1.

    Cells that the base has too are taken from the base in the new dtype, so that a link still holds what changed alone.

    Args:
        scenario: the problem.
        base: what it started from, as in `Link`.
        dtype: torch.float32 or torch.float64.
        start: the seed of its leaves, as in `Link`.

    Raises:
        ScenarioError: for a number that float32 would turn into infinity or 0.
    """
    link = Link(scenario, base, start=start)
    before, after = base_tensors(link), base_tensors(link, dtype)
    tensors: dict[str, Tensor] = {}
    for name, tensor in scenario.tensors.items():
        tensors[name] = _decimals(tensor) if dtype == torch.float64 else _rounded(name, tensor)
        changed = changed_cells(tensor, before.get(name))
        if changed is not None:
            tensors[name] = torch.where(changed, tensors[name], after[name])
    return scenario.replace(dtype=dtype, **tensors)


def _decimals(tensor: Tensor) -> Tensor:
    """The float64 nearest to the shortest decimals of each cell, which NumPy's text is: 0.1, not 0.10000000149."""
    return torch.from_numpy(tensor.numpy().astype(str).astype(float))


def _rounded(name: str, tensor: Tensor) -> Tensor:
    """In float32, which `Scenario` checks for infinities; here for what would vanish."""
    rounded = tensor.to(torch.float32)
    lost = (rounded == 0) & (tensor != 0)
    if lost.any():
        place = lost.nonzero()[0].tolist()
        number = tensor[tuple(place)].item()
        raise ScenarioError(
            f"{name}{place} is {number:g}, which float32 would make 0: write 0 there, or stay with float64."
        )
    return tensor
