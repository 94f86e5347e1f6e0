"""The sentence on targets that the model's predictions cannot reach."""

import math

from core import OutOfReach, Scenario, out_of_reach, short
from ui.words import count

NAMED = 3
"""How many targets a sentence names."""


def unreached(scenario: Scenario) -> str:
    """The sentence, code between backticks; "" where every target can be reached."""
    found = out_of_reach(scenario)
    if found is None:
        return ""
    targets = [short(target) for target in sorted(set(scenario.t_dep[list(found.samples)].tolist()))]
    named = f"{', '.join(targets[:-1])} or {targets[-1]}" if 1 < len(targets) <= NAMED else targets[-1]
    one = ", for one, " if len(targets) > NAMED else " "
    outside = len(found.samples)
    lie = f"{outside:,} of {count(scenario.n_samples, 'target')} {'lies' if outside == 1 else 'lie'}"
    return (
        f"`{found.kind}` makes `preds`, and it gives {_range(found)}. {lie} outside: whatever is learned, no "
        f"prediction reaches{one}{named}."
    )


def _range(found: OutOfReach) -> str:
    """What it gives, in words."""
    if math.isinf(found.high):
        return f"no number below {short(found.low)}"
    if math.isinf(found.low):
        return f"no number above {short(found.high)}"
    return f"only numbers between {short(found.low)} and {short(found.high)}"
