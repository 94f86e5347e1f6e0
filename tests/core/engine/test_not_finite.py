"""Where inf and nan came from: what is named is the first entry that is one, and its parts were none."""

import re
from itertools import product

import pytest
import torch
from hypothesis import given, settings

from core import LOSSES, PRESETS, REDUCTIONS, Scenario, base_scenario, replay
from core.engine.not_finite import Cause, causes, remedy
from core.scenario.scenario import DTYPES
from tests.core.strategies import scenarios

SQUARE = Scenario([[1e20]], [0], [1e10])
BOTH = Scenario([[3e38, 3e38]], [0], [3e38, -3e38])
TOTAL = Scenario([[3e38], [3e38]], [0, 0], [1e-30], reduction="sum")
APART = Scenario([[3e38], [3e38]], [0, 0], [1], reduction="sum")
FAR = Scenario([[3e38]], [-3e38], [1])
TIMES_0 = Scenario([[3e38, 0]], [0], [1e30, 1])


def found(scenario: Scenario) -> tuple[Cause, ...]:
    return causes(replay(scenario))


CASES: list[tuple[Scenario, list[str]]] = [
    (BOTH, ["`products[0, 0]`: `t_indep * coeffs` multiplies, and 3e38 × 3e38 is beyond", "`preds[0]`", "at nan as 0"]),
    (
        BOTH.replace(loss="mse"),
        ["`products[0, 0]`", "`preds[0]`: `products.sum(axis=1)` adds inf and −inf, which has no"],
    ),
    (SQUARE.replace(loss="mse"), ["`errors[0]`: `residuals**2` of 1e30 is beyond what float32 holds, about 3.4e38."]),
    (TOTAL, ["the gradient of `coeffs[0]`: MulBackward0 adds 2 numbers, and the sum is beyond"]),
    (APART, ["`loss`: `errors.sum()` adds 2 numbers, and the sum is beyond"]),
    (FAR, ["`residuals[0]`: `preds - t_dep` subtracts, and 3e38 − (−3e38) is beyond"]),
    (
        TIMES_0.replace(loss="mse"),
        ["`products[0, 0]`", "contribution [0, 1]: MulBackward0 multiplies, and inf × 0 has no"],
    ),
]


def test_the_first_operation_the_entry_and_why() -> None:
    for scenario, texts in CASES:
        said = [cause.sentence for cause in found(scenario)]
        assert len(said) == len(texts), said
        for sentence, text in zip(said, texts, strict=True):
            assert text in sentence.replace("`MulBackward0`", "MulBackward0"), sentence
            assert sentence.endswith(".")


def test_finite_runs_have_no_cause() -> None:
    for preset, loss, reduction, dtype in product(PRESETS, LOSSES, REDUCTIONS, DTYPES.values()):
        scenario = PRESETS[preset].build().replace(loss=loss, reduction=reduction, dtype=dtype)
        assert found(scenario) == ()


@settings(max_examples=150)
@given(scenarios(smallest=-40, largest=38, hits=False))
def test_something_is_named_just_where_a_number_is_not_finite(scenario: Scenario) -> None:
    """The named entry is inf or nan, and each tensor made before it is free of it."""
    run = replay(scenario)
    made = {f"`{step.name}": step.value for step in run.forward.steps}
    later = [step.unreduced for step in run.backward.steps] + [run.backward.coeffs_grad]
    said = [cause.sentence for cause in found(scenario) if "first appears" in cause.sentence]
    for kind, is_so in (("inf", torch.isinf), ("nan", torch.isnan)):
        told = [one for one in said if one.removeprefix("−").startswith(kind)]
        assert len(told) == any(is_so(each).any() for each in (*made.values(), *later))
        first = next((name for name, each in made.items() if is_so(each).any()), None)
        if first is not None:
            place = re.match(r"[^`]*`(\w+)(?:\[([\d, ]+)\])?`", told[0])
            assert place is not None
            assert f"`{place[1]}" == first
            index = tuple(int(at) for at in place[2].split(",")) if place[2] else ()
            assert is_so(made[first][index])


@pytest.mark.parametrize(
    ("scenario", "helps"), [(BOTH, True), (BOTH.replace(dtype=torch.float64), False), (SQUARE, True)]
)
def test_float64_is_offered_where_it_helps(scenario: Scenario, helps: bool) -> None:
    assert bool(remedy(scenario)) is helps
    huge = Scenario([[1e308, 1e308]], [0], [1e308, 1], dtype=torch.float64)
    assert found(huge)
    assert remedy(huge) == ""


WIDE = "beyond what float32 holds, about 3.4e38"
PRODUCTS: list[tuple[list[list[float]], list[list[float]], str]] = [
    ([[2, 1]], [[3e38], [1]], f"`x @ w` multiplies, and 2 × 3e38 is {WIDE}"),
    ([[1, 1]], [[3e38], [3e38]], f"`x @ w` adds 2 numbers, and the sum is {WIDE}, if only on the way"),
    ([[0, 0], [0, -2]], [[1], [3e38]], "−inf first appears in `h[1, 0]`: `x @ w` multiplies, and −2 × 3e38"),
]


def test_a_matrix_product_names_the_pair_or_the_sum_that_is_too_large() -> None:
    for x, w, says in PRODUCTS:
        first, *_ = found(Scenario.of("h = x @ w\nloss = h.sum()", {"x": x, "w": w}, tracked=("w",)))
        assert says in first.sentence
        assert first.tensor == "h"


def test_a_matrix_product_of_inf_has_no_value_where_torch_has_none() -> None:
    text = "a = x * 2\nh = a @ w\nloss = h.sum()"
    opposed = found(Scenario.of(text, {"x": [[3e38, -3e38]], "w": [[1], [1]]}, tracked=("x", "w")))
    assert "`a @ w` adds inf and −inf, which has no value." in opposed[1].sentence
    zero = found(Scenario.of(text, {"x": [[3e38, 1]], "w": [[0], [1]]}, tracked=("x", "w")))
    assert "`a @ w` multiplies, and inf × 0 has no value." in zero[1].sentence


def test_every_model_says_where_inf_and_nan_came_from_and_whether_float64_helps() -> None:
    """Whichever of its tensors is too large: a cause where a number is none, and none where all are finite."""
    for model in ("sigmoid", "matrix", "hidden", "deep"):
        base = base_scenario("mixed-4x2", None, model, 5)
        for name, big, loss in product(base.tensors, (3e38, -3e38), ("mae", "mse")):
            tensor = base.tensors[name].clone()
            tensor.view(-1)[:2] = big
            run = replay(base.replace(**{name: tensor}, loss=loss))
            grads = [edge.grad for step in run.backward.steps for edge in step.edges]
            finite = all(each.isfinite().all() for each in (*(step.value for step in run.forward.steps), *grads))
            told = causes(run)
            assert bool(told) != finite, (model, name, big, loss)
            assert finite or remedy(run.scenario) in ("", "In float64 every number of this run is finite.")
