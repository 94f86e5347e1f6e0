"""One validated problem: the three tensors, the loss, the reduction and the precision."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import torch
from torch import Tensor

from core.losses import LOSSES, REDUCTIONS
from core.validation import Numbers, ScenarioError, check_choice, check_finite, check_shapes, to_tensor

__all__ = ["DTYPES", "Numbers", "Scenario", "ScenarioError"]

DTYPES = {"float32": torch.float32, "float64": torch.float64}


@dataclass(frozen=True, eq=False, init=False)
class Scenario:
    """One problem for the article's model, validated and copied.

    Two scenarios are equal when their numbers, loss, reduction and dtype are; the name does not count. The tensors are
    copies of what came in, detached and untracked; treat them as read-only.

    Attributes:
        t_indep: the independent variables, a row a sample, (N, n).
        t_dep: the dependent variable, (N,).
        coeffs: the coefficients, (n,).
        loss: a key of `LOSSES`.
        reduction: a key of `REDUCTIONS`.
        dtype: torch.float32 (PyTorch's default) or torch.float64.
        name: what to call it on a page.
    """

    t_indep: Tensor
    t_dep: Tensor
    coeffs: Tensor
    loss: str
    reduction: str
    dtype: torch.dtype
    name: str

    def __init__(
        self,
        t_indep: Numbers,
        t_dep: Numbers,
        coeffs: Numbers,
        loss: str = "mae",
        reduction: str = "mean",
        dtype: torch.dtype = torch.float32,
        name: str = "",
    ) -> None:
        """Validate and copy.

        Raises:
            ScenarioError: for shapes that do not fit, no samples or coefficients, NaN or infinite cells, cells that
                are not real numbers, and names that are not in the registries. Integers are converted.
        """
        check_choice("loss", loss, LOSSES)
        check_choice("reduction", reduction, REDUCTIONS)
        if dtype not in DTYPES.values():
            raise ScenarioError(f"dtype is {dtype}; choose torch.float32 or torch.float64.")
        tensors = {
            "t_indep": to_tensor("t_indep", t_indep, dtype),
            "t_dep": to_tensor("t_dep", t_dep, dtype),
            "coeffs": to_tensor("coeffs", coeffs, dtype),
        }
        check_shapes(*tensors.values())
        for field, tensor in tensors.items():
            check_finite(field, tensor, dtype)
        settings: dict[str, Any] = {"loss": loss, "reduction": reduction, "dtype": dtype, "name": name}
        for field, value in (tensors | settings).items():
            object.__setattr__(self, field, value)  # the way in for a frozen dataclass that validates first

    @property
    def n_samples(self) -> int:
        """N, the number of rows of t_indep."""
        return self.t_indep.shape[0]

    @property
    def n_coeffs(self) -> int:
        """n, the number of columns of t_indep."""
        return self.t_indep.shape[1]

    def replace(self, **changes: Any) -> Self:
        """A new scenario with some fields changed, validated again.

        Raises:
            ScenarioError: as the constructor does.
        """
        return replace(self, **changes)

    @cached_property
    def _hash(self) -> int:
        # Adding 0 turns -0 into 0: they are equal, so they must hash alike.
        cells = (tensor.add(0).numpy().tobytes() for tensor in (self.t_indep, self.t_dep, self.coeffs))
        return hash((self.t_indep.shape, self.loss, self.reduction, self.dtype, *cells))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        return (
            (self.loss, self.reduction, self.dtype) == (other.loss, other.reduction, other.dtype)
            and torch.equal(self.t_indep, other.t_indep)
            and torch.equal(self.t_dep, other.t_dep)
            and torch.equal(self.coeffs, other.coeffs)
        )
