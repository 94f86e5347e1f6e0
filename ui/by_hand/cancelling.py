"""How far the contributions to one entry of `coeffs.grad` cancel, in a sentence."""

import math

from core import ChainRule, dtype_name, short
from ui.walk.formula.digits import ABOUT, EQUAL, fit


def cancelled(chain: ChainRule, j: int) -> str:
    """How far the contributions to coeffs.grad[j] cancel, in a sentence whose numbers add up as they are shown."""
    column, total = chain.contributions[:, j].double(), chain.grad[j].item()
    if not math.isfinite(total):
        return f"coeffs.grad[{j}] is {short(total)}: without a finite total nothing can be said of what cancels."
    positive, negative = (column[mask].sum().item() for mask in (column > 0, column < 0))
    if 0 in (positive, negative):
        return (
            f"coeffs.grad[{j}]: no contributions of opposite sign, so nothing cancels on the way to "
            f"{short(total, signed=True)}."
        )
    line = fit((positive, negative), lambda shown: shown[0] + shown[1], total, chain.grad.dtype)
    up, down = (line.write.words(each) for each in (positive, negative))
    rounded = "" if line.sign in (EQUAL, ABOUT) else f" in {dtype_name(chain.grad.dtype)}"
    return (
        f"coeffs.grad[{j}]: the positive contributions give +{up}, the negative {down}, together"
        f"{' about' if line.sign == ABOUT else ''} {short(total, signed=True)}{rounded}."
    )
