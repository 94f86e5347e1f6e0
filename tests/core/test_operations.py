"""The forward program as operations: the code shown is the code run."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from core import LOSSES, REDUCTIONS
from core.operations import call, code_of, parameters_of, program

CHOICES = [(loss, reduction) for loss in LOSSES for reduction in REDUCTIONS]


def test_lines_of_the_article() -> None:
    assert [operation.code for operation in program("mae", "mean")] == [
        "products = t_indep * coeffs",
        "preds = products.sum(axis=1)",
        "residuals = preds - t_dep",
        "errors = torch.abs(residuals)",
        "loss = errors.mean()",
    ]


@pytest.mark.parametrize(
    ("loss", "reduction", "line", "expected"),
    [
        ("mse", "mean", 3, "errors = residuals**2"),
        ("huber", "mean", 3, 'errors = huber_loss(residuals, torch.zeros_like(residuals), reduction="none")'),
        ("mae", "sum", 4, "loss = errors.sum()"),
    ],
)
def test_lines_follow_the_registries(loss: str, reduction: str, line: int, expected: str) -> None:
    assert program(loss, reduction)[line].code == expected


@pytest.mark.parametrize(("loss", "reduction"), CHOICES)
def test_program_is_a_chain(loss: str, reduction: str) -> None:
    """Each line reads the tensor that the line before made, and otherwise only what the scenario holds."""
    known, before = {"t_indep", "t_dep", "coeffs"}, "coeffs"
    for operation in program(loss, reduction):
        assert operation.tracked == before
        assert before in operation.inputs
        assert set(operation.inputs) <= known
        before = operation.name
        known.add(before)
    assert before == "loss"


def test_rules_of_the_article() -> None:
    assert [operation.rule for operation in program("mae", "mean")] == [
        "multiply then sum",
        "broadcast",
        "scale",
        "multiply",
        "scale",
    ]


@pytest.mark.parametrize(("loss", "reduction"), CHOICES)
def test_a_rule_that_only_copies_has_no_local_derivative_and_every_other_has_one(loss: str, reduction: str) -> None:
    for operation in program(loss, reduction):
        assert (operation.local is None) == (operation.rule == "broadcast")


def test_code_is_read_from_the_function_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exchange the function, and value and shown line change together."""

    def twice(residuals: Tensor) -> Tensor:
        """Has a docstring and a comment, which are no part of the line."""
        return torch.abs(residuals) * 2  # a comment

    monkeypatch.setitem(LOSSES, "mae", replace(LOSSES["mae"], forward=twice))
    errors = program("mae", "mean")[3]
    assert errors.code == "errors = torch.abs(residuals) * 2"
    assert call(errors.forward, {"residuals": torch.tensor([-3.0])}).tolist() == [6.0]


def test_call_finds_the_tensors_by_the_names_of_the_parameters() -> None:
    def difference(preds: Tensor, t_dep: Tensor) -> Tensor:
        return preds - t_dep

    assert parameters_of(difference) == ("preds", "t_dep")
    assert code_of(difference) == "preds - t_dep"
    values = {"t_dep": torch.tensor(1.0), "coeffs": torch.tensor(9.0), "preds": torch.tensor(5.0)}
    assert call(difference, values).item() == 4.0
