"""Problems whose lines need more than four digits."""

import torch

from core import Scenario

EDGES = {
    "cancels in float64": Scenario([[0.1, 0.2], [2.0, 1.0]], [0.3, 1], [1, 1], dtype=torch.float64),
    "absorbed": Scenario([[1e8, 1, -1e8]], [0], [1, 1, 1]),
    "underflow": Scenario([[1e-30]], [0], [1e-20]),
    "subnormal": Scenario([[1e-20]], [0], [1.23456e-20]),
    "overflow in the square": Scenario([[1e20]], [0], [1e10]),
    "overflow of a sum": Scenario([[3e38], [3e38]], [0, 0], [1e-30]),
    "nan and hits": Scenario([[3e38, 3e38, 0.0], [1.0, 2.0, 0.0]], [0, 3], [3e38, -3e38, 1]),
    "thirds": Scenario([[1, 2], [3, 4], [5, 6]], [1, 1, 1], [0.333333, 0.666667]),
    "close": Scenario([[1.2344]], [1.2331], [1]),
    "tiny beside large": Scenario([[6173.123, 1.0]], [0.00001], [1, 1e-4]),
}
"""Where four digits, or the dtype itself, are not enough."""
