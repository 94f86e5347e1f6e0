"""A gradient that the caller has already is taken as autograd's, and nothing runs backward again."""

import pytest
import torch

from core import PRESETS, kink, move, run_backward, verify
from core.engine import recording

KINK = PRESETS["kink"].build()


def test_it_is_what_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    right = run_backward(KINK).coeffs_grad
    assert move(KINK, 0, 0.1, right) == move(KINK, 0, 0.1)
    assert kink(KINK, 0, right) == kink(KINK, 0)
    assert verify(KINK, 1e-6, right).verdicts == verify(KINK, 1e-6).verdicts

    def refuse(*_: object) -> None:
        raise AssertionError("it ran again")

    wrong = right + 1
    at = kink(KINK, 0, wrong)
    monkeypatch.setattr(recording.Recording, "__init__", refuse)
    assert move(KINK, 0, 0.1, wrong).slope == wrong[0].item()
    assert at is not None
    assert at.chosen == wrong[0].item()
    found = verify(KINK, 1e-6, wrong)
    assert torch.equal(found.autograd, wrong)
    assert found.verdict.outcome == "disagree"
