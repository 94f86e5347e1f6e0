"""What a scenario's tensors must be, and the one sentence for each way in which they are not."""

import math
import reprlib
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

from core.kinds import MisfitError
from core.kinds.shapes import broadcast
from core.numbers import cell_name, dtype_name

Numbers = Tensor | Sequence[float] | Sequence[Sequence[float]]
"""What a tensor of a scenario may be given as: a tensor, or (nested) lists of numbers."""

SHAPES = {"t_indep": "(N, n)", "t_dep": "(N,)", "coeffs": "(n,)"}


class ScenarioError(ValueError):
    """Says in one sentence which tensor cannot be used, where, and how to mend it."""


def check_choice(field: str, value: str, registry: Iterable[str]) -> None:
    """Refuse a name that is not in its registry.

    Raises:
        ScenarioError: with the names to choose from.
    """
    if value not in registry:
        raise ScenarioError(f"{field} is {value!r}; choose one of {', '.join(registry)}.")


def to_tensor(field: str, given: Numbers, dtype: torch.dtype) -> Tensor:
    """A detached copy of what came in, in the scenario's dtype, on the CPU.

    Raises:
        ScenarioError: for rows of different lengths, cells that are no real numbers or too large for the dtype.
    """
    tensor = given.detach().to("cpu") if isinstance(given, Tensor) else _read(field, given, dtype)
    if tensor.is_complex():
        raise ScenarioError(f"{field} holds complex numbers: give real ones.")
    converted = tensor.to(dtype, copy=True, memory_format=torch.contiguous_format)
    outgrown = converted.isinf() & tensor.isfinite()
    if outgrown.any():
        place, number = _place(field, outgrown), tensor[tuple(outgrown.nonzero()[0].tolist())].item()
        limit = f"{dtype_name(dtype)} can hold (about {torch.finfo(dtype).max:.2g})"
        raise ScenarioError(f"{place} is {number:g}, beyond what {limit}: give a smaller number.")
    return converted


def _read(field: str, given: object, dtype: torch.dtype) -> Tensor:
    """Lists at full precision, so that a cell too large for the dtype is still known."""
    if (tensor := _as_tensor(given)) is not None:
        return tensor
    if place := _first_misfit(given):
        cell = given
        for index in place:
            cell = cell[index]  # type: ignore[index]  # the place was found by indexing
        raise ScenarioError(
            f"{cell_name(field, place)} is {reprlib.repr(cell)}, not a number that {dtype_name(dtype)} can hold: "
            "give a finite number."
        )
    _check_rows(field, given)
    shape = f" of the shape {SHAPES[field]}" if field in SHAPES else ""
    raise ScenarioError(f"{field} cannot be read as numbers: give a tensor or lists{shape}.")


def _as_tensor(given: object) -> Tensor | None:
    try:
        return torch.as_tensor(given, dtype=torch.float64)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        return None


def _first_misfit(given: object) -> tuple[int, ...]:
    """The indices of the first part that torch cannot read; () where each can be read, but not all together."""
    if isinstance(given, list | tuple):
        for index, part in enumerate(given):
            if not isinstance(part, Tensor) and _as_tensor(part) is None:
                return (index, *_first_misfit(part))
    return ()


def _check_rows(field: str, given: object) -> None:
    """Rows of different lengths are named here; torch's own message counts dimensions instead."""
    if not isinstance(given, list | tuple) or not all(isinstance(row, list | tuple) for row in given):
        return
    lengths = [len(row) for row in given]
    odd = next((row for row, length in enumerate(lengths) if length != lengths[0]), None)
    if odd is not None:
        raise ScenarioError(
            f"{field} row {odd} has {_count(lengths[odd], 'cell')} where row 0 has {lengths[0]}: "
            "give every row the same number of cells."
        )


def check_shapes(t_indep: Tensor, t_dep: Tensor, coeffs: Tensor) -> None:
    """Refuse all shapes but t_indep (N, n), t_dep (N,) and coeffs (n,), with N and n at least 1.

    Raises:
        ScenarioError: with the shape that is there and the one that is needed.
    """
    if t_indep.ndim != 2:
        one_feature = f"; one feature has the shape ({len(t_indep)}, 1)" if t_indep.ndim == 1 and len(t_indep) else ""
        raise ScenarioError(
            f"t_indep has shape {tuple(t_indep.shape)}: "
            f"give it two dimensions, a row for each sample and a column for each coefficient{one_feature}."
        )
    n_samples, n_coeffs = t_indep.shape
    if n_samples == 0 or n_coeffs == 0:
        raise ScenarioError(f"t_indep is empty, shape {tuple(t_indep.shape)}: give at least one row and one column.")
    if tuple(t_dep.shape) != (n_samples,):
        raise ScenarioError(
            f"t_dep has shape {tuple(t_dep.shape)} but t_indep has {_count(n_samples, 'row')}: "
            f"give t_dep the shape ({n_samples},), one number for each row{_broadcast_warning(t_dep, n_samples)}."
        )
    if tuple(coeffs.shape) != (n_coeffs,):
        raise ScenarioError(
            f"coeffs has shape {tuple(coeffs.shape)} but t_indep has {_count(n_coeffs, 'column')}: "
            f"give coeffs the shape ({n_coeffs},), one number for each column."
        )


def _broadcast_warning(t_dep: Tensor, n_samples: int) -> str:
    """What torch would do with this t_dep in silence."""
    try:
        shape = broadcast(((n_samples,), tuple(t_dep.shape)), {})
    except MisfitError:
        return ""
    return f"; PyTorch would broadcast the residuals to {shape} without a warning"


def check_finite(field: str, tensor: Tensor, dtype: torch.dtype) -> None:
    """Refuse NaN and infinite cells.

    Raises:
        ScenarioError: with the place of the first one.
    """
    if math.isfinite(tensor.sum().item()):  # the usual case without a mask; a sum may overflow, so it only clears
        return
    bad = ~tensor.isfinite()
    if bad.any():
        number = tensor[tuple(bad.nonzero()[0].tolist())].item()
        raise ScenarioError(f"{_place(field, bad)} is {number}: give a finite {dtype_name(dtype)} number.")


def _place(field: str, mask: Tensor) -> str:
    """Where the first true cell of a mask is."""
    return cell_name(field, mask.nonzero()[0].tolist())


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
