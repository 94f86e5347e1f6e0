"""Each entry of the registries: values worked out by hand, derivatives against torch and against the loss itself."""

import pytest
import torch
from torch import Tensor

from core import LOSSES, REDUCTIONS
from core.losses import d_absolute, d_huber, d_squared

RESIDUALS = torch.tensor([-3.5, -1.0, -0.5, 0.0, 0.25, 1.0, 1.5], dtype=torch.float64)
ERRORS = {
    "mae": [3.5, 1.0, 0.5, 0.0, 0.25, 1.0, 1.5],
    "mse": [12.25, 1.0, 0.25, 0.0, 0.0625, 1.0, 2.25],
    "huber": [3.0, 0.5, 0.125, 0.0, 0.03125, 0.5, 1.0],  # r² / 2 up to 1, |r| - 1/2 from there on
}
DERIVATIVES = {
    "mae": [-1.0, -1.0, -1.0, 0.0, 1.0, 1.0, 1.0],
    "mse": [-7.0, -2.0, -1.0, 0.0, 0.5, 2.0, 3.0],
    "huber": [-1.0, -1.0, -0.5, 0.0, 0.25, 1.0, 1.0],
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_by_hand(name: str) -> None:
    assert LOSSES[name].forward(RESIDUALS).tolist() == ERRORS[name]


@pytest.mark.parametrize("name", DERIVATIVES)
def test_derivatives_by_hand(name: str) -> None:
    assert LOSSES[name].derivative(RESIDUALS).tolist() == DERIVATIVES[name]


@pytest.mark.parametrize("name", LOSSES)
def test_derivative_is_what_autograd_says_at_kinks_and_joints_too(name: str) -> None:
    residuals = RESIDUALS.clone().requires_grad_()
    (expected,) = torch.autograd.grad(LOSSES[name].forward(residuals).sum(), residuals)
    assert torch.equal(LOSSES[name].derivative(RESIDUALS), expected)


@pytest.mark.parametrize("name", LOSSES)
def test_derivative_is_the_slope_of_the_loss(name: str) -> None:
    """A finite difference away from 0 and ±1, in float64; its error is the bend within the step and rounding."""
    loss, step = LOSSES[name], 1e-6
    residuals = RESIDUALS[(RESIDUALS != 0) & (RESIDUALS.abs() != 1)]
    slope = (loss.forward(residuals + step) - loss.forward(residuals - step)) / (2 * step)
    torch.testing.assert_close(loss.derivative(residuals), slope, rtol=1e-8, atol=0)


@pytest.mark.parametrize("name", LOSSES)
def test_kinked_says_whether_the_one_sided_slopes_at_zero_differ(name: str) -> None:
    loss, zero = LOSSES[name], torch.zeros(1, dtype=torch.float64)
    left = (loss.forward(zero) - loss.forward(zero - 1e-6)) / 1e-6
    right = (loss.forward(zero + 1e-6) - loss.forward(zero)) / 1e-6
    assert bool((right - left).abs() > 0.5) == loss.kinked


@pytest.mark.parametrize("name", LOSSES)
def test_loss_is_convex_so_its_derivative_never_falls(name: str) -> None:
    """`core.doubt` relies on it."""
    derivative = LOSSES[name].derivative(torch.linspace(-5, 5, 1001, dtype=torch.float64))
    assert bool((derivative.diff() >= 0).all())


@pytest.mark.parametrize("name", LOSSES)
def test_loss_records_one_node(name: str) -> None:
    """The replay knows one node a line: a loss made of several operations would hide the others."""
    residuals = RESIDUALS.clone().requires_grad_()
    node = LOSSES[name].forward(residuals).grad_fn
    assert node is not None
    following = node.next_functions[0][0]
    assert getattr(following, "variable", None) is residuals


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", LOSSES)
def test_shape_and_dtype_are_kept(name: str, dtype: torch.dtype) -> None:
    residuals = RESIDUALS.to(dtype)
    for result in (LOSSES[name].forward(residuals), LOSSES[name].derivative(residuals)):
        assert (result.shape, result.dtype) == (residuals.shape, dtype)


@pytest.mark.parametrize("name", LOSSES)
def test_texts_are_there(name: str) -> None:
    loss = LOSSES[name]
    assert loss.title
    assert loss.derivative_name
    assert loss.sentence.endswith(".")
    assert loss.source.startswith("https://docs.pytorch.org/")
    for formula in (loss.formula, loss.derivative_formula):
        assert formula.count("{") == formula.count("}")
        assert "r" in formula


@pytest.mark.parametrize(("name", "value", "factor"), [("mean", 2.0, 0.25), ("sum", 8.0, 1.0)])
def test_reductions_by_hand(name: str, value: float, factor: float) -> None:
    errors = torch.tensor([1.0, 4.0, 0.0, 3.0])
    assert REDUCTIONS[name].forward(errors).item() == value
    assert REDUCTIONS[name].factor(4) == factor


@pytest.mark.parametrize("name", REDUCTIONS)
def test_reduction_factor_and_local_derivative_are_what_autograd_hands_to_each_sample(name: str) -> None:
    errors = torch.tensor([1.0, 4.0, 0.0], requires_grad=True)
    (expected,) = torch.autograd.grad(REDUCTIONS[name].forward(errors), errors)
    local = REDUCTIONS[name].local
    by_hand: Tensor = torch.ones(()) if local is None else local(errors.detach())
    assert expected.tolist() == by_hand.expand(3).tolist()
    assert expected.tolist() == torch.full((3,), REDUCTIONS[name].factor(3)).tolist()


def test_absolute_takes_zero_out_of_all_slopes_at_its_kink() -> None:
    assert d_absolute(torch.tensor([0.0, -0.0])).tolist() == [0.0, 0.0]


def test_huber_is_half_of_mse_inside_and_mae_outside() -> None:
    inside, outside = torch.tensor([-0.75, 0.5]), torch.tensor([-2.0, 7.0])
    assert torch.equal(2 * d_huber(inside), d_squared(inside))
    assert torch.equal(d_huber(outside), d_absolute(outside))


@pytest.mark.parametrize("loss", [name for name, loss in LOSSES.items() if loss.derivative_cases])
def test_the_derivative_case_by_case_is_the_derivative(loss: str) -> None:
    """Each line of the LaTeX, at numbers of its case: read, and worked out."""
    cases = LOSSES[loss].derivative_cases.removeprefix(r"\begin{cases}").removesuffix(r"\end{cases}")
    for r in (-3.0, -1.0, -0.5, 0.0, 0.25, 1.0, 2.0):
        fitting = [
            value
            for value, condition in (case.split(" & ") for case in cases.split(r"\\ "))
            if eval(condition.replace("|r|", "abs(r)").replace(" = ", " == ").replace(r"\le", "<="), {"r": r})  # noqa: S307
        ]
        assert len(fitting) == 1
        expected = r if fitting[0].strip() == "r" else float(fitting[0])
        assert LOSSES[loss].derivative(torch.tensor([r])).item() == expected
