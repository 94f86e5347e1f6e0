"""What a node saved: which tensor of the program it is, and that it is gone once the node has run, as torch has it."""

import pytest
import torch
from hypothesis import given, settings
from torch import Tensor
from torch.autograd.graph import Node

from core import Scenario, base_scenario, freed, run_backward
from core.engine.again import saved_by
from tests.core.generated import Grown, programs

PROGRAM = "a = torch.relu(x @ w)\nb = torch.sigmoid(a) * v\nloss = (b ** 2).mean()"
GIVEN = {"x": [[1.0, 2.0], [3.0, -4.0]], "w": [[0.5], [1.0]], "v": [[2.0], [3.0]]}


def test_a_saved_tensor_is_named_after_the_one_that_it_is() -> None:
    scenario = Scenario.of(PROGRAM, GIVEN, tracked=("w", "v"))
    found = {step.node: step.saved_from for step in run_backward(scenario).steps}
    assert found == {
        "MeanBackward0": {},
        "PowBackward0": {"self": "b"},
        "MulBackward0": {"self": "torch.sigmoid(a)", "other": "v"},
        "SigmoidBackward0": {"result": "torch.sigmoid(a)"},
        "ReluBackward0": {"result": "a"},
        "MmBackward0": {"self": "x"},
        "AccumulateGrad": {},
    }


def test_equal_numbers_are_not_taken_for_the_same_tensor() -> None:
    scenario = Scenario.of("loss = (a * b * a).sum()", {"a": [1.0, 2.0], "b": [1.0, 2.0]}, tracked=("a", "b"))
    steps = [step for step in run_backward(scenario).steps if step.node == "MulBackward0"]
    assert [step.saved_from for step in steps] == [{"self": "a * b", "other": "a"}, {"self": "a", "other": "b"}]


@given(programs(unruled=0.2))
@settings(max_examples=30, deadline=None)
def test_a_name_is_that_of_a_tensor_with_these_numbers(grown: Grown) -> None:
    scenario = grown.scenario()
    backward = run_backward(scenario)
    for step in backward.steps:
        for name, of in step.saved_from.items():
            kept = step.saved[name]
            assert isinstance(kept, Tensor)
            called = [at for at, each in enumerate(scenario.program.names) if each == of]  # a name may be given anew
            shaped = [value for at in called if (value := backward.values[at]).shape == kept.shape]
            assert any(torch.allclose(kept, value, 0, 0, equal_nan=True) for value in shaped)


def test_what_a_node_saved_is_freed_as_soon_as_it_has_run_and_torch_says_so() -> None:
    """Asked of the live graph while it runs: of each node when the one after it is about to run, and at the end."""
    held = base_scenario("mixed-4x2", None, "hidden").tensors
    leaves = {name: held[name].clone().requires_grad_() for name in ("layer1", "layer2", "const")}
    hidden = torch.relu(held["t_indep"] @ leaves["layer1"])
    loss = (torch.sigmoid(hidden @ leaves["layer2"] + leaves["const"]) - held["t_dep"][:, None]).abs().mean()
    assert loss.grad_fn is not None
    ran, checked = list[Node](), list[str]()

    def gone(node: Node) -> bool:
        return any(isinstance(value, Tensor) for value in had[node].values())

    def about_to_run(node: Node) -> None:
        for before in filter(gone, ran):
            with pytest.raises(RuntimeError) as raised:
                saved_by(before)
            assert f"RuntimeError: {raised.value}" == freed()
            checked.append(before.name())
        ran.append(node)

    nodes = [loss.grad_fn]
    for node in nodes:
        nodes += [target for target, _ in node.next_functions if target is not None and target not in nodes]
    nodes = [node for node in nodes if not hasattr(node, "variable")]
    had = {node: saved_by(node) for node in nodes}
    for node in nodes:
        node.register_prehook(lambda _, node=node: about_to_run(node))
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    assert {"AbsBackward0", "SigmoidBackward0", "MmBackward0", "ReluBackward0"} <= set(checked)
    for node in nodes:
        if not gone(node):
            assert saved_by(node) == had[node], "numbers and shapes stay"
