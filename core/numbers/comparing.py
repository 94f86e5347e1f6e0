"""Whether two tensors hold the same numbers."""

import torch
from torch import Tensor


def alike(one: Tensor, other: Tensor) -> bool:
    """Whether two floating tensors have one shape and the same numbers: nan is nan, and 0 is not −0."""
    if one.shape != other.shape or not torch.allclose(one, other, rtol=0, atol=0, equal_nan=True):
        return False
    return bool(((one.signbit() == other.signbit()) | one.isnan()).all())
