"""Where inf and nan came from in a run of calls: the call that made the first of each, and of which numbers."""

from collections.abc import Sequence

import torch
from torch import Tensor

from core import FORWARDS, HALVES, OPTIMIZER_LR, Scenario, Snapshot, beyond, causes, replay, short
from ui.life.guess import BACKWARD

KINDS = {"inf": torch.isinf, "nan": torch.isnan}


def origin(scenario: Scenario, snapshots: Sequence[Snapshot], place: int) -> str:
    """The sentences at the call that brings the first inf or the first nan, code between backticks; "" at others."""
    before, after = snapshots[place - 1], snapshots[place]
    new = [kind for kind in KINDS if kind in _kinds(after) and kind not in _kinds(before)]
    if not new or after.action is None:
        return ""
    if after.action.key in FORWARDS:
        return _of_loss(scenario, after, new)
    if after.action.key in BACKWARD:
        made = [each for each in snapshots[:place] if each.action is not None and each.action.key in FORWARDS][-1]
        return _of_loss(scenario, made, new) or _added(before, after, scenario.dtype)
    return _step(before, after, scenario.dtype)


def _kinds(snapshot: Snapshot) -> set[str]:
    """Whether inf, and whether nan, stands anywhere after a call."""
    loss = [] if snapshot.loss is None else [torch.tensor(snapshot.loss, dtype=torch.float64)]
    held = [snapshot.coeffs, *loss, *([] if snapshot.grad is None else [snapshot.grad])]
    return {kind for kind, is_so in KINDS.items() if any(bool(is_so(each).any()) for each in held)}


def _of_loss(scenario: Scenario, made: Snapshot, kinds: Sequence[str]) -> str:
    """Why the loss of this forward, or its gradient, holds them; a half of the samples is looked at alone."""
    assert made.action is not None
    if made.action.key not in HALVES:
        return _of_run(scenario, made.coeffs, kinds)
    half = scenario.n_samples // 2
    part = slice(None, half) if made.action.key == HALVES[0] else slice(half, None)
    t_indep, t_dep = scenario.t_indep[part], scenario.t_dep[part]
    if not len(t_dep):
        return "This half has no sample, and the mean of no errors is nan."
    said = _of_run(scenario.replace(t_indep=t_indep, t_dep=t_dep), made.coeffs, kinds)
    return f"In this half, its samples counted from 0: {said}" if said else ""


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
    if before.grad is None or after.grad is None:
        return ""
    j = int((~after.grad.isfinite()).nonzero()[0].item())
    return f"`coeffs.grad[{j}]` was {short(before.grad[j].item())}; with what was added it is {beyond(dtype)}."


def _step(before: Snapshot, after: Snapshot, dtype: torch.dtype) -> str:
    """A step that leaves a coefficient inf or nan."""
    assert after.action is not None
    j = int((~after.coeffs.isfinite()).nonzero()[0].item())
    if before.grad is None:  # or a step would have raised
        return (
            f"`coeffs[{j}]` becomes {short(after.coeffs[j].item())}: the optimizer steps on the tensor that it shares."
        )
    coeff, grad, made = (each[j].item() for each in (before.coeffs, before.grad, after.coeffs))
    rate = OPTIMIZER_LR if after.action.lr is None else after.action.lr
    operands = f"{short(coeff)} − {rate:g} × {_factor(grad)}"
    why = f" is {beyond(dtype)}" if before.grad[j].isfinite() and before.coeffs[j].isfinite() else ""
    return f"`coeffs[{j}]` becomes {short(made)}: {operands}{why or ' is no finite number'}."


def _factor(x: float) -> str:
    return f"({short(x)})" if x < 0 else short(x)
