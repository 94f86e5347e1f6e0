"""Ways in which a person writes a number."""

from collections.abc import Iterator
from fractions import Fraction

from core import short


def writings(x: float) -> Iterator[str]:
    """Ways in which a person writes a number."""
    plain = repr(x)
    yield from (plain, plain.replace("-", "\u2212"), f" {plain} ", short(x), f"{x:.6e}", f"{x:.9g}")
    yield (plain if x < 0 else f"+{plain}").replace("-", "- ").replace("e- ", "e-")
    if 1e-9 < abs(x) < 1e9:
        over = Fraction(x).limit_denominator(10**8)
        if over and abs(float(over) / x - 1) < 1e-6:
            yield from (str(over), f"{over.numerator} / {over.denominator}")
    if 1e-4 < abs(x) < 1:
        yield plain.replace("0.", ".", 1)
    if x == int(x) and abs(x) < 1e6:
        yield from (f"{x:.0f}", f"{x:.1f}", f"{2 * x:.0f}/2")
