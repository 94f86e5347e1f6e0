"""One run seen in three ways is the same as three runs."""

import pytest
from hypothesis import given
from torch import Tensor
from torch.nn.functional import relu

from core import Scenario, autograd_graph, replay, run_backward, run_forward
from core.presets.presets import PRESETS
from tests.core.entries import enter_loss
from tests.core.results import plain
from tests.core.strategies import SERIOUS, scenarios


@SERIOUS
@given(scenarios())
def test_each_part_is_what_its_own_function_says(scenario: Scenario) -> None:
    run = replay(scenario)
    assert plain(run.forward) == plain(run_forward(scenario))
    assert plain(run.backward) == plain(run_backward(scenario))
    assert plain(run.graph) == plain(autograd_graph(scenario))


def test_the_program_runs_once(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []

    def counted(residuals: Tensor) -> Tensor:
        runs.append(len(residuals))
        return relu(residuals)

    enter_loss(monkeypatch, "counted", counted, lambda call: call.out > 0)
    run = replay(PRESETS["mixed-4x2"].build().replace(loss="counted"))
    assert (len(run.forward.steps), len(run.backward.steps)) == (5, 6)
    assert runs == [4]
    assert len(run.graph.nodes) == 6
    assert runs == [4, 4], "the graph is read off a run of its own, when it is asked for"


def test_no_tensor_that_is_handed_on_changes_with_the_coefficients_gradient() -> None:
    """`.grad` is the one tensor that torch itself writes to again; what comes out of core is a copy of it."""
    backward = replay(PRESETS["mixed-4x2"].build()).backward
    handed_on = [step.grad_out for step in backward.steps]
    backward.coeffs_grad.zero_()
    assert [grad.tolist() for grad in handed_on[-2:]] == [[0.5, -1.25], [0.5, -1.25]]
