"""Which node belongs to which call: nothing is left out in silence, none has a whole call's rule."""

from dataclasses import replace

import pytest
import torch

from core.engine import UnownedNodeError, autograd_graph, chase, run_backward, run_forward
from core.hand.gradients import by_hand
from core.hand.verdicts import agreement
from core.kinds import KINDS
from core.scenario.losses import LOSSES
from core.scenario.scenario import Numbers, Scenario


def test_a_call_that_reads_a_foreign_tracked_tensor_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = torch.ones(2, requires_grad=True)
    kind = replace(KINDS["abs"], functions={"torch.abs": lambda x: x.abs() * foreign})
    monkeypatch.setitem(KINDS, "abs", kind)
    scenario = Scenario.of("loss = torch.abs(x).sum()", {"x": [1.0, -2.0]})
    for run in (run_forward, run_backward, autograd_graph):
        with pytest.raises(UnownedNodeError, match=r"`torch.abs\(x\)` refers to a leaf that is none of the program's"):
            run(scenario)


def test_a_foreign_history_is_not_claimed() -> None:
    """What came in with a graph of its own is detached: its nodes belong to nobody here."""
    foreign = torch.ones(2, requires_grad=True)
    backward = run_backward(Scenario.of("loss = (x * 2).sum()", {"x": foreign * 3}))
    assert [step.node for step in backward.steps] == ["SumBackward0", "MulBackward0", "AccumulateGrad"]
    assert foreign.grad is None


def test_a_loss_of_two_operations_leaves_no_node_out(monkeypatch: pytest.MonkeyPatch) -> None:
    logcosh = replace(LOSSES["mae"], title="log-cosh", lines=("errors = torch.log(torch.cosh(residuals))",))
    monkeypatch.setitem(LOSSES, "log-cosh", logcosh)
    tensors: dict[str, Numbers | float] = {
        "t_indep": [[1.0, 2.0], [3.0, 4.0]],
        "t_dep": [5.0, 6.0],
        "coeffs": [0.5, 0.5],
    }
    scenario = Scenario.of("linear", tensors, loss="log-cosh")
    backward = run_backward(scenario)
    assert [(step.node, step.tensor) for step in backward.steps] == [
        ("MeanBackward0", "loss"),
        ("LogBackward0", "errors"),
        ("CoshBackward0", "torch.cosh(residuals)"),
        ("SubBackward0", "residuals"),
        ("SumBackward1", "preds"),
        ("MulBackward0", "products"),
        ("AccumulateGrad", "coeffs"),
    ]
    assert {node.name for node in autograd_graph(scenario).nodes} == {step.node for step in backward.steps}
    residuals = torch.tensor([-3.5, -2.5])
    expected = (torch.tanh(residuals)[:, None] * torch.tensor(tensors["t_indep"])).mean(0)
    torch.testing.assert_close(backward.coeffs_grad, expected)
    assert agreement(backward, by_hand(scenario)).verdict.outcome == "agree"


SEVERAL = (
    ("loss = F.l1_loss(x, y)", ["MeanBackward0", "AbsBackward0", "SubBackward0"]),
    ("loss = torch.outer(x, x).sum()", ["SumBackward0", "MulBackward0", "ViewBackward0"]),
    ("loss = (2 / x).sum()", ["SumBackward0", "MulBackward0", "ReciprocalBackward0"]),
    ("loss = F.linear(x[:, None], y[:, None]).sum()", None),
)


def test_a_node_that_does_a_part_of_a_call_has_no_rule_of_its_own() -> None:
    """The hand rule is the whole call's: beside one of its nodes upstream × local would not be what it hands on."""
    for text, nodes in SEVERAL:
        scenario = Scenario.of(text, {name: [1.5, -2.0] for name in ("x", "y") if name in text})
        steps = [step for step in run_backward(scenario).steps if step.held is None]
        if nodes is not None:
            assert [step.node for step in steps] == nodes
        for step in steps:
            several = sum(other.value == step.value for other in steps) > 1
            if several and (step.part or step.edges[0].inside):
                assert (step.hand_rule, step.local, step.rule) == (None, None, "unknown"), (text, step.node)


LOCAL = (
    "loss = (x * y).sum()",
    "loss = (x - y).mean()",
    "loss = (x / y).sum(dim=0)",
    "loss = torch.abs(x).square().mean()",
    "loss = (torch.sigmoid(x) ** 3).sum()",
    "loss = torch.where(x > 0, x, y).sum()",
    "loss = (1 - x.exp()).tanh().sum()",
    "loss = (x[:, None] * y).sum(dim=1).mean()",
)


def test_upstream_times_local_is_what_the_node_returned() -> None:
    for text in LOCAL:
        scenario = Scenario.of(text, {name: [1.5, -2.0] for name in ("x", "y") if name in text}, dtype=torch.float64)
        for step in run_backward(scenario).steps:
            assert step.unreduced.sum_to_size(step.grad_out.shape).allclose(step.grad_out), (text, step.node)
            if step.rule in {"multiply", "multiply then sum"}:
                assert step.local is not None
                torch.testing.assert_close((step.grad_in * step.local).expand_as(step.unreduced), step.unreduced)


def test_gradients_of_a_tensor_that_is_read_twice_meet() -> None:
    backward = run_backward(Scenario.of("y = x * 3\nloss = (y * y + y).sum()", {"x": [2.0]}))
    handed = [edge.grad.item() for step in backward.steps for edge in step.edges if edge.receiver == "y"]
    arrived = next(step.grad_in for step in backward.steps if step.tensor == "y")
    assert sorted(handed) == [1.0, 6.0, 6.0]
    assert arrived.item() == 13.0
    grad = backward.grads["x"]
    assert grad is not None
    assert grad.item() == 39.0


def test_the_chase_ends_in_a_leaf_whose_name_is_bound_anew() -> None:
    found = chase(Scenario.of("x = x * 2\nloss = x.sum()", {"x": [1.0, 2.0]}), leaf="x")
    assert found.is_leaf
    assert torch.equal(found.read, found.written)
    assert found.way_back == "None"


def test_graph_and_saved_tensors_of_any_program() -> None:
    graph = autograd_graph(
        Scenario.of("h = torch.relu(x @ w)\nloss = (h * h).mean()", {"x": [[1.0, -2.0]], "w": [[3.0], [1.0]]})
    )
    assert graph.nodes[0].expression == "loss.grad_fn"
    assert graph.reaches == {"x": True, "w": True}
    for node in graph.nodes:
        assert all(not value.requires_grad for value in node.saved.values() if isinstance(value, torch.Tensor))
    assert {graph.nodes[at].name for edge in graph.edges for at in edge.ends} == {node.name for node in graph.nodes}
