"""One run seen in three ways is the same as three runs."""

from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import given
from torch import Tensor
from torch.nn.functional import relu

from core import LOSSES, Scenario, autograd_graph, replay, run_backward, run_forward
from core.presets import PRESETS
from tests.core.strategies import SERIOUS, scenarios


def plain(result: object) -> object:
    """A result as nested lists, strings and numbers, which can be compared."""
    if isinstance(result, Tensor):
        return str(result.dtype), tuple(result.shape), str(result.tolist())  # as text, since nan is not nan
    if is_dataclass(result):
        return [plain(getattr(result, field.name)) for field in fields(result)]
    if isinstance(result, dict):
        return [(name, plain(value)) for name, value in result.items()]
    if isinstance(result, tuple):
        return [plain(part) for part in result]
    return result


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

    monkeypatch.setitem(LOSSES, "counted", replace(LOSSES["mae"], forward=counted))
    replay(PRESETS["mixed-4x2"].build().replace(loss="counted"))
    assert runs == [4]


def test_no_tensor_that_is_handed_on_changes_with_the_coefficients_gradient() -> None:
    """`.grad` is the one tensor that torch itself writes to again; what comes out of core is a copy of it."""
    backward = replay(PRESETS["mixed-4x2"].build()).backward
    handed_on = [step.grad_out for step in backward.steps]
    backward.coeffs_grad.zero_()
    assert [grad.tolist() for grad in handed_on[-2:]] == [[0.5, -1.25], [0.5, -1.25]]
