"""float32 and float64: the numbers as they were meant, and links that stay short."""

import re

import pytest
import torch
from hypothesis import given

from core import Scenario, ScenarioError
from core.link.links import Link, base_scenario, encode
from core.presets.presets import PRESETS
from core.scenario.draws import DRAW_KINDS
from core.scenario.scenario import DTYPES
from tests.core.strategies import scenarios
from ui.numbers.editing import same_numbers
from ui.numbers.precision import in_dtype

BASES = [*PRESETS, *(f"{kind}-40-3-7" for kind in DRAW_KINDS)]


def test_a_tenth_stays_a_tenth() -> None:
    scenario = Scenario([[0.1, 1]], [0.3], [1e-7, -0.0])
    double = in_dtype(scenario, "", torch.float64)
    assert double.t_indep.tolist() == [[0.1, 1]]
    assert double.t_dep.tolist() == [0.3]
    assert double.coeffs.tolist() == [1e-7, 0]
    assert double.coeffs.signbit().tolist() == [False, True]


@given(scenarios())
def test_there_and_back_gives_the_same_numbers(scenario: Scenario) -> None:
    single = scenario.replace(dtype=torch.float32)
    assert in_dtype(in_dtype(single, "", torch.float64), "", torch.float32) == single


def test_what_was_not_changed_stays_the_base_s_so_that_the_link_stays_short() -> None:
    for base in BASES:
        for dtype in DTYPES.values():
            converted = in_dtype(base_scenario(base), base, dtype)
            assert same_numbers(converted, base_scenario(base, dtype)), (base, dtype)
            assert len(encode(Link(converted, base))) <= len(f"from={base}&dtype=float64"), (base, dtype)


def test_a_changed_cell_is_converted_as_typed_and_alone() -> None:
    for base in BASES:
        scenario = base_scenario(base, torch.float32)
        changed = scenario.t_dep.clone()
        changed[1] = 0.1
        double = in_dtype(scenario.replace(t_dep=changed), base, torch.float64)
        assert double.t_dep[1].item() == 0.1, base
        assert torch.equal(double.t_indep, in_dtype(scenario, base, torch.float64).t_indep), base


@pytest.mark.parametrize(("number", "what"), [(1e39, "beyond what float32 can hold"), (1e-60, "would make 0")])
def test_what_float32_cannot_hold_is_refused_in_a_sentence_with_its_place(number: float, what: str) -> None:
    scenario = Scenario([[1.0], [2.0]], [3, number], [4.0], dtype=torch.float64)
    with pytest.raises(ScenarioError, match=rf"^t_dep\[1\] is {re.escape(f'{number:g}')}.*{what}.*\.$"):
        in_dtype(scenario, "", torch.float32)
