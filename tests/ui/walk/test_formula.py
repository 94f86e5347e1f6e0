"""The formula of a step for the chosen entry: numbers worked out by hand, and every step of every problem."""

import math
import re

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core import LOSSES, chain_rule
from core.numbers import short
from core.presets.presets import PRESETS
from tests.ui.walk.tape.cases import KINDS, PROBLEMS, stories, walks
from ui.walk.formula import backward_formula, forward_formula, hand_formula, origin_line
from ui.walk.formula.digits import Writer
from ui.walk.formula.latex import LINE, equation, number, put, width
from ui.walk.formula.sums import counted
from ui.walk.tape.story import Story, tell
from ui.walk.tape.windows import window

MIXED = PRESETS["mixed-4x2"].build()
SYMBOLS = r"\underbrace{%s}_{\text{upstream}} \cdot \underbrace{%s}_{\text{local}}"


def formulas(story: Story) -> dict[str, str]:
    """Every formula of a story by what it belongs to."""
    forward, backward = walks(story)
    found = {f"forward {tape_step.title}": forward_formula(story, tape_step) for tape_step in forward}
    found |= {f"backward {tape_step.title}": backward_formula(story, tape_step) for tape_step in backward}
    return found | {"hand": hand_formula(story, chain_rule(story.scenario)), "origin": origin_line(story)}


def right_sides(story: Story, title: str) -> list[str]:
    """What stands on the right of one formula, line by line; a left side above its lines is left out."""
    lines = formulas(story)[title].removeprefix("\\begin{aligned}\n").removesuffix("\n\\end{aligned}").split(" \\\\\n")
    sides = [line.split("&", 1)[1].removeprefix(r"\quad ") for line in lines]
    return [side for side in sides if side.startswith(("=", r"\approx"))]


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("products", ["= 4 \\cdot 0.5", "= 2"]),
        ("preds", ["= 1.5 + 2", "= 3.5"]),
        ("residuals", ["= 3.5 - 6", "= -2.5"]),
        ("errors", ["= |{-2.5}|", "= 2.5"]),
        ("loss", [r"= \tfrac{1}{2} \, (3.5 + 2.5)", "= 3"]),
    ],
)
def test_forward_on_the_articles_numbers(title: str, values: list[str]) -> None:
    """Sample 1 and coefficient 1 of [[1, 2], [3, 4]] · [0.5, 0.5] - [5, 6]; the line before these is in symbols."""
    symbols, *rest = right_sides(tell(PRESETS["article-2x2"].build(), 1, 1), f"forward {title}")
    assert rest == values
    assert not re.search(r"\d\.\d", symbols)


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("MeanBackward0", [r"= 1 \cdot \tfrac{1}{4}", "= 0.25"]),
        ("AbsBackward0", [r"= 0.25 \cdot \operatorname{sign}(-2.5)", r"= 0.25 \cdot (-1)", "= -0.25"]),
        ("SubBackward0", [r"= -0.25 \cdot 1", "= -0.25"]),
        ("SumBackward1", [r"= -0.25 \cdot 1", "= -0.25"]),
        ("MulBackward0, multiply", [r"= -0.25 \cdot 3", "= -0.75"]),
        ("MulBackward0, add", ["= -0.25 - 0.75 + 0.5 + 1", "= 0.5"]),
        ("AccumulateGrad", ["= 0.5"]),
    ],
)
def test_backward_on_the_4x2(title: str, values: list[str]) -> None:
    """Sample 1 has residual -2.5 and inputs 3, 4; coefficient 0."""
    assert right_sides(tell(MIXED, 1, 0), f"backward {title}")[1:] == values


def test_upstream_and_local_are_named_in_the_symbols() -> None:
    upstream = r"\frac{\partial L}{\partial \text{errors}_{1}}"
    symbols = right_sides(tell(MIXED, 1, 0), "backward AbsBackward0")[0]
    assert symbols == "= " + SYMBOLS % (upstream, r"\operatorname{sign}(\text{residuals}_{1})")


@pytest.mark.parametrize(
    ("loss", "lines"),
    [
        ("mse", [r"= 1 \cdot 2 \cdot (-2.5)", r"= 1 \cdot (-5)", "= -5"]),
        ("huber", [r"= 1 \cdot \operatorname{clamp}(-2.5, -1, 1)", r"= 1 \cdot (-1)", "= -1"]),
    ],
)
def test_the_local_derivative_of_other_losses(loss: str, lines: list[str]) -> None:
    """Summed, so that 1 arrives."""
    story = tell(MIXED.replace(loss=loss, reduction="sum"), 1, 0)
    node = story.back("errors").node
    assert right_sides(story, f"backward {node}")[1:] == lines


def test_the_gradient_of_a_sum_is_copied_to_each_error() -> None:
    story = tell(MIXED.replace(reduction="sum"), 1, 0)
    symbols, *values = right_sides(story, "backward SumBackward0")
    assert symbols == "= " + SYMBOLS % (r"\frac{\partial L}{\partial L}", "1")
    assert values == [r"= 1 \cdot 1", "= 1"]


def test_where_a_number_comes_from() -> None:
    products = r"-0.25 \cdot 1 - 0.25 \cdot 3 + 0.25 \cdot 2 + 0.25 \cdot 4"
    assert origin_line(tell(MIXED, 3, 0)) == f"\\begin{{aligned}}\n0.5 &= {products}\n\\end{{aligned}}"


def test_a_negative_input_stands_in_parentheses() -> None:
    story = tell(MIXED.replace(t_indep=[[-1, 2], [3, 4], [2, 1], [4, 0]]))
    assert r"0.25 \cdot (-1)" in origin_line(story)


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
def test_every_formula_is_whole(loss: str, reduction: str) -> None:
    """Braces and environments close; in a formula of finite numbers nothing is nan."""
    for story in stories(loss, reduction):
        finite = story.backward.coeffs_grad.isfinite().all() and math.isfinite(story.forward.loss)
        for title, formula in formulas(story).items():
            depth = 0
            for brace in re.findall(r"(?<!\\)[{}]", formula):
                depth += 1 if brace == "{" else -1
                assert depth >= 0, title
            assert depth == 0, title
            assert sorted(re.findall(r"\\begin{(\w+)}", formula)) == sorted(re.findall(r"\\end{(\w+)}", formula))
            assert re.fullmatch(r"[ -~\n]+", formula), title
            assert not (finite and re.search(r"nan|inf", formula)), title


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_every_line_fits_on_a_phone(loss: str, reduction: str) -> None:
    for preset in PRESETS.values():
        scenario = preset.build().replace(loss=loss, reduction=reduction)
        story = tell(scenario, scenario.n_samples - 1, scenario.n_coeffs - 1)
        for title, formula in formulas(story).items():
            cases = re.sub(r"\\begin{cases}.*?\\end{cases}", "cases", formula)
            for line in cases.replace("\\begin{aligned}", "").replace("\\end{aligned}", "").split(" \\\\\n"):
                assert width(line) <= LINE, f"{title}: {line}"


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_the_last_line_is_what_the_engine_handed_on(loss: str, reduction: str) -> None:
    for scenario in (problem.replace(loss=loss, reduction=reduction) for problem in PROBLEMS.values()):
        i, j = scenario.n_samples - 1, scenario.n_coeffs // 2
        story = tell(scenario, i, j)
        last = {
            title: re.split(r"(?:=}?|\\approx) ", text.splitlines()[-2])[-1] for title, text in formulas(story).items()
        }
        for made in story.made:
            assert last[f"forward {made.name}"] == number(made.value[(i, j)[: made.value.ndim]].item())
        for step in story.backward.steps[:-2]:
            assert last[f"backward {step.node}"] == number(step.grad_out[(i, j)[: step.grad_out.ndim]].item())
        contribution = story.backward.steps[-2].unreduced[i, j].item()
        assert last["backward MulBackward0, multiply"] == number(contribution)
        for title in ("backward MulBackward0, add", "backward AccumulateGrad"):
            assert last[title] == number(story.backward.coeffs_grad[j].item())


def test_of_a_long_sum_the_ends_and_the_chosen_term_are_written() -> None:
    """1,000 samples: the total is the engine's, and each gap says how many terms it stands for."""
    story = tell(PRESETS["article-1000x10"].build(), 500, 6)
    line = origin_line(story)
    assert re.findall(r"\\text\{([\d,]+) more\}", line) == ["499", "498"]
    assert re.findall(r"0\.001 \\cdot ([\d.]+)", line) == [
        short(story.scenario.t_indep[sample, 6].item()) for sample in (0, 500, 999)
    ]
    assert line.splitlines()[1].startswith(f"{short(story.backward.coeffs_grad[6].item())} &")


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


def test_the_kink_is_worked_out_with_the_derivative_that_pytorch_takes() -> None:
    story = tell(PRESETS["kink"].build(), 1, 0)
    values = right_sides(story, "backward AbsBackward0")[1:]
    assert values == [r"\approx 0.3333 \cdot \operatorname{sign}(0)", r"= 0.3333 \cdot 0", "= 0"]
    assert torch.equal(story.back("errors").grad_out[1], torch.tensor(0.0))
