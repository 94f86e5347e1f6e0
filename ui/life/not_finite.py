"""Where inf and nan came from in a run of calls: the call that made the first of each, and of which numbers."""

from collections.abc import Sequence

import torch
from torch import Tensor

from core import Scenario, Snapshot, beyond, causes, replay, short
from ui.life.guess import BACKWARD

KINDS = {"inf": torch.isinf, "nan": torch.isnan}


def origin(scenario: Scenario, snapshots: Sequence[Snapshot], place: int) -> str:
    """The sentences at the call that brings the first inf or the first nan, code between backticks; "" at others."""
    before, after = snapshots[place - 1], snapshots[place]
    new = [kind for kind in KINDS if kind in _kinds(after) and kind not in _kinds(before)]
    if not new or after.action is None:
        return ""
    if after.action.key == "f":
        return _of_run(scenario, after.coeffs, new)
    if after.action.key in BACKWARD:
        made = [each for each in snapshots[:place] if each.action is not None and each.action.key == "f"][-1]
        return _of_run(scenario, made.coeffs, new) or _added(before, after, scenario.dtype)
    return _step(before, after, scenario.dtype)


def _kinds(snapshot: Snapshot) -> set[str]:
    """Whether inf, and whether nan, stands anywhere after a call."""
    loss = [] if snapshot.loss is None else [torch.tensor(snapshot.loss, dtype=torch.float64)]
    held = [snapshot.coeffs, *loss, *([] if snapshot.grad is None else [snapshot.grad])]
    return {kind for kind, is_so in KINDS.items() if any(bool(is_so(each).any()) for each in held)}


def _of_run(scenario: Scenario, coeffs: Tensor, kinds: Sequence[str]) -> str:
    """Why a forward or a backward at these coefficients gives them; "" where it does not."""
    odd = (~coeffs.isfinite()).nonzero().flatten().tolist()
    if odd:
        j = odd[0]
        return f"`coeffs[{j}]` was {short(coeffs[j].item())} when this loss was computed."
    at = scenario.replace(coeffs=coeffs)
    said = [cause.sentence for cause in causes(replay(at))]
    telling = [at for at, one in enumerate(said) if one.removeprefix("−").startswith(tuple(kinds))]
    return " ".join(said[: telling[-1] + 1]) if telling else ""  # the inf before a nan is where the nan came from


def _added(before: Snapshot, after: Snapshot, dtype: torch.dtype) -> str:
    """What was held and what was added are finite, and their sum is not."""
    assert before.grad is not None  # or the gradient alone would not be finite
    assert after.grad is not None
    j = int((~after.grad.isfinite()).nonzero()[0].item())
    return f"`coeffs.grad[{j}]` was {short(before.grad[j].item())}; with what was added it is {beyond(dtype)}."


def _step(before: Snapshot, after: Snapshot, dtype: torch.dtype) -> str:
    """A step that leaves a coefficient inf or nan."""
    assert after.action is not None
    assert before.grad is not None  # a step without a gradient raises
    j = int((~after.coeffs.isfinite()).nonzero()[0].item())
    coeff, grad, made = (each[j].item() for each in (before.coeffs, before.grad, after.coeffs))
    operands = f"{short(coeff)} − {after.action.lr:g} × {_factor(grad)}"
    why = f" is {beyond(dtype)}" if before.grad[j].isfinite() and before.coeffs[j].isfinite() else ""
    return f"`coeffs[{j}]` becomes {short(made)}: {operands}{why or ' is no finite number'}."


def _factor(x: float) -> str:
    return f"({short(x)})" if x < 0 else short(x)
