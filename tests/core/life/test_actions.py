"""The calls as values: their code, their sentence, and what is refused."""

import math

import pytest

from core.life.actions import ACTIONS, OPTIMIZER_LR, Action, ActionError, start_code
from core.presets.presets import PRESETS

ARTICLE = PRESETS["article-2x2"].build()


def test_each_call_shows_its_own_line() -> None:
    shown = {key: Action(key, 0.1 if kind.takes_lr else None).code(ARTICLE) for key, kind in ACTIONS.items()}
    assert shown == {
        "f": "loss = calc_loss(coeffs, t_indep, t_dep)",
        "h": "loss = weights[0] * calc_loss(coeffs, t_indep[:half], t_dep[:half])",
        "k": "loss = weights[1] * calc_loss(coeffs, t_indep[half:], t_dep[half:])",
        "b": "loss.backward()",
        "r": "loss.backward(retain_graph=True)",
        "z": "coeffs.grad.zero_()",
        "n": "coeffs.grad = None",
        "o": "optimizer.zero_grad()",
        "s": "with torch.no_grad():\n    coeffs.sub_(0.1 * coeffs.grad)",
        "u": "coeffs.sub_(0.1 * coeffs.grad)",
        "p": "optimizer.step()",
        "d": "coeffs = coeffs.detach()",
    }


def test_each_call_says_what_it_does_in_one_sentence() -> None:
    for key in ACTIONS:
        sentence = ACTIONS[key].sentence("coeffs")
        assert sentence.endswith("."), key
        assert "\n" not in sentence, key
        assert ACTIONS[key].title, key


OPTIMIZER = f"\noptimizer = torch.optim.SGD([coeffs], lr={OPTIMIZER_LR:g})"
HALF = "\nhalf = len(t_dep) // 2\nweights = "


@pytest.mark.parametrize(
    ("calls", "reduction", "more"),
    [
        ("f", "mean", ""),
        ("o", "mean", OPTIMIZER),
        ("p", "sum", OPTIMIZER),
        ("h", "mean", f"{HALF}half / len(t_dep), (len(t_dep) - half) / len(t_dep)"),
        ("k", "sum", f"{HALF}1, 1"),
    ],
)
def test_the_start_makes_what_the_calls_need_and_no_more(calls: str, reduction: str, more: str) -> None:
    assert start_code([Action(calls)], ARTICLE.replace(reduction=reduction)) == f"coeffs.requires_grad_(){more}"


def test_calls_are_frozen_values() -> None:
    assert Action("s", 1) == Action("s", 1.0)
    assert len({Action("f"), Action("f"), Action("s", 0.1)}) == 2
    with pytest.raises(AttributeError):
        Action("f").key = "b"  # type: ignore[misc]


@pytest.mark.parametrize("lr", [0, -0.1, 1e-7, 1001, math.inf, -math.inf, math.nan])
def test_a_learning_rate_out_of_bounds_is_refused(lr: float) -> None:
    with pytest.raises(ActionError, match=r"out of bounds: give one from 0\.000001 to 1000"):
        Action("s", lr)


@pytest.mark.parametrize(
    ("key", "lr", "sentence"),
    [
        ("s", None, "s needs a learning rate: write it behind, as in s0.1."),
        ("f", 0.1, "f takes no learning rate: write f alone."),
        ("x", None, "there is no call 'x': use one of f, h, k, b, r, z, n, o, s, u, p, d."),
    ],
)
def test_a_call_that_cannot_be_made_is_refused_in_a_sentence(key: str, lr: float | None, sentence: str) -> None:
    with pytest.raises(ActionError) as refused:
        Action(key, lr)
    assert str(refused.value) == sentence
