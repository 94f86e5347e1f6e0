"""What torch really does with each mistake, and that the mended program gives the right gradient."""

import warnings
from functools import partial
from itertools import product
from typing import Any

import torch
from hypothesis import given, settings
from torch import Tensor

from core import LOSSES, REDUCTIONS, Scenario
from core.linear.article import calc_loss, calc_preds
from core.mistakes import MISTAKES, Outcome, run_mistake
from core.presets.presets import PRESETS
from tests.core.strategies import scenarios

MIXED = PRESETS["mixed-4x2"].build()

NON_LEAF = ("warned", "UserWarning", "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed")
NO_GRAPH = ("raised", "RuntimeError", "element 0 of tensors does not require grad and does not have a grad_fn")
SILENT = ("silent", "", "")

# The messages as they start.
EXPECTED = {
    "not-tracked": NO_GRAPH,
    "forward-under-no-grad": NO_GRAPH,
    "loss-requires-grad": SILENT,
    "integer-coeffs": ("raised", "RuntimeError", "only Tensors of floating point dtype can require gradients"),
    "backward-on-vector": ("raised", "RuntimeError", "grad can be implicitly created only for scalar outputs"),
    "backward-twice": ("raised", "RuntimeError", "Trying to backward through the graph a second time"),
    "input-changed-in-place": (
        "raised",
        "RuntimeError",
        "one of the variables needed for gradient computation has been modified by an inplace operation",
    ),
    "forgets-to-zero": SILENT,
    "step-outside-no-grad": (
        "raised",
        "RuntimeError",
        "a leaf Variable that requires grad is being used in an in-place operation.",
    ),
    "step-before-backward": ("raised", "TypeError", "unsupported operand type(s) for *: 'NoneType' and 'float'"),
    "zero-before-backward": ("raised", "AttributeError", "'NoneType' object has no attribute 'zero_'"),
    "grad-of-non-leaf": NON_LEAF,
    "step-makes-non-leaf": NON_LEAF,
    "random-minus-half": NON_LEAF,
    "retain-grad-untracked": ("raised", "RuntimeError", "can't retain_grad on Tensor that has requires_grad=False"),
    "column-targets": SILENT,
    "nan-target": SILENT,
    "no-samples": SILENT,
    "not-in-graph": ("raised", "RuntimeError", "The differentiated Tensor at index 1 appears to not have been used"),
    "rate-too-large": SILENT,
    "step-makes-untracked": NO_GRAPH,
    "second-step-on-none": ("raised", "TypeError", "unsupported operand type(s) for *: 'float' and 'NoneType'"),
    "optimizer-non-leaf": ("raised", "ValueError", "can't optimize a non-leaf Tensor"),
    "optimizer-keeps-old": SILENT,
    "moved-after-tracking": NON_LEAF,
    "deepcopy-non-leaf": ("raised", "RuntimeError", "Only Tensors created explicitly by the user (graph leaves)"),
    "data-behind-counter": SILENT,
    "stale-gradient": SILENT,
    "view-of-leaf": ("raised", "RuntimeError", "a view of a leaf Variable that requires grad is being used in an in-"),
    "loss-item": ("raised", "AttributeError", "'float' object has no attribute 'backward'"),
    "loss-copied": ("warned", "UserWarning", "To copy construct from a tensor"),
    "keeps-graphs": SILENT,
    "numpy-of-tracked": ("raised", "RuntimeError", "Can't call numpy() on Tensor that requires grad."),
    "target-size": ("warned", "UserWarning", "Using a target size (torch.Size([4, 1])) that is different to the input"),
    "dropped-row": ("raised", "RuntimeError", "The size of tensor a (4) must match the size of tensor b (3)"),
    "matmul-shapes": ("raised", "RuntimeError", "mat1 and mat2 shapes cannot be multiplied (4x2 and 1x2)"),
    "double-and-float": ("raised", "RuntimeError", "Found dtype Double but expected Float"),
}


def autograd(scenario: Scenario, coeffs: Tensor, first: int = 0) -> Tensor:
    """The gradient at some coefficients, in plain torch, from the samples from `first` on."""
    leaf = coeffs.clone().requires_grad_()
    residuals = (scenario.t_indep[first:] * leaf).sum(1) - scenario.t_dep[first:]
    errors = LOSSES[scenario.loss].forward(residuals)
    (grad,) = torch.autograd.grad(errors.mean() if scenario.reduction == "mean" else errors.sum(), leaf)
    return grad


def right_gradient(slug: str, outcome: Outcome) -> Tensor:
    """What the mended program must give, worked out beside it."""
    scenario, coeffs = outcome.scenario, outcome.scenario.coeffs
    if slug in {"forgets-to-zero", "step-makes-non-leaf", "step-makes-untracked", "second-step-on-none"}:
        return autograd(scenario, coeffs - 0.01 * autograd(scenario, coeffs))
    if slug == "random-minus-half":
        drawn = torch.rand(coeffs.shape, generator=torch.Generator().manual_seed(0), dtype=coeffs.dtype)
        return autograd(scenario, drawn - 0.5)
    if slug == "rate-too-large":
        for _ in range(199):
            coeffs = coeffs - 0.01 * autograd(scenario, coeffs)
    if slug == "moved-after-tracking":
        scenario = scenario.replace(dtype=torch.float64)
        coeffs = coeffs.double()
    if slug == "stale-gradient":
        coeffs = coeffs - 1
    if slug == "optimizer-non-leaf":
        coeffs = coeffs / 2
    if slug == "view-of-leaf":
        coeffs = torch.cat([torch.zeros(1, dtype=coeffs.dtype), coeffs[1:]])
    if slug == "matmul-shapes":
        return by_product(scenario)
    return autograd(scenario, coeffs, first=1 if slug in {"nan-target", "dropped-row"} else 0)


def by_product(scenario: Scenario) -> Tensor:
    """The gradient with predictions from a matrix product, which rounds as it does."""
    leaf = scenario.coeffs.clone().requires_grad_()
    residuals = (scenario.t_indep @ leaf.reshape(-1, 1)).squeeze(1) - scenario.t_dep
    errors = LOSSES[scenario.loss].forward(residuals)
    (grad,) = torch.autograd.grad(errors.mean() if scenario.reduction == "mean" else errors.sum(), leaf)
    return grad


def test_each_mistake_is_expected_here() -> None:
    assert set(EXPECTED) == set(MISTAKES)


def test_what_each_mistake_does() -> None:
    for loss, reduction, dtype in product(LOSSES, REDUCTIONS, (torch.float32, torch.float64)):
        scenario = MIXED.replace(loss=loss, reduction=reduction, dtype=dtype)
        for slug, (kind, type_name, start) in EXPECTED.items():
            outcome, where = run_mistake(MISTAKES[slug], scenario), (slug, loss, reduction, dtype)
            said = next(iter((*filter(None, [outcome.raised]), *outcome.warned)), None)
            assert outcome.kind == kind, where
            assert (said.type if said else "") == type_name, where
            assert (said.text if said else "").startswith(start), where
            assert kind == "raised" or len(outcome.warned) == (kind == "warned"), where


@settings(max_examples=20, deadline=None)
@given(scenario=scenarios())
def test_on_any_scenario_each_mistake_does_the_same_shows_something_wrong_and_is_mended(scenario: Scenario) -> None:
    for slug, mistake in MISTAKES.items():
        outcome = run_mistake(mistake, scenario)
        assert outcome.kind == EXPECTED[slug][0], slug
        grad = outcome.right["grad"].tensor
        assert grad is not None, slug
        torch.testing.assert_close(grad, right_gradient(slug, outcome), rtol=0, atol=0, equal_nan=True, msg=slug)
        if outcome.kind != "raised":
            wrong, right = outcome.values[mistake.shows], outcome.right[mistake.shows]
            if wrong.tensor is not None and right.tensor is not None:
                assert not torch.equal(wrong.tensor, right.tensor), slug
            else:
                assert type(wrong.value) is not type(right.value), slug


def test_the_shown_program_run_as_a_script_does_the_same() -> None:
    for slug in MISTAKES:
        mistake = MISTAKES[slug]
        scenario = mistake.example()
        outcome = run_mistake(mistake, scenario)
        for code, names in ((mistake.code, outcome.values), (mistake.mended_code, outcome.right)):
            left = as_script(code, scenario)
            if names is outcome.values and outcome.raised is not None:
                assert left["error"] == (outcome.raised.type, outcome.raised.text), slug
                continue
            assert "error" not in left, slug
            for name, observed in names.items():
                if observed.tensor is None:
                    assert left[name] == observed.value, slug
                else:
                    torch.testing.assert_close(left[name].detach(), observed.tensor, rtol=0, atol=0, equal_nan=True)


def as_script(code: str, scenario: Scenario) -> dict[str, Any]:
    """Run shown lines from nothing but the names that a page says they start from."""
    names: dict[str, Any] = {
        "torch": torch,
        "t_indep": scenario.t_indep.clone(),
        "t_dep": scenario.t_dep.clone(),
        "coeffs": scenario.coeffs.clone(),
        "calc_preds": calc_preds,
        "calc_loss": partial(calc_loss, loss=scenario.loss, reduction="mean"),
        "loss_fn": lambda preds, t_dep: torch.abs(preds - t_dep).mean(),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # which warnings come is tested above
        try:
            exec(code, names)  # noqa: S102  # our own program, from the registry
        except Exception as error:  # whatever it raises is compared
            names["error"] = (type(error).__name__, str(error))
    return names


SPEAKING_LINES: list[tuple[str, str]] = [
    ("not-tracked", "loss.backward()"),
    ("integer-coeffs", "coeffs.requires_grad_()"),
    ("backward-on-vector", "preds.backward()"),
    ("backward-twice", "    loss.backward()"),
    ("input-changed-in-place", "loss.backward()"),
    ("step-outside-no-grad", "coeffs.sub_(0.01 * coeffs.grad)"),
    ("step-before-backward", "    coeffs.sub_(coeffs.grad * 0.01)"),
    ("zero-before-backward", "coeffs.grad.zero_()"),
    ("retain-grad-untracked", "t_indep.retain_grad()"),
    ("grad-of-non-leaf", "preds_grad = preds.grad"),
    ("random-minus-half", "grad = coeffs.grad"),
    ("not-in-graph", "grad, offset_grad = torch.autograd.grad(loss, [coeffs, offset])"),
    ("step-makes-untracked", "    loss.backward()"),
    ("optimizer-non-leaf", "optimizer = torch.optim.SGD([coeffs], lr=0.01)"),
    ("moved-after-tracking", "grad = coeffs.grad"),
    ("deepcopy-non-leaf", "before = copy.deepcopy(preds)"),
    ("view-of-leaf", "coeffs[0] = 0.0  # leave the first column out"),
    ("loss-item", "loss.backward()"),
    ("loss-copied", "loss = torch.tensor(loss, requires_grad=True)"),
    ("numpy-of-tracked", "drawn = preds.numpy()"),
    ("target-size", "loss = torch.nn.functional.l1_loss(preds, t_dep)"),
    ("dropped-row", "loss = loss_fn(preds, t_dep)"),
    ("matmul-shapes", "preds = t_indep @ coeffs.reshape(1, -1)"),
    ("double-and-float", "loss.backward()"),
]


def test_the_line_that_said_it_is_known() -> None:
    for slug, line in SPEAKING_LINES:
        outcome = run_mistake(MISTAKES[slug], MIXED)
        (said,) = (*filter(None, [outcome.raised]), *outcome.warned)
        assert said.line is not None, (slug, line)
        assert MISTAKES[slug].code.splitlines()[said.line] == line, (slug, line)


def test_a_run_leaves_its_scenario_and_its_results_alone() -> None:
    for slug in MISTAKES:
        scenario = MISTAKES[slug].example()
        before = scenario.replace()
        outcome = run_mistake(MISTAKES[slug], scenario)
        assert before == scenario, slug
        assert outcome.scenario is scenario, slug
        for observed in (*outcome.values.values(), *outcome.right.values()):
            assert not any(
                tensor is not None and tensor.requires_grad for tensor in (observed.tensor, observed.leaf)
            ), slug
