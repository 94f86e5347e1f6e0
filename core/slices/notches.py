"""A range of moves, divided into round notches."""

import math

NOTCHES = 50
"""How many moves a reach is divided into, either way."""

SHORTEST, LONGEST = 1e-290, 1e290
"""Between which a reach is held, so that its notches are ordinary float64 numbers."""


def round_reach(wanted: float) -> float:
    """The next reach that is 50 times 1, 2 or 5 times a power of ten, so that its notches are round numbers."""
    unit = min(max(wanted, SHORTEST), LONGEST) / NOTCHES
    power = 10.0 ** math.floor(math.log10(unit))
    return NOTCHES * next((step * power for step in (1, 2, 5) if step * power >= unit), 10 * power)


def notch_of(reach: float, notch: int) -> float:
    """The move of a notch, as the number that one would write: 0.15 and not 0.15000000000000002."""
    return float(f"{notch * reach / NOTCHES:.6g}")
