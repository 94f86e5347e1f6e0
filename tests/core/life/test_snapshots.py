"""The life of `.grad`, against plain torch programs that make the same calls."""

from dataclasses import dataclass
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from core import Scenario
from core.life.actions import ACTIONS, Action, ActionError, start_code
from core.life.snapshots import Snapshot, replay_grad
from core.life.texts import ACTIONS_LIMIT, parse_actions
from core.presets.presets import PRESETS
from tests.core.strategies import scenarios

ARTICLE = PRESETS["article-2x2"].build()

actions = st.lists(
    st.one_of(
        st.sampled_from([Action(key) for key, kind in ACTIONS.items() if not kind.takes_lr]),
        # Most calls are forward and backward, or long lists would mostly raise.
        st.sampled_from([Action("f"), Action("b"), Action("f"), Action("b")]),
        st.builds(Action, st.sampled_from(["s", "u"]), st.sampled_from([1e-6, 0.01, 0.1, 0.5, 1, 1000])),
    ),
    max_size=ACTIONS_LIMIT,
)

ERRORS = {
    "mae": "torch.abs(residuals)",
    "mse": "(residuals ** 2)",
    "huber": "torch.nn.functional.huber_loss(residuals, torch.zeros_like(residuals), reduction='none')",
    "logcosh": "torch.log(torch.cosh(residuals))",
}
CALLS = {
    "b": "loss.backward()",
    "r": "loss.backward(retain_graph=True)",
    "z": "coeffs.grad.zero_()",
    "n": "coeffs.grad = None",
    "o": "optimizer.zero_grad()",
    "p": "optimizer.step()",
    "s": "with torch.no_grad(): coeffs.sub_({lr!r} * coeffs.grad)",
    "u": "coeffs.sub_({lr!r} * coeffs.grad)",
    "d": "coeffs = coeffs.detach()",
}


@dataclass
class Seen:
    """What a plain program holds after one call."""

    grad: Tensor | None
    loss: float | None
    coeffs: Tensor
    raised: tuple[str, str] | None


PARTS = {"f": "", "h": "[:len(t_dep) // 2]", "k": "[len(t_dep) // 2:]"}


def forward_of(scenario: Scenario, key: str = "f") -> str:
    part, divides = PARTS[key], scenario.reduction == "mean"
    weight = "" if key == "f" else f"len(t_dep{part}) / len(t_dep) * " if divides else "1 * "
    return (
        f"residuals = (t_indep{part} * coeffs).sum(axis=1) - t_dep{part}; "
        f"loss = {weight}{ERRORS[scenario.loss]}.{scenario.reduction}(); del residuals"
    )


def plainly(scenario: Scenario, lines: list[str], start: str) -> list[Seen]:
    """Run lines of a script, one after the other, as a notebook does."""
    names: dict[str, Any] = {
        "torch": torch,
        "t_indep": scenario.t_indep.clone(),
        "t_dep": scenario.t_dep.clone(),
        "coeffs": scenario.coeffs.clone(),
    }
    exec(start, names)  # noqa: S102  # the test's own lines
    seen = []
    for line in lines:
        raised = None
        try:
            exec(line, names)  # noqa: S102  # the test's own lines
        except Exception as error:  # whatever torch and Python raise is compared
            raised = (type(error).__name__, str(error))
        coeffs, loss = names["coeffs"], names.get("loss")
        grad = None if coeffs.grad is None else coeffs.grad.clone()
        seen.append(Seen(grad, None if loss is None else loss.item(), coeffs.detach().clone(), raised))
    return seen


def agree(snapshot: Snapshot, seen: Seen) -> None:
    assert (snapshot.grad is None) == (seen.grad is None)
    if snapshot.grad is not None and seen.grad is not None:
        torch.testing.assert_close(snapshot.grad, seen.grad, rtol=0, atol=0, equal_nan=True)
    torch.testing.assert_close(snapshot.value, seen.coeffs, rtol=0, atol=0, equal_nan=True)
    assert repr(snapshot.loss) == repr(seen.loss)  # exactly, nan and None too
    assert (snapshot.raised and (snapshot.raised.type, snapshot.raised.text)) == seen.raised
    assert snapshot.warned == ()


@settings(max_examples=150, deadline=None)
@given(scenario=scenarios(), calls=actions)
def test_any_order_of_calls_gives_what_plain_torch_gives(scenario: Scenario, calls: list[Action]) -> None:
    lines = [
        forward_of(scenario, call.key) if call.key in PARTS else CALLS[call.key].format(lr=call.lr) for call in calls
    ]
    start = "coeffs.requires_grad_(); optimizer = torch.optim.SGD([coeffs], lr=0.1)"
    snapshots = replay_grad(scenario, calls)
    assert [snapshot.action for snapshot in snapshots] == [None, *calls]
    for snapshot, seen in zip(snapshots[1:], plainly(scenario, lines, start), strict=True):
        agree(snapshot, seen)


@settings(max_examples=50, deadline=None)
@given(calls=actions)
def test_the_code_shown_is_the_code_that_ran(calls: list[Action]) -> None:
    define = "from core.linear.article import calc_loss\n"
    seen = plainly(ARTICLE, [call.code(ARTICLE) for call in calls], define + start_code(calls, ARTICLE))
    for snapshot, plain in zip(replay_grad(ARTICLE, calls)[1:], seen, strict=True):
        agree(snapshot, plain)


@settings(max_examples=100, deadline=None)
@given(scenario=scenarios(), calls=actions)
def test_the_graph_is_alive_from_forward_to_the_backward_that_frees_it(scenario: Scenario, calls: list[Action]) -> None:
    expected, tracked, reaches = "none", True, False
    for snapshot in replay_grad(scenario, calls)[1:]:
        assert snapshot.action is not None
        match snapshot.action.key:
            case "f" | "h" | "k":
                expected, reaches = ("alive", True) if tracked else ("none", False)
            case "b":
                expected = "freed" if expected == "alive" else expected
            case "d":
                tracked, reaches = False, False
        assert (snapshot.graph, snapshot.reaches_leaf) == (expected, reaches)
        assert (snapshot.requires_grad, snapshot.is_leaf) == (tracked, True)


def test_three_backwards_without_zeroing_add_up() -> None:
    grads = [snapshot.grad for snapshot in replay_grad(ARTICLE, parse_actions("f-b-f-b-f-b"))]
    assert [None if grad is None else grad.tolist() for grad in grads] == [
        None, None, [-2, -3], [-2, -3], [-4, -6], [-4, -6], [-6, -9],
    ]  # fmt: skip


def test_a_call_that_raises_changes_nothing_and_the_next_goes_on() -> None:
    freed, again, forward, backward = replay_grad(ARTICLE, parse_actions("f-b-b-f-b"))[2:]
    assert again.raised is not None
    assert again.raised.type == "RuntimeError"
    assert again.raised.text.startswith("Trying to backward through the graph a second time")
    assert again.grad is not None
    assert freed.grad is not None
    assert torch.equal(again.grad, freed.grad)
    assert (freed.graph, again.graph, forward.graph) == ("freed", "freed", "alive")
    assert backward.grad is not None
    assert backward.grad.tolist() == [-4, -6]


def test_a_backward_before_any_forward_raises_as_it_would_in_a_notebook() -> None:
    raised = replay_grad(ARTICLE, parse_actions("b"))[-1].raised
    assert raised is not None
    assert (raised.type, raised.text) == ("NameError", "name 'loss' is not defined")


def test_the_optimizer_goes_on_holding_the_coeffs_it_was_made_with() -> None:
    last = replay_grad(ARTICLE, parse_actions("f-b-o"))[-1]
    assert last.grad is None
    after_detach = replay_grad(ARTICLE, parse_actions("f-d-b-o"))[-1]
    assert (after_detach.raised, after_detach.grad, after_detach.requires_grad) == (None, None, False)


def test_detach_ends_training_in_silence() -> None:
    detached, backward = replay_grad(ARTICLE, parse_actions("f-d-b"))[2:]
    assert (detached.graph, detached.reaches_leaf) == ("alive", False)
    assert (backward.graph, backward.raised, backward.grad) == ("freed", None, None)


def test_a_replay_changes_neither_its_scenario_nor_earlier_snapshots() -> None:
    calls = parse_actions("f-b-s0.1-f-b-z-n")
    before = ARTICLE.replace()
    first, second = replay_grad(ARTICLE, calls), replay_grad(ARTICLE, calls)
    assert before == ARTICLE
    for one, other in zip(first, second, strict=True):
        assert (one.grad is None) == (other.grad is None)
        assert one.grad is None or other.grad is None or torch.equal(one.grad, other.grad)
        assert torch.equal(one.value, other.value)


def test_fifty_calls_run_and_more_are_refused() -> None:
    assert len(replay_grad(ARTICLE, [Action("f")] * ACTIONS_LIMIT)) == ACTIONS_LIMIT + 1
    with pytest.raises(ActionError, match="the list holds 51 calls: give at most 50"):
        replay_grad(ARTICLE, [Action("f")] * (ACTIONS_LIMIT + 1))
