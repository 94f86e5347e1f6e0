"""The gradients of any program by hand, without autograd, and whether autograd's agree with them."""

from core.hand.agreement import Agreement, Agreements, Verdict, agreement
from core.hand.by_hand import ByHand, HandStep, by_hand
from core.hand.error_bounds import ErrorBounds, error_bounds

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
