"""Each entry of the registries: values worked out by hand, derivatives against torch and against the loss itself."""

import math

import pytest
import torch

from core import LOSSES, REDUCTIONS, Scenario
from core.program import carrying, reverse
from core.scenario.scenario import model_program
from tests.core.entries import enter_loss
from tests.core.plain import made_by, nodes_under

RESIDUALS = torch.tensor([-3.5, -1.0, -0.5, 0.0, 0.25, 1.0, 1.5], dtype=torch.float64)
ERRORS = {
    "mae": [3.5, 1.0, 0.5, 0.0, 0.25, 1.0, 1.5],
    "mse": [12.25, 1.0, 0.25, 0.0, 0.0625, 1.0, 2.25],
    "huber": [3.0, 0.5, 0.125, 0.0, 0.03125, 0.5, 1.0],  # r² / 2 up to 1, |r| - 1/2 from there on
    # |r| - log 2 + log1p(exp(-2|r|)), which rounds at r where log(cosh(r)) rounds at 1
    "logcosh": [r - math.log(2) + math.log1p(math.exp(-2 * r)) for r in (3.5, 1.0, 0.5, 0.0, 0.25, 1.0, 1.5)],
}
DERIVATIVES = {
    "mae": [-1.0, -1.0, -1.0, 0.0, 1.0, 1.0, 1.0],
    "mse": [-7.0, -2.0, -1.0, 0.0, 0.5, 2.0, 3.0],
    "huber": [-1.0, -1.0, -0.5, 0.0, 0.25, 1.0, 1.0],
    "logcosh": [math.tanh(r) for r in (-3.5, -1.0, -0.5, 0.0, 0.25, 1.0, 1.5)],
}
ROUNDED = {"logcosh": 4e-16}
"""What comes of two roundings and not one; the others are exact on these numbers."""


@pytest.mark.parametrize("name", ERRORS)
def test_errors_by_hand(name: str) -> None:
    assert LOSSES[name].forward(RESIDUALS).tolist() == pytest.approx(ERRORS[name], rel=0, abs=ROUNDED.get(name, 0))


@pytest.mark.parametrize("name", DERIVATIVES)
def test_derivatives_by_hand(name: str) -> None:
    by_hand = pytest.approx(DERIVATIVES[name], rel=0, abs=ROUNDED.get(name, 0))
    assert LOSSES[name].derivative(RESIDUALS).tolist() == by_hand


@pytest.mark.parametrize("name", LOSSES)
def test_derivative_is_what_autograd_says_at_kinks_and_joints_too(name: str) -> None:
    residuals = RESIDUALS.clone().requires_grad_()
    (expected,) = torch.autograd.grad(LOSSES[name].forward(residuals).sum(), residuals)
    if len(made_by(name)) == 1:
        assert torch.equal(LOSSES[name].derivative(RESIDUALS), expected)
    # torch divides by what the rule takes the reciprocal of
    torch.testing.assert_close(LOSSES[name].derivative(RESIDUALS), expected, rtol=4e-16, atol=0)


@pytest.mark.parametrize("name", LOSSES)
def test_derivative_is_the_slope_of_the_loss(name: str) -> None:
    """A finite difference away from 0 and ±1, in float64; its error is the bend within the step and rounding."""
    loss, step = LOSSES[name], 1e-6
    residuals = RESIDUALS[(RESIDUALS != 0) & (RESIDUALS.abs() != 1)]
    slope = (loss.forward(residuals + step) - loss.forward(residuals - step)) / (2 * step)
    rounded = 2 * torch.finfo(torch.float64).eps * loss.rounding(residuals) / step
    assert bool(((loss.derivative(residuals) - slope).abs() <= 1e-8 * slope.abs() + rounded).all())


@pytest.mark.parametrize("name", LOSSES)
def test_kinked_says_whether_the_one_sided_slopes_at_zero_differ(name: str) -> None:
    loss, zero = LOSSES[name], torch.zeros(1, dtype=torch.float64)
    left = (loss.forward(zero) - loss.forward(zero - 1e-6)) / 1e-6
    right = (loss.forward(zero + 1e-6) - loss.forward(zero)) / 1e-6
    assert bool((right - left).abs() > 0.5) == loss.kinked


@pytest.mark.parametrize("name", LOSSES)
def test_loss_is_convex_so_its_derivative_never_falls(name: str) -> None:
    """`core.linear.difference_bounds` relies on it."""
    derivative = LOSSES[name].derivative(torch.linspace(-5, 5, 1001, dtype=torch.float64))
    assert bool((derivative.diff() >= 0).all())


@pytest.mark.parametrize("name", LOSSES)
def test_every_node_of_a_loss_belongs_to_an_operation_of_its_lines(name: str) -> None:
    assert len(nodes_under(LOSSES[name].forward)) == len(made_by(name))


@pytest.mark.parametrize("name", LOSSES)
def test_lines_lead_from_residuals_to_errors_by_operations_with_hand_rules(name: str) -> None:
    program = LOSSES[name].program
    assert program.inputs == ("residuals",)
    assert program.names[program.result] == "errors"
    passed = carrying(program, program.inputs)
    assert all(operation.kind.rules for operation in program.operations if operation.result in passed)


@pytest.mark.parametrize("name", LOSSES)
def test_rounding_covers_what_float32_loses(name: str) -> None:
    """Each operation of torch's is within a rounding error or two of the exact one: measured against float64."""
    loss = LOSSES[name]
    sizes = torch.logspace(-6, math.log10(80), 20_001)
    residuals = torch.cat([-sizes, torch.zeros(1), sizes])
    off = (loss.forward(residuals).double() - loss.forward(residuals.double())).abs()
    allowed = 2 * torch.finfo(torch.float32).eps * loss.rounding(residuals.double())
    assert bool((off <= allowed).all())
    assert bool((off > allowed / 100).any()) == (name != "mae"), "a bound that is never near says little"


@pytest.mark.parametrize("name", [name for name in LOSSES if len(made_by(name)) == 1])
def test_one_operation_rounds_its_error(name: str) -> None:
    assert torch.equal(LOSSES[name].rounding(RESIDUALS), LOSSES[name].forward(RESIDUALS))


def test_a_small_log_cosh_is_rounded_at_one() -> None:
    """log(cosh(1e-5)) is 5e-11, and float32's cosh is 1 there: all of it is lost, which 5e-11 · eps does not say."""
    small = torch.tensor([1e-5])
    assert LOSSES["logcosh"].forward(small).item() == 0.0
    assert LOSSES["logcosh"].rounding(small).item() == pytest.approx(1.0)


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
    assert loss.sentence.endswith(".")
    for formula in (loss.formula, loss.derivative_formula):
        assert formula.count("{") == formula.count("}")
        assert "r" in formula


@pytest.mark.parametrize(("name", "value", "factor"), [("mean", 2.0, 0.25), ("sum", 8.0, 1.0)])
def test_reductions_by_hand(name: str, value: float, factor: float) -> None:
    errors = torch.tensor([1.0, 4.0, 0.0, 3.0])
    assert REDUCTIONS[name].forward(errors).item() == value
    assert REDUCTIONS[name].factor(4) == factor


@pytest.mark.parametrize("name", REDUCTIONS)
def test_reduction_factor_and_hand_rule_are_what_autograd_hands_to_each_sample(name: str) -> None:
    errors = torch.tensor([1.0, 4.0, 0.0], requires_grad=True)
    (expected,) = torch.autograd.grad(REDUCTIONS[name].forward(errors), errors)
    program = REDUCTIONS[name].program
    values = program.compute({"errors": errors.detach()})
    by_hand = reverse(program, ("errors",), values, torch.ones(()))[program.numbers["errors"]]
    assert expected.tolist() == by_hand.tolist()
    assert expected.tolist() == torch.full((3,), REDUCTIONS[name].factor(3)).tolist()
    assert REDUCTIONS[name].divides == (REDUCTIONS[name].factor(3) != 1)


def test_absolute_takes_zero_out_of_all_slopes_at_its_kink() -> None:
    assert LOSSES["mae"].derivative(torch.tensor([0.0, -0.0])).tolist() == [0.0, 0.0]


def test_huber_is_half_of_mse_inside_and_mae_outside() -> None:
    inside, outside = torch.tensor([-0.75, 0.5]), torch.tensor([-2.0, 7.0])
    absolute, squared, huber = (LOSSES[name].derivative for name in ("mae", "mse", "huber"))
    assert torch.equal(2 * huber(inside), squared(inside))
    assert torch.equal(huber(outside), absolute(outside))


def test_a_changed_kind_is_seen_though_the_lines_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for run in (torch.square, torch.exp):
        enter_loss(monkeypatch, "changed", run, lambda call: call.out)
        assert LOSSES["changed"].forward(torch.tensor([3.0])).item() == run(torch.tensor(3.0)).item()
        scenario = Scenario([[1]], [0], [3], loss="changed")
        assert scenario.program.operations[3].run is run


@pytest.mark.parametrize(
    ("loss", "reduction", "lines"),
    [
        ("mae", "mean", ["errors = torch.abs(residuals)", "loss = errors.mean()"]),
        ("mse", "mean", ["errors = residuals**2", "loss = errors.mean()"]),
        (
            "huber",
            "mean",
            [
                'errors = huber_loss(residuals, torch.zeros_like(residuals), reduction="none")',
                "loss = errors.mean()",
            ],
        ),
        ("logcosh", "sum", ["cosh = torch.cosh(residuals)", "errors = torch.log(cosh)", "loss = errors.sum()"]),
    ],
)
def test_lines_of_the_article_and_of_the_registries(loss: str, reduction: str, lines: list[str]) -> None:
    program = model_program("linear", loss, reduction)
    article = ["products = t_indep * coeffs", "preds = products.sum(axis=1)", "residuals = preds - t_dep"]
    assert list(program.lines) == [*article, *lines]


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_the_linear_model_is_a_chain(loss: str, reduction: str) -> None:
    """Each call that a gradient passes reads the value before, and otherwise only what no gradient reaches."""
    program = model_program("linear", loss, reduction)
    passed = carrying(program, ("coeffs",))
    before = program.numbers["coeffs"]
    for operation in program.operations:
        if operation.result in passed:
            assert passed.intersection(operation.values) == {before}
            before = operation.result
    assert before == program.result


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
