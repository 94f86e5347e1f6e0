"""Where inf and nan came from in a run of calls: the call that made the first of each, and of which numbers."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from core import BACKWARDS, FORWARDS, HALVES, OPTIMIZER_LR, Scenario, Snapshot, beyond, causes, cell_name, replay, short

KINDS = {"inf": torch.isinf, "nan": torch.isnan}


def origin(scenario: Scenario, snapshots: Sequence[Snapshot], place: int) -> str:
    """The sentences at the call that brings the first inf or the first nan, code between backticks; "" at others."""
    before, after = snapshots[place - 1], snapshots[place]
    new = [kind for kind in KINDS if kind in _kinds(after) and kind not in _kinds(before)]
    if not new or after.action is None:
        return ""
    if after.action.key in FORWARDS:
        return _of_loss(scenario, after, new)
    if after.action.key in BACKWARDS:
        made = [each for each in snapshots[:place] if each.action is not None and each.action.key in FORWARDS][-1]
        return _of_loss(scenario, made, new) or _added(before, after, scenario.dtype)
    return _step(before, after, scenario.dtype)


def _kinds(snapshot: Snapshot) -> set[str]:
    """Whether inf, and whether nan, stands anywhere after a call."""
    loss = [] if snapshot.loss is None else [torch.tensor(snapshot.loss, dtype=torch.float64)]
    held = [snapshot.value, *loss, *([] if snapshot.grad is None else [snapshot.grad])]
    return {kind for kind, is_so in KINDS.items() if any(bool(is_so(each).any()) for each in held)}


def _of_loss(scenario: Scenario, made: Snapshot, kinds: Sequence[str]) -> str:
    """Why the loss of this forward, or its gradient, holds them; a half of the samples is looked at alone."""
    assert made.action is not None
    if made.action.key not in HALVES:
        return _of_run(scenario, made.values, kinds)
    half = scenario.n_samples // 2
    part = slice(None, half) if made.action.key == HALVES[0] else slice(half, None)
    t_indep, t_dep = scenario.t_indep[part], scenario.t_dep[part]
    if not len(t_dep):
        return "This half has no sample, and the mean of no errors is nan."
    said = _of_run(scenario.replace(t_indep=t_indep, t_dep=t_dep), made.values, kinds)
    return f"In this half, its samples counted from 0: {said}" if said else ""


def _of_run(scenario: Scenario, leaves: Mapping[str, Tensor], kinds: Sequence[str]) -> str:
    """Why a forward or a backward at these numbers of the leaves gives them; "" where it does not."""
    for name, tensor in leaves.items():
        if not tensor.isfinite().all():
            place = _odd(tensor)
            return f"`{cell_name(name, place)}` was {short(tensor[place].item())} when this loss was computed."
    at = scenario.replace(**leaves)
    said = [cause.sentence for cause in causes(replay(at))]
    telling = [at for at, one in enumerate(said) if one.removeprefix("−").startswith(tuple(kinds))]
    return " ".join(said[: telling[-1] + 1]) if telling else ""  # the inf before a nan is where the nan came from


def _odd(tensor: Tensor) -> tuple[int, ...]:
    """Where the first entry stands that is no finite number."""
    return tuple((~tensor.isfinite()).nonzero()[0].tolist())


def _added(before: Snapshot, after: Snapshot, dtype: torch.dtype) -> str:
    """What was held and what was added are finite, and their sum is not."""
    if before.grad is None or after.grad is None:
        return ""
    place = _odd(after.grad)
    name, held = cell_name(f"{after.leaf}.grad", place), short(before.grad[place].item())
    return f"`{name}` was {held}; with what was added it is {beyond(dtype)}."


def _step(before: Snapshot, after: Snapshot, dtype: torch.dtype) -> str:
    """A step that leaves a number of the leaf inf or nan."""
    assert after.action is not None
    place = _odd(after.value)
    name = cell_name(after.leaf, place)
    if before.grad is None:  # or a step would have raised
        made = short(after.value[place].item())
        return f"`{name}` becomes {made}: the optimizer steps on the tensor that it shares."
    number, grad, made_of = (each[place].item() for each in (before.value, before.grad, after.value))
    rate = OPTIMIZER_LR if after.action.lr is None else after.action.lr
    operands = f"{short(number)} − {rate:g} × {_factor(grad)}"
    why = f" is {beyond(dtype)}" if before.grad[place].isfinite() and before.value[place].isfinite() else ""
    return f"`{name}` becomes {short(made_of)}: {operands}{why or ' is no finite number'}."


def _factor(x: float) -> str:
    return f"({short(x)})" if x < 0 else short(x)
