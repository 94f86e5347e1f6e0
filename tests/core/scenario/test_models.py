"""The ladder of models beside plain torch, and published numbers."""

from collections.abc import Callable
from itertools import product

import pytest
import torch
from torch import Tensor

from core.engine import run_backward
from core.hand.gradients import by_hand
from core.hand.verdicts import agreement
from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.models import MODELS
from core.scenario.scenario import Scenario

Tensors = dict[str, Tensor]

PREDICT: dict[str, Callable[[Tensors], Tensor]] = {
    "linear": lambda t: (t["t_indep"] * t["coeffs"]).sum(axis=1),  # type: ignore[call-overload]  # torch knows axis, its stub does not
    "sigmoid": lambda t: torch.sigmoid((t["t_indep"] * t["coeffs"]).sum(1)),
    "matrix": lambda t: torch.sigmoid(t["t_indep"] @ t["coeffs"]),
    "hidden": lambda t: torch.sigmoid(torch.relu(t["t_indep"] @ t["layer1"]) @ t["layer2"] + t["const"]),
    "deep": lambda t: torch.sigmoid(
        torch.relu(torch.relu(t["t_indep"] @ t["layer1"] + t["const1"]) @ t["layer2"] + t["const2"]) @ t["layer3"]
        + t["const3"]
    ),
}
ERRORS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "mae": lambda preds, targets: torch.abs(preds - targets),
    "mse": lambda preds, targets: (preds - targets) ** 2,
    "huber": lambda preds, targets: torch.nn.functional.huber_loss(preds, targets, reduction="none"),
    "logcosh": lambda preds, targets: torch.log(torch.cosh(preds - targets)),
}
REDUCE: dict[str, Callable[[Tensor], Tensor]] = {"mean": torch.mean, "sum": torch.sum}
SHAPES = {
    "linear": {"coeffs": (12,)},
    "sigmoid": {"coeffs": (12,)},
    "matrix": {"coeffs": (12, 1)},
    "hidden": {"layer1": (12, 20), "layer2": (20, 1), "const": ()},
    "deep": {"layer1": (12, 10), "const1": (), "layer2": (10, 10), "const2": (), "layer3": (10, 1), "const3": ()},
}
"""Those of the lesson (https://www.kaggle.com/code/jhoward/linear-model-and-neural-net-from-scratch), of 12 columns."""


def posed(model: str, dtype: torch.dtype, rows: int = 7, columns: int = 12) -> Tensors:
    generator = torch.Generator().manual_seed(442)
    data = {
        "t_indep": torch.rand(rows, columns, generator=generator),
        "t_dep": torch.randint(2, (rows,), generator=generator).float() * 2,
    }
    return {name: tensor.to(dtype) for name, tensor in (data | MODELS[model].start(columns, generator)).items()}


def test_every_model_loss_and_reduction_is_what_plain_torch_makes_of_it() -> None:
    assert PREDICT.keys() == MODELS.keys()
    assert ERRORS.keys() == LOSSES.keys()
    assert REDUCE.keys() == REDUCTIONS.keys()
    for model, loss, reduction, dtype in product(MODELS, LOSSES, REDUCTIONS, (torch.float32, torch.float64)):
        tensors = posed(model, dtype)
        scenario = Scenario.of(model, tensors, loss=loss, reduction=reduction, dtype=dtype)
        leaves = {name: tensors[name].clone().requires_grad_() for name in MODELS[model].leaves}
        targets = tensors["t_dep"][:, None] if MODELS[model].column else tensors["t_dep"]
        plain = REDUCE[reduction](ERRORS[loss](PREDICT[model](tensors | leaves), targets))
        plain.backward()  # type: ignore[no-untyped-call]
        backward = run_backward(scenario)
        torch.testing.assert_close(backward.values[scenario.program.result], plain.detach())
        assert backward.grads.keys() == leaves.keys()
        for name, leaf in leaves.items():
            torch.testing.assert_close(backward.grads[name], leaf.grad)
        verdict = agreement(backward, by_hand(scenario)).verdict
        assert verdict.outcome == "agree", (model, loss, reduction, verdict)


def test_the_starts_are_of_the_lessons_shapes() -> None:
    for name, model in MODELS.items():
        start = model.start(12, torch.Generator().manual_seed(442))
        assert {leaf: tuple(tensor.shape) for leaf, tensor in start.items()} == SHAPES[name]
        assert set(start) == set(model.leaves)
        again = model.start(12, torch.Generator().manual_seed(442))
        assert all(torch.equal(start[leaf], again[leaf]) for leaf in start)
        assert Scenario.of(name, posed(name, torch.float32)).leaves == model.leaves


def test_the_published_numbers_of_micrograd() -> None:
    """https://github.com/karpathy/micrograd#example-usage, whose += are written out."""
    text = "\n".join(
        (
            "c = a + b",
            "d = a * b + b**3",
            "c = c + (c + 1)",
            "c = c + (1 + c + (-a))",
            "d = d + (d * 2 + (b + a).relu())",
            "d = d + (3 * d + (b - a).relu())",
            "e = c - d",
            "f = e**2",
            "g = f / 2.0",
            "g = g + 10.0 / f",
        )
    )
    for dtype in (torch.float32, torch.float64):
        scenario = Scenario.of(text, {"a": -4.0, "b": 2.0}, dtype=dtype)
        backward, hand = run_backward(scenario), by_hand(scenario)
        assert f"{backward.values[scenario.program.result].item():.4f}" == "24.7041"
        for grads in (backward.grads, hand.grads):
            assert {name: f"{grad:.4f}" for name, grad in grads.items() if grad is not None} == {
                "a": "138.8338",
                "b": "645.5773",
            }
        assert agreement(backward, hand).verdict.outcome == "agree"


ARTICLE = (
    ([[1, 2], [3, 4]], [5, 6], 3.0, [-2.0, -3.0]),
    ([[1, 2], [3, 4], [2, 1], [4, 0]], [5, 6, 0, 1], 2.125, [0.5, -1.25]),
)


def test_the_articles_numbers() -> None:
    for t_indep, t_dep, loss, grad in ARTICLE:
        scenario = Scenario(t_indep, t_dep, [0.5, 0.5])
        backward, hand = run_backward(scenario), by_hand(scenario)
        assert backward.values[scenario.program.result].item() == loss
        assert backward.coeffs_grad.tolist() == hand.coeffs_grad.tolist() == grad
        order = [step.node for step in backward.steps]
        assert order[0] == "MeanBackward0"
        assert order[1:] == ["AbsBackward0", "SubBackward0", "SumBackward1", "MulBackward0", "AccumulateGrad"]


@pytest.mark.parametrize("model", MODELS)
def test_a_new_model_has_one_prediction_a_row(model: str) -> None:
    scenario = Scenario.of(model, posed(model, torch.float32))
    preds = scenario.shapes[scenario.program.finals["preds"]]
    assert preds == ((7, 1) if MODELS[model].column else (7,))
    assert scenario.shapes[scenario.program.finals["residuals"]] == preds
