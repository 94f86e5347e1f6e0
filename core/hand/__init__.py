"""The gradients of any program by hand, without autograd, and whether autograd's agree with them."""

from core.hand.bounds import ErrorBounds, error_bounds
from core.hand.gradients import ByHand, HandStep, by_hand
from core.hand.verdicts import Agreement, Agreements, Verdict, agreement

__all__ = [
    "Agreement",
    "Agreements",
    "ByHand",
    "ErrorBounds",
    "HandStep",
    "Verdict",
    "agreement",
    "by_hand",
    "error_bounds",
]
