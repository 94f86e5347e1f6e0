"""Each slip against the same slip made in plain torch, and what an answer is told."""

import math
from collections.abc import Iterator

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core import LOSSES, PRESETS, REDUCTIONS, NumberError, Replay, Scenario, replay, short
from core.exercises import SLIPS, Asked, check, number_of, read_answer
from tests.core.exercises.writings import writings
from tests.core.strategies import scenarios

X = torch.tensor([[1.0, 2.0], [3.0, 4.0], [2.0, 1.0], [4.0, 0.0]])
Y, C = torch.tensor([5.0, 6.0, 0.0, 1.0]), torch.tensor([0.5, 0.5])
R = X @ C - Y

TOTAL, KEPT3 = Asked("total", "coeffs", (0,)), Asked("kept", "coeffs", (0,), 3)
SHARE, LOCAL = Asked("contribution", "coeffs", (0, 1)), Asked("local", "errors", (0,))
MADE: list[tuple[str, str, Asked, float]] = [
    # slip, reduction, what is asked, the number that comes of it: squared error on the preset of mixed signs
    ("n", "mean", TOTAL, (2 * R * X[:, 0]).sum().item()),
    ("n", "mean", Asked("value", "loss", ()), (R**2).sum().item()),
    ("n", "mean", Asked("gradient", "errors", (1,)), 1.0),
    ("twice", "mean", TOTAL, (2 * R * X[:, 0]).mean().item() / 4),
    ("mean", "sum", TOTAL, (2 * R * X[:, 0]).mean().item()),
    ("mean", "sum", Asked("value", "loss", ()), (R**2).mean().item()),
    ("sign", "mean", SHARE, -(2 * R[0] * X[0, 1] / 4).item()),
    ("target", "mean", Asked("value", "residuals", (1,)), (Y - X @ C)[1].item()),
    ("target", "mean", LOCAL, (2 * (Y - X @ C))[0].item()),
    ("target", "mean", TOTAL, (2 * (Y - X @ C) * X[:, 0]).mean().item()),
    ("argument", "mean", LOCAL, (2 * (X @ C))[0].item()),
    ("argument", "sum", TOTAL, (2 * Y * X[:, 0]).sum().item()),
    ("value", "mean", LOCAL, (R**2)[0].item()),
    ("value", "mean", SHARE, (R[0] ** 2 * X[0, 1] / 4).item()),
    ("axis", "mean", Asked("value", "preds", (0,)), (X * C).sum(0)[0].item()),
    ("axis", "mean", TOTAL, (2 * R[:, None] * X / 4).sum(1)[0].item()),
    ("upstream", "mean", SHARE, X[0, 1].item()),
    ("upstream", "mean", Asked("gradient", "residuals", (0,)), (2 * R)[0].item()),
    ("upstream", "mean", KEPT3, 3 * X[:, 0].sum().item()),
    ("local", "mean", SHARE, (2 * R / 4)[0].item()),
    ("local", "mean", Asked("gradient", "residuals", (0,)), 0.25),
    ("local", "mean", TOTAL, (2 * R / 4).sum().item()),
    ("one", "mean", TOTAL, (2 * R * X[:, 0] / 4)[3].item()),
    ("one", "mean", Asked("value", "loss", ()), (R**2)[0].item() / 4),
    ("replaced", "mean", KEPT3, (2 * R * X[:, 0]).mean().item()),
    ("transposed", "mean", SHARE, (2 * R[0] * X[1, 0] / 4).item()),
    ("transposed", "mean", Asked("value", "products", (0, 1)), (X[1, 0] * C[1]).item()),
]


def run(reduction: str = "mean", loss: str = "mse") -> Replay:
    return replay(PRESETS["mixed-4x2"].build().replace(loss=loss, reduction=reduction))


def test_each_slip_gives_what_the_same_slip_in_plain_torch_gives() -> None:
    assert {slip for slip, *_ in MADE} == set(SLIPS)
    for slip, reduction, asked, wrong in MADE:
        of = run(reduction)
        assert any(math.isclose(each, wrong) for each in SLIPS[slip].numbers(of, asked)), (slip, asked)
        answer = check(of, asked, repr(wrong))
        assert slip in answer.slips, (slip, asked, answer)
        lane, tensor = SLIPS[slip].place(of, asked)
        assert lane in {"values", "nodes", "gradients"}
        assert tensor in of.scenario.program.names or tensor == "coeffs", (slip, tensor)


def test_slips_that_give_the_same_number_are_all_named() -> None:
    asked = Asked("gradient", "residuals", (0,))  # 2r / N: −1.75
    assert check(run(), asked, "1.75").slips == ("sign", "target")
    assert check(run(), asked, "-7").slips == ("n", "upstream")
    assert check(run(), asked, "123").slips == ()


def asks(of: Replay) -> Iterator[Asked]:
    """Every sort of number at the last sample and coefficient."""
    i, j = of.scenario.n_samples - 1, of.scenario.n_coeffs - 1
    for made in of.forward.tracked:
        yield Asked("value", made.name, (i, j)[: made.value.ndim])
    for step in of.backward.steps:
        if step.held is None:
            yield Asked("gradient", step.tensor, (i, j)[: step.grad_in.ndim])
        if step.held is None and step.local is not None:
            yield Asked("local", step.tensor, (i, j)[: step.local.ndim])
    yield Asked("contribution", "coeffs", (i, j))
    yield Asked("total", "coeffs", (j,))
    yield from (Asked("kept", "coeffs", (j,), calls) for calls in (1, 3))


@settings(max_examples=60, deadline=None)
@given(scenarios(smallest=-3, largest=3), st.sampled_from(sorted(SLIPS)))
def test_a_right_answer_is_never_called_wrong_and_a_named_slip_gives_the_number(scenario: Scenario, name: str) -> None:
    of = replay(scenario)
    for asked in asks(of):
        right = number_of(of, asked) or 0.0  # not −0
        if not math.isfinite(right) or (right and abs(right) < 1e-30):
            continue
        for text in writings(right):
            answer = check(of, asked, text)
            assert answer.right, (asked, right, text)
            assert answer.slips == ()
        for wrong in SLIPS[name].numbers(of, asked):
            if not math.isfinite(wrong) or (wrong and abs(wrong) < 1e-30):
                continue
            answer = check(of, asked, repr(wrong))
            assert answer.right or name in answer.slips, (asked, wrong)
            for claimed in answer.slips:
                given_by = [short(each) for each in SLIPS[claimed].numbers(of, asked)]
                near = [each for each in SLIPS[claimed].numbers(of, asked) if math.isclose(each, wrong, rel_tol=1e-5)]
                assert short(wrong) in given_by or near, (asked, claimed, wrong)


def test_every_loss_and_reduction_answers_for_every_number() -> None:
    for loss in LOSSES:
        for reduction in REDUCTIONS:
            of = run(reduction, loss)
            for asked in asks(of):
                assert check(of, asked, repr(number_of(of, asked))).right
                assert set(check(of, asked, "987.6").slips) <= set(SLIPS)


REFUSED = (
    "", "  ", "abc", "1/0", "1/", "/2", "1/2/3", "1,5", "nan", "inf", "-", "+-3", "--2", "1e999", "9" * 41,
    "1e300/1e-300", "1e-300/1e300", "2*3", "__import__('os')", "<img src=x onerror=alert(1)>", "`x`",
    "\ud800", "\x00", "٣", "½", "1e",
)  # fmt: skip


def test_what_is_no_number_is_refused_in_a_sentence() -> None:
    for text in REFUSED:
        with pytest.raises(NumberError) as refused:
            read_answer(text)
        said = str(refused.value)
        assert said.endswith("."), (text, said)
        assert said.isprintable(), (text, said)
