"""The formula of By hand for the chosen entry, and the pieces that it is put together from."""

import math
import re

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core import LOSSES, chain_rule
from core.numbers import short
from core.presets.presets import PRESETS
from tests.ui.walk.tape.cases import KINDS, stories
from ui.walk.formula import hand_formula
from ui.walk.formula.digits import Writer
from ui.walk.formula.latex import LINE, equation, number, put, width
from ui.walk.formula.sums import counted
from ui.walk.tape.story import tell
from ui.walk.tape.windows import window

MIXED = PRESETS["mixed-4x2"].build()


def test_by_hand_on_the_4x2() -> None:
    lines = hand_formula(tell(MIXED, 1, 0), chain_rule(MIXED)).splitlines()
    assert lines[2] == (
        r"\frac{\partial L}{\partial \text{coeffs}_{j}} &= \sum_i \frac{\partial L}{\partial \text{preds}_{i}} \cdot "
        r"\frac{\partial \text{preds}_{i}}{\partial \text{coeffs}_{j}} \\"
    )
    assert lines[3].startswith(r"&= \frac{1}{N}\sum_i \operatorname{sign}(r_i)")
    assert lines[4].startswith(r"\operatorname{sign}(r_i) &= \begin{cases}-1 & r_i < 0")
    for line in (
        r"r_{1} &= 3.5 - 6 = -2.5",
        r"&= \tfrac{1}{4} \cdot \operatorname{sign}(-2.5) \cdot 3 \\",
        r"&= \tfrac{1}{4} \cdot (-1) \cdot 3 \\",
        r"&= -0.75",
        r"&= -0.25 - 0.75 + 0.5 + 1 \\",
        r"&= 0.5",
    ):
        assert line in lines


def test_by_hand_a_sum_has_no_factor() -> None:
    scenario = MIXED.replace(loss="mse", reduction="sum")
    lines = hand_formula(tell(scenario, 1, 0), chain_rule(scenario)).splitlines()
    assert r"&= 2 \cdot (-2.5) \cdot 3 \\" in lines
    assert r"&= -5 \cdot 3 \\" in lines
    assert not any("frac{1}" in line for line in lines)


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_every_formula_is_whole_and_ends_with_what_was_worked_out(loss: str, reduction: str) -> None:
    """Braces and environments close; of finite numbers nothing is nan."""
    for story in stories(loss, reduction):
        formula = hand_formula(story, chain_rule(story.scenario))
        depth = 0
        for brace in re.findall(r"(?<!\\)[{}]", formula):
            depth += 1 if brace == "{" else -1
            assert depth >= 0
        assert depth == 0
        assert sorted(re.findall(r"\\begin{(\w+)}", formula)) == sorted(re.findall(r"\\end{(\w+)}", formula))
        assert re.fullmatch(r"[ -~\n]+", formula)
        finite = story.backward.coeffs_grad.isfinite().all() and math.isfinite(story.forward.loss)
        assert not (finite and re.search(r"nan|inf", formula))
        held = chain_rule(story.scenario).grad[story.j].item()
        assert re.split(r"(?:=}?|\\approx) ", formula.splitlines()[-3])[-1] == number(held)


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_every_line_fits_on_a_phone(loss: str, reduction: str) -> None:
    for preset in PRESETS.values():
        scenario = preset.build().replace(loss=loss, reduction=reduction)
        story = tell(scenario, scenario.n_samples - 1, scenario.n_coeffs - 1)
        formula = hand_formula(story, chain_rule(scenario))
        cases = re.sub(r"\\begin{cases}.*?\\end{cases}", "cases", formula)
        for line in cases.replace("\\begin{aligned}", "").replace("\\end{aligned}", "").split(" \\\\\n"):
            assert width(line) <= LINE, line


@given(st.integers(1, 5000), st.integers(1, 200), st.data())
def test_written_terms_and_those_left_out_are_all_there_are(n_samples: int, n_coeffs: int, data: st.DataObject) -> None:
    view = window(
        n_samples, n_coeffs, data.draw(st.integers(0, n_samples - 1)), data.draw(st.integers(0, n_coeffs - 1))
    )
    for slots, size, chosen in ((view.rows, n_samples, view.i), (view.columns, n_coeffs, view.j)):
        stands_for = counted(slots)
        assert sum(count for _, count in stands_for) == size
        assert all(count >= 1 for _, count in stands_for)
        assert (chosen, 1) in stands_for
        done = 0
        for slot, count in stands_for:
            assert slot in (None, done)
            done += count


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_the_one_on_the_tape(x: float) -> None:
    plain = number(x).replace(r"\text{e}", "e").replace("{", "").replace("}", "")
    assert plain == short(x).replace("−", "-")
    write = Writer(4, torch.float64)
    assert write.factor(x) == (f"({number(x)})" if x < 0 else number(x))


@pytest.mark.parametrize(
    ("formula", "operand", "text"),
    [
        (r"|r|", "-2", "|{-2}|"),
        (r"r^2", "-2", "(-2)^2"),
        (r"2r", "-2", r"2 \cdot (-2)"),
        (r"2r", "3", r"2 \cdot 3"),
        (r"\operatorname{clamp}(r, -1, 1)", "-2", r"\operatorname{clamp}(-2, -1, 1)"),
        (r"\tfrac12 r^2", "r_i", r"\tfrac12 \cdot r_i^2"),
    ],
)
def test_a_number_takes_the_place_of_the_residual(formula: str, operand: str, text: str) -> None:
    assert put(formula, operand).replace("  ", " ") == text


@pytest.mark.parametrize("loss", LOSSES)
def test_no_residual_is_left_in_a_formula_with_values(loss: str) -> None:
    for formula in (LOSSES[loss].formula, LOSSES[loss].derivative_formula):
        put_in = put(formula, "7")
        assert put(put_in, "8") == put_in
        assert "7" in put_in


def test_a_line_too_wide_stands_under_its_left_side() -> None:
    assert equation("x", ["= 1", "= 2"]) == ["x &= 1", "&= 2"]
    long = "= " + "1" * LINE
    assert equation("x", [long]) == ["&x", rf"&\quad {long}"]
