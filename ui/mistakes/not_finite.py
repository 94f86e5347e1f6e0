"""Where an inf or a nan came from, from what the run left."""

from collections.abc import Iterator

from torch import Tensor

from core import Observed, Outcome, beyond
from ui.words import count

DATA = ("t_indep", "t_dep")


def not_finite(outcome: Outcome) -> Iterator[str]:
    """Sentences on where what is not finite came from; none where all numbers are. Code stands between backticks.

    The numbers that a program starts from are finite, so there are three ways: it was put into the data, it is a mean
    of nothing, or a number became too large for its dtype.
    """
    lost = dict(_lost(outcome.values)) or dict(_lost(outcome.right))
    if not lost:
        return
    came_in = next((name for name in DATA if name in lost), None)
    if came_in is not None:
        yield _came_in(came_in, lost, outcome)
    elif any(observed.tensor is not None and not observed.tensor.numel() for observed in outcome.values.values()):
        yield "`loss` is nan because it is a mean of no numbers: 0 / 0."
    else:
        dtype = next(iter(lost.values())).dtype
        yield f"A number was {beyond(dtype)}, and became inf; inf − inf and 0 × inf are nan."
    if "losses" in lost:
        yield _first(lost["losses"])


def _lost(values: dict[str, Observed]) -> Iterator[tuple[str, Tensor]]:
    for name, observed in values.items():
        if observed.tensor is not None and not observed.tensor.isfinite().all():
            yield name, observed.tensor


def _came_in(name: str, lost: dict[str, Tensor], outcome: Outcome) -> str:
    """Where it came in, how far it spread, and what it spared."""
    cells = lost[name].numel()
    spread = [f"`{other}`" for other in lost if other != name]
    grad = outcome.values.get("grad")
    spared = "; `grad` is finite" if grad is not None and grad.tensor is not None and "grad" not in lost else ""
    where = f"nan came in with `{name}`, in {int(lost[name].isnan().sum())} of {count(cells, 'number')}"
    return f"{where}, and spread to {', '.join(spread)}{spared}." if spread else f"{where}{spared}."


def _first(losses: Tensor) -> str:
    """At which step a series of losses was first inf, and first nan."""
    firsts = [(name, found.nonzero()) for name, found in (("inf", losses.isinf()), ("nan", losses.isnan()))]
    said = [f"{name} from step {int(found[0])} on" for name, found in firsts if len(found)]
    return f"Counted from 0, the loss is {', and '.join(said)}."
