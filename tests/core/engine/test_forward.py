"""The forward run, step by step, against numbers worked out by hand and against torch."""

from dataclasses import replace

import pytest
from hypothesis import given

from core import LOSSES, REDUCTIONS, Scenario, calc_loss, run_forward
from core.presets.presets import PRESETS
from tests.core.plain import nodes_from_loss
from tests.core.strategies import SERIOUS, scenarios

VALUES = {
    "article-2x2": {
        "products": [[0.5, 1.0], [1.5, 2.0]],  # [[1, 2], [3, 4]] times 0.5 each
        "preds": [1.5, 3.5],
        "residuals": [-3.5, -2.5],  # 1.5 - 5, 3.5 - 6
        "errors": [3.5, 2.5],
        "loss": 3.0,  # 6 / 2
    },
    "mixed-4x2": {
        "products": [[0.5, 1.0], [1.5, 2.0], [1.0, 0.5], [2.0, 0.0]],
        "preds": [1.5, 3.5, 1.5, 2.0],
        "residuals": [-3.5, -2.5, 1.5, 1.0],  # less 5, 6, 0, 1
        "errors": [3.5, 2.5, 1.5, 1.0],
        "loss": 2.125,  # 8.5 / 4
    },
}


@pytest.mark.parametrize("preset", VALUES)
def test_each_value_by_hand(preset: str) -> None:
    steps = run_forward(PRESETS[preset].build()).steps
    assert {step.name: step.value.tolist() for step in steps} == VALUES[preset]
    assert [step.name for step in steps] == ["products", "preds", "residuals", "errors", "loss"]


@pytest.mark.parametrize(
    ("loss", "errors", "total"),
    [
        ("mse", [12.25, 6.25, 2.25, 1.0], 21.75),  # 3.5², 2.5², 1.5², 1²
        ("huber", [3.0, 2.0, 1.0, 0.5], 6.5),  # the size less a half, and half the square at 1
        # log cosh r = |r| + log((1 + exp(-2|r|)) / 2): 3.5 - 0.692236, 2.5 - 0.686432, 1.5 - 0.644560, 1 - 0.566219
        ("logcosh", [2.807764, 1.813568, 0.855440, 0.433781], 5.910553),
    ],
)
def test_the_other_losses_by_hand(loss: str, errors: list[float], total: float) -> None:
    scenario = PRESETS["mixed-4x2"].build().replace(loss=loss)
    assert run_forward(scenario)["errors"].value.tolist() == pytest.approx(errors, abs=2e-6 if loss == "logcosh" else 0)
    exact = pytest.approx if loss == "logcosh" else float
    assert run_forward(scenario).loss == exact(total / 4)
    assert run_forward(scenario.replace(reduction="sum")).loss == exact(total)


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_node_names_are_what_torch_says(loss: str, reduction: str) -> None:
    scenario = PRESETS["article-2x2"].build().replace(loss=loss, reduction=reduction)
    names = [node for step in run_forward(scenario).steps for node in reversed(step.nodes)]
    assert [*reversed(names), "AccumulateGrad"] == nodes_from_loss(loss, reduction)


@pytest.mark.parametrize(
    ("loss", "reduction", "expected"),
    [
        ("mae", "mean", ["AbsBackward0", "MeanBackward0"]),
        ("mse", "sum", ["PowBackward0", "SumBackward0"]),
        ("huber", "mean", ["None", "HuberLossBackward0", "MeanBackward0"]),  # zeros_like reads the shape alone
        ("logcosh", "mean", ["CoshBackward0", "LogBackward0", "MeanBackward0"]),
    ],
)
def test_node_names_in_so_many_words(loss: str, reduction: str, expected: list[str]) -> None:
    scenario = PRESETS["article-2x2"].build().replace(loss=loss, reduction=reduction)
    names = [step.grad_fn for step in run_forward(scenario).steps]
    assert names == ["MulBackward0", "SumBackward1", "SubBackward0", *expected]


def test_each_step_tells_its_line_and_what_it_read() -> None:
    steps = run_forward(PRESETS["article-2x2"].build()).steps
    assert [(step.code, step.inputs) for step in steps] == [
        ("products = t_indep * coeffs", ("t_indep", "coeffs")),
        ("preds = products.sum(axis=1)", ("products",)),
        ("residuals = preds - t_dep", ("preds", "t_dep")),
        ("errors = torch.abs(residuals)", ("residuals",)),
        ("loss = errors.mean()", ("errors",)),
    ]


def test_each_operation_of_a_line_is_a_step_of_its_own() -> None:
    steps = run_forward(PRESETS["article-2x2"].build().replace(loss="logcosh")).steps
    assert [(step.code, step.inputs, step.nodes) for step in steps[3:5]] == [
        ("cosh = torch.cosh(residuals)", ("residuals",), ("CoshBackward0",)),
        ("errors = torch.log(cosh)", ("cosh",), ("LogBackward0",)),
    ]
    assert run_forward(PRESETS["article-2x2"].build().replace(loss="huber")).tracked[3].name == "errors"


def test_a_step_is_found_by_name() -> None:
    forward = run_forward(PRESETS["article-2x2"].build())
    assert forward["preds"] is forward.steps[1]
    with pytest.raises(KeyError, match="t_dep"):
        forward["t_dep"]


@SERIOUS
@given(scenarios())
def test_loss_and_shapes_of_any_scenario(scenario: Scenario) -> None:
    forward = run_forward(scenario)
    plain = calc_loss(scenario.coeffs, scenario.t_indep, scenario.t_dep, scenario.loss, scenario.reduction)
    assert forward.loss == plain.item()
    rows, columns = scenario.n_samples, scenario.n_coeffs
    operations = len(LOSSES[scenario.loss].program.operations)
    shapes = [(rows, columns), (rows,), (rows,), *[(rows,)] * operations, ()]
    assert [tuple(step.value.shape) for step in forward.steps] == shapes
    assert {step.value.dtype for step in forward.steps} == {scenario.dtype}


def test_a_new_loss_flows_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LOSSES, "cosh", replace(LOSSES["mse"], lines=("errors = torch.cosh(residuals)",)))
    forward = run_forward(Scenario([[1.0, 2.0]], [1.5], [0.5, 0.5], loss="cosh"))
    assert (forward["errors"].code, forward["errors"].grad_fn) == ("errors = torch.cosh(residuals)", "CoshBackward0")
    assert forward.loss == 1.0  # the residual is 0, and cosh(0) = 1
