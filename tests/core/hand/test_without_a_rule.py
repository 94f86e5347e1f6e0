"""Calls without a hand rule: their slopes are checked, a wrong one shows, and where they cannot tell, that is said."""

import random
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from core.engine import run_backward
from core.hand.gradients import by_hand
from core.hand.verdicts import Verdict, agreement
from core.kinds import KINDS
from core.scenario.scenario import Scenario
from tests.core.generated import grow

F32, F64 = torch.float32, torch.float64


def verdict(text: str, x: object, dtype: torch.dtype) -> Verdict:
    scenario = Scenario.of(text, {"x": x}, dtype=dtype)  # type: ignore[dict-item]  # numbers, or lists of them
    return agreement(run_backward(scenario), by_hand(scenario)).verdict


AGREE: tuple[tuple[str, object], ...] = (
    # What rounding alone explains, each of which was called a disagreement.
    ("loss = torch.softmax(x, 0) @ torch.sinh(x)", [20.0, 0.1]),
    ("loss = torch.logsumexp(x, 0)", [100.0, 100.3]),
    ("loss = torch.logsumexp(x, 0)", [3.0, -2.0, 0.5]),
    ("loss = F.silu(x).sum()", [-1.2784645]),
    ("loss = F.gelu(x).sum()", [-0.7517916, -3.0]),
    ("loss = x.std()", [1000.1, 1001.0, 1000.7]),
    ("loss = x.std()", [1.0, 1.0, 1.0]),
    ("loss = x.var(unbiased=False)", [0.5]),
    ("loss = F.log_softmax(x, 0).sum()", [0.3, -1.0, 12.0]),
    ("loss = F.softplus(x).sum()", [30.0, -30.0, 0.0]),
    ("loss = F.gelu(x).sum()", []),
    ("loss = torch.softmax(x @ x.T, dim=1).std()", [[1.0, 2.0], [0.5, -1.0]]),
)


def test_right_gradients_agree_within_rounding() -> None:
    for text, x in AGREE:
        for dtype in (F32, F64):
            assert verdict(text, x, dtype).outcome == "agree", (text, dtype)


def test_generated_programs_once_called_a_disagreement_agree() -> None:
    """Seeds at which the rounding of a float64 slope was taken too small."""
    for seed in (2230, 4156, 4182):
        grown = grow(random.Random(10**6 + seed), 1 + seed % 12, 0.4)  # noqa: S311  # a test draws programs, not keys
        scenario = grown.scenario()
        assert agreement(run_backward(scenario), by_hand(scenario)).verdict.outcome == "agree"


class Twisted(torch.autograd.Function):
    """x, with a gradient that is 0.1 % too large."""

    @staticmethod
    def forward(_ctx: object, x: Tensor) -> Tensor:
        return x.clone()

    @staticmethod
    def backward(_ctx: object, grad: Tensor) -> Tensor:
        return 1.001 * grad


def test_a_wrong_gradient_of_a_call_without_a_rule_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("gelu", "silu", "softplus"):
        kind = KINDS[name]
        right = kind.functions[f"F.{name}"]
        with monkeypatch.context() as patch:
            run = lambda x, right=right: Twisted.apply(right(x))  # type: ignore[no-untyped-call]  # noqa: E731  # one line
            patch.setitem(KINDS, name, replace(kind, functions={f"F.{name}": run}))
            for dtype in (F32, F64):
                assert verdict(f"loss = F.{name}(x).sum()", [0.7, -0.4, 2.0], dtype).outcome == "disagree"
        assert verdict(f"loss = F.{name}(x).sum()", [0.7, -0.4, 2.0], F32).outcome == "agree"


def test_a_kink_in_a_call_without_a_rule_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """torch takes 0 at the kink of relu and 1 at that of leaky ones: a slope cannot say which is right."""
    monkeypatch.setitem(KINDS, "relu", replace(KINDS["relu"], rules=()))
    for x in ([0.0, 1.0], [1e-9, 1.0]):
        found = verdict("loss = torch.relu(x).sum()", x, F64)
        assert found.outcome == "cannot tell"
        assert "`torch.relu(x)` has no hand rule here and has a slope that does not settle" in found.reason
    assert verdict("loss = torch.relu(x).sum()", [0.5, -1.0], F64).outcome == "agree"


def test_too_many_slopes_cannot_be_told_and_the_reason_is_theirs() -> None:
    found = verdict("loss = F.gelu(x).sum()", torch.linspace(-1, 1, 2_001), F32)
    assert found.outcome == "cannot tell"
    assert found.reason == (
        "x[0]: `F.gelu(x)` has no hand rule here and is not moved number by number "
        "for more than 2,000 numbers or 2,000,000 slopes."
    )


TINY = (
    ("loss = (x * y * 1e-14).mean()", 1e-30),
    ("loss = (x * y * 1e-20).sum() * 1e15", 1e-24),
    ("loss = (x * y).square().mean()", 1e-22),
)


def test_gradients_below_the_smallest_normal_number_agree() -> None:
    """There rounding is no share of the number any more: it is up to the smallest number that there is."""
    for text, size in TINY:
        y = [1.7, 1.3, 3.1]
        tensors = {"x": [size, 1.1 * size, 1.3 * size], "y": y}
        scenario = Scenario.of(text, tensors, dtype=F32)
        assert agreement(run_backward(scenario), by_hand(scenario)).verdict.outcome == "agree"


def test_a_doubt_counts_for_the_leaves_behind_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong rule elsewhere in the program is not excused by a call whose slope does not settle."""
    monkeypatch.setitem(KINDS, "relu", replace(KINDS["relu"], rules=()))
    tanh = KINDS["tanh"].rules[0]
    assert tanh is not None
    wrong = replace(tanh, pull=lambda *given: 1.001 * tanh.pull(*given))
    monkeypatch.setitem(KINDS, "tanh", replace(KINDS["tanh"], rules=(wrong,)))
    scenario = Scenario.of("loss = (torch.relu(x) + y.tanh()).sum()", {"x": [0.0], "y": [0.5]}, dtype=F64)
    found = agreement(run_backward(scenario), by_hand(scenario))
    assert {leaf: each.verdict.outcome for leaf, each in found.leaves.items()} == {"x": "cannot tell", "y": "disagree"}


def test_the_slopes_of_a_whole_program_are_bounded() -> None:
    text = "\n".join(("y = x", *("y = torch.softmax(y, 0)" for _ in range(40)), "loss = y.square().sum()"))
    scenario = Scenario.of(text, {"x": torch.linspace(-1, 1, 300)})
    slopes = by_hand(scenario).slopes.values()
    assert sum(slope.cost for slope in slopes) <= 2_000_000
    assert 0 < sum(slope.jacobian is None for slope in slopes) < 40
    assert agreement(run_backward(scenario), by_hand(scenario)).verdict.outcome == "cannot tell"
