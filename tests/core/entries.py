"""Losses of a kind of their own, entered for one test."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from torch import Tensor

from core import KINDS, LOSSES
from core.kinds import Call, Kind, Rule
from core.kinds.pulls import multiply
from core.kinds.shapes import same


def enter_loss(
    monkeypatch: pytest.MonkeyPatch, name: str, run: Callable[[Tensor], Tensor], local: Callable[[Call], Tensor]
) -> None:
    """A loss of one operation: what runs, and its derivative by hand, right or wrong."""
    kind = Kind(name, same, (Rule(multiply, local, reads=(0,)),), functions={f"torch.{name}": run})
    monkeypatch.setitem(KINDS, name, kind)
    monkeypatch.setitem(LOSSES, name, replace(LOSSES["mse"], lines=(f"errors = torch.{name}(residuals)",)))
