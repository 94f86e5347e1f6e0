"""The article's two functions, on numbers worked out by hand."""

import pytest
import torch

from core import LOSSES, MODELS, REDUCTIONS, Scenario, calc_loss, calc_preds, parse, run_forward
from core.presets.presets import PRESETS

ARTICLE = (
    torch.tensor([0.5, 0.5]),
    torch.tensor([[1.0, 2.0], [3.0, 4.0]]),
    torch.tensor([5.0, 6.0]),
)
MIXED = (
    torch.tensor([0.5, 0.5]),
    torch.tensor([[1.0, 2.0], [3.0, 4.0], [2.0, 1.0], [4.0, 0.0]]),
    torch.tensor([5.0, 6.0, 0.0, 1.0]),
)


def test_preds_of_the_article() -> None:
    # 1 · 0.5 + 2 · 0.5 = 1.5; 3 · 0.5 + 4 · 0.5 = 3.5
    assert calc_preds(ARTICLE[0], ARTICLE[1]).tolist() == [1.5, 3.5]


def test_loss_of_the_article_is_the_mean_absolute_error() -> None:
    # (|1.5 - 5| + |3.5 - 6|) / 2 = (3.5 + 2.5) / 2
    assert calc_loss(*ARTICLE).item() == 3.0


@pytest.mark.parametrize(
    ("loss", "reduction", "expected"),
    [
        ("mae", "mean", 2.125),  # residuals -3.5, -2.5, 1.5, 1: (3.5 + 2.5 + 1.5 + 1) / 4
        ("mae", "sum", 8.5),
        ("mse", "mean", 5.4375),  # (12.25 + 6.25 + 2.25 + 1) / 4
        ("mse", "sum", 21.75),
        ("huber", "mean", 1.625),  # (3 + 2 + 1 + 0.5) / 4: the size less a half, and half the square at 1
        ("huber", "sum", 6.5),
        # |r| - log 2 + log1p(exp(-2|r|)): 2.8077643 + 1.8135682 + 0.8554402 + 0.4337808
        ("logcosh", "mean", 5.9105535 / 4),
        ("logcosh", "sum", 5.9105535),
    ],
)
def test_each_loss_and_reduction_on_the_4x2(loss: str, reduction: str, expected: float) -> None:
    near = 2e-7 if loss == "logcosh" else 0
    assert calc_loss(*MIXED, loss=loss, reduction=reduction).item() == pytest.approx(expected, rel=near, abs=0)


def test_calc_loss_is_what_the_replayed_forward_run_gives() -> None:
    for reduction in REDUCTIONS:
        for loss in LOSSES:
            for preset in PRESETS:
                scenario = PRESETS[preset].build().replace(loss=loss, reduction=reduction)
                plain = calc_loss(scenario.coeffs, scenario.t_indep, scenario.t_dep, loss, reduction)
                assert run_forward(scenario).loss == plain.item(), (reduction, loss, preset)


def test_both_functions_are_the_text_of_the_linear_model_to_the_bit() -> None:
    """Values and gradients, on numbers of which hardly any is exact in binary."""
    for dtype in [torch.float32, torch.float64]:
        for reduction in REDUCTIONS:
            for loss in LOSSES:
                text = parse("\n".join((*MODELS["linear"].lines, *LOSSES[loss].lines, REDUCTIONS[reduction].line)))
                generator = torch.Generator().manual_seed(0)
                for rows, columns in ((1, 1), (4, 2), (1000, 10), (37, 300)):
                    shapes = {"t_indep": (rows, columns), "t_dep": (rows,), "coeffs": (columns,)}
                    tensors = {
                        name: torch.rand(shape, generator=generator, dtype=dtype) for name, shape in shapes.items()
                    }
                    coeffs, plain = (tensors["coeffs"].clone().requires_grad_() for _ in range(2))
                    values = text.compute(tensors | {"coeffs": coeffs})
                    assert torch.equal(calc_preds(plain, tensors["t_indep"]), values[text.finals["preds"]]), (
                        dtype,
                        reduction,
                        loss,
                    )
                    last = calc_loss(plain, tensors["t_indep"], tensors["t_dep"], loss, reduction)
                    assert torch.equal(last, values[text.result]), (dtype, reduction, loss)
                    (by_text,) = torch.autograd.grad(values[text.result], coeffs)
                    (by_function,) = torch.autograd.grad(last, plain)
                    assert torch.equal(by_function, by_text), (dtype, reduction, loss)


def test_gradient_of_the_article_through_plain_pytorch() -> None:
    """The article's program, with the lines restored that its text lost."""
    coeffs, t_indep, t_dep = ARTICLE[0].clone().requires_grad_(), *ARTICLE[1:]
    calc_loss(coeffs, t_indep, t_dep).backward()  # type: ignore[no-untyped-call]
    assert coeffs.grad is not None
    # both signs are -1: -(1 + 3) / 2 and -(2 + 4) / 2
    assert coeffs.grad.tolist() == [-2.0, -3.0]


def test_a_column_of_targets_broadcasts_in_silence() -> None:
    """As documented: 16 residuals, not 4. |p - t| adds up to 11.5, 15.5, 8.5, 4.5 for t = 5, 6, 0, 1; 40 / 16."""
    coeffs, t_indep, t_dep = MIXED
    assert calc_loss(coeffs, t_indep, t_dep[:, None]).item() == 2.5


def test_an_unknown_loss_or_reduction_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="mape"):
        calc_loss(*ARTICLE, loss="mape")
    with pytest.raises(KeyError, match="median"):
        calc_loss(*ARTICLE, reduction="median")


def test_functions_take_a_scenario_apart_in_the_article_order() -> None:
    scenario = Scenario(t_indep=[[1, 2]], t_dep=[0], coeffs=[3, 4])
    assert calc_preds(scenario.coeffs, scenario.t_indep).tolist() == [11.0]  # 1 · 3 + 2 · 4
