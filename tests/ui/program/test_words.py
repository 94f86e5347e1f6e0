"""The sentences and stages of a program: of the models with torch's numbers, of generated ones without a gap."""

import pytest
import torch
from hypothesis import given, settings

from core import MODELS, Scenario, base_scenario, by_hand, replay
from tests.core.generated import Grown, programs
from tests.ui.markup import parse, text
from ui.program.by_hand import stages, verdicts
from ui.program.factors import local_name, matrices
from ui.program.reach import unreached
from ui.program.steps import backward_steps, forward_steps
from ui.program.story import ProgramStory
from ui.walk.tensor import cells

Given = float | list[float] | list[list[float]]


def told(scenario: Scenario, leaf: str = "", i: int = 0, j: int = 0) -> ProgramStory:
    run = replay(scenario)
    return ProgramStory(scenario, run.forward, run.backward, leaf or scenario.leaves[0], i, j)


def test_a_call_that_cuts_is_not_said_to_read_nothing_tracked() -> None:
    cut = "kept = (w * c).detach()\ndata = c * 2\nloss = (w * kept * data).sum()"
    said = {
        step.title: step.sentence
        for step in forward_steps(told(Scenario.of(cut, {"w": [1.0], "c": [2.0]}, tracked=("w",))))
    }
    assert said["kept"].endswith(
        "What it reads is tracked, and yet no node records it: no gradient goes back through it."
    )
    assert said["data"].endswith("Nothing that it reads is tracked, so no node records it.")


def test_by_hand_calls_a_gradient_as_the_walk_does() -> None:
    story = told(base_scenario("mixed-4x2", None, "hidden"))
    said = text(parse(stages(story, by_hand(story.scenario, story.forward.values))))
    assert "∂L/∂(hidden @ layer2 + const)" in said
    assert "∂L/∂hidden @" not in said


PLAIN = [
    # the program, what the node that reads a plain number is said to do beside
    ("s = 2.0  # w.sum().item()\nloss = (w * s).sum()", " `s = 2.0  # w.sum().item()` is a plain number: no gradient "),
    (
        "s = -2\nt = 1\nloss = torch.sub(s * w, t).sum()",
        " `s = -2` is a plain number: no gradient goes back through it.",
    ),
    ("s = 2.0\nloss = (w * 2.0).sum() * s", ""),
    ("s = 2.0\ns = w + 1\nloss = (w * s).sum() * 2", ""),
]


def test_a_plain_number_is_told_where_a_node_reads_it_by_name() -> None:
    for program, said in PLAIN:
        steps = backward_steps(told(Scenario.of(program, {"w": [1.0, 1.0]}, tracked=("w",))))
        (first, *_) = [step.sentence for step in steps if step.title == "MulBackward0" and step.value in (1, 2, 3)][-1:]
        assert (said in first) if said else ("plain" not in first), first


def test_sentences_name_what_is_handed_on_along_each_edge() -> None:
    story = told(base_scenario("mixed-4x2", None, "hidden"))
    said = {step.title: step.sentence for step in backward_steps(story)}
    assert said["SigmoidBackward0"] == (
        "SigmoidBackward0 of `preds` hands on what arrives × the local derivative (y · (1 − y), y being `preds`), "
        "number by number, to `hidden @ layer2 + const`."
    )
    assert said["ReluBackward0"] == (
        "ReluBackward0 of `hidden` hands on what arrives × the local derivative at `t_indep @ layer1` (1 where "
        "positive), number by number, to `t_indep @ layer1`."
    )
    assert said["MeanBackward0"] == (
        "MeanBackward0 of `loss` hands on what arrives × 1/N, here 0.25, to each number of `errors`."
    )
    assert said["AddBackward0"] == (
        "AddBackward0 of `hidden @ layer2 + const` hands on what arrives, unchanged, to `hidden @ layer2` and `const`. "
        "For `const`, which was read for all of them, the engine adds the 4 numbers up to one."
    )
    assert [step.sentence for step in backward_steps(story) if step.title == "MmBackward0"] == [
        (
            "MmBackward0 of `hidden @ layer2` hands on `arrives @ layer2.T` of shape (4, 20) to `hidden`, and "
            "`hidden.T @ arrives` of shape (20, 1) to `layer2`."
        ),
        "MmBackward0 of `t_indep @ layer1` hands on `t_indep.T @ arrives` of shape (2, 20) to `layer1`.",
    ]


def test_a_sentence_says_how_often_and_how_much_is_handed_on() -> None:
    """By program: a factor that is read twice, one that is a vector, a sign that is turned, a tensor added up."""
    cases: tuple[tuple[str, dict[str, Given], str, str], ...] = (
        ("y = x * x\ny.backward()", {"x": 3.0}, "MulBackward0", "hands on what arrives × 3 to `x`, twice."),
        (
            "a = x @ w\nloss = a.sum()",
            {"x": [[1.0, 2.0], [0.5, 3.0], [1.0, 1.0]], "w": [0.25, -0.5]},
            "MvBackward0",
            "hands on the product of what arrives with `x`, of shape (2,), to `w`.",
        ),
        ("loss = (1 - w).sum()", {"w": [1.0, 2.0]}, "RsubBackward1", "what arrives with its sign turned to `w`."),
        ("loss = torch.tanh(w).sum()", {"w": [1.0]}, "TanhBackward0", "(1 − y², y being `torch.tanh(w)`)"),
        (
            "loss = (x * w).sum()",
            {"x": [[1.0, 2.0], [3.0, 4.0]], "w": [0.5, 1.0]},
            "MulBackward0",
            "For `w`, which was read for all of them, the engine adds the 4 numbers up to shape (2,).",
        ),
    )
    for program, tensors, node, said in cases:
        tracked = ("w",) if "w" in tensors else ("x",)
        story = told(Scenario.of(program, tensors, tracked=tracked))
        (sentence,) = [step.sentence for step in backward_steps(story) if step.title == node]
        assert said in sentence


def test_a_stage_by_hand_of_a_matrix_product_says_in_words_what_it_adds_up() -> None:
    story = told(base_scenario("mixed-4x2", None, "hidden"))
    said = text(parse(stages(story, by_hand(story.scenario))))
    for other in ("layer2", "hidden", "t_indep"):
        assert said.count(f"times the number of {other} that it was multiplied by there, all added up.") == 1


def test_a_local_derivative_names_what_it_is_made_of() -> None:
    """By model and loss: of `1 / cosh` and `2 · residuals` the tensor, and the result where it is made of that."""
    for model, loss, node, said in (
        ("hidden", "logcosh", "LogBackward0", "1 / cosh"),
        ("sigmoid", "mse", "PowBackward0", "2 · residuals"),
        ("matrix", "mae", "SigmoidBackward0", "y · (1 − y), y being `preds`"),
        ("matrix", "mae", "AbsBackward0", "sign"),
    ):
        story = told(base_scenario("mixed-4x2", None, model).replace(loss=loss))
        (sentence,) = [step.sentence for step in backward_steps(story) if step.title == node]
        assert f" ({said}), number by number, to " in sentence
        assert ("at `residuals` (" in sentence) == (node == "AbsBackward0")


OUT = {
    (
        "article-2x2",
        "hidden",
    ): "`sigmoid` makes `preds`, and it gives only numbers between 0 and 1. 2 of 2 targets lie "
    "outside: whatever is learned, no prediction reaches 5 or 6.",
    ("article-2x2", "linear"): "",
}


def test_targets_that_no_prediction_reaches_are_said_and_no_others() -> None:
    for (preset, model), said in OUT.items():
        assert unreached(base_scenario(preset, None, model)) == said
    sigmoid = base_scenario("mixed-4x2", None, "sigmoid")
    for targets, end in (
        ([0, 1, 0.5, 1], ""),
        ([0, 1, 1.5, 1], "1 of 4 targets lies outside: whatever is learned, no prediction reaches 1.5."),
        ([-2, 3, 4, 5], "4 of 4 targets lie outside: whatever is learned, no prediction reaches, for one, 5."),
    ):
        said = unreached(sigmoid.replace(t_dep=targets))
        assert said.endswith(end)
        assert bool(said) == bool(end)


@pytest.mark.parametrize("model", [name for name in MODELS if name != "linear"])
def test_what_is_drawn_as_a_product_is_one(model: str) -> None:
    """Both factors as they are drawn give what is handed on, by torch's own product."""
    story = told(base_scenario("mixed-4x2", torch.float64, model))
    for step in story.backward.steps:
        for edge in step.edges:
            rule, local = step.rule_for(edge), step.local_for(edge)
            if rule is not None and rule.does == "matrix" and local is not None:
                assert step.operation is not None
                name = local_name(step.operation, edge.operand, story.names)
                pair = matrices(step.grad_in, local, edge.operand, name)
                assert pair is not None
                torch.testing.assert_close(pair[0] @ pair[1], step.unreduced_for(edge))


def test_a_large_tensor_is_folded_to_the_chosen_entry_and_its_total_is_exact() -> None:
    tensor = torch.arange(120, dtype=torch.float32).reshape(12, 10) - 50
    drawn = parse(cells("layer1", tensor, "value", (5, 7)))
    assert [text(each) for each in drawn.iter("td") if each.get("class") == "chosen"] == ["7"]
    assert "9 of 12 rows left out, 7 of 10 columns left out; all 120 add up to 1,140" in text(drawn).replace(
        "1140", "1,140"
    )
    whole = parse(cells("layer1", tensor[:3, :3], "value"))
    assert "left out" not in text(whole)


def test_axes_carry_the_chosen_entry_along() -> None:
    """Column 7 of layer1 is column 7 of hidden and row 7 of layer2; its row 1 is column 1 of t_indep."""
    story = told(base_scenario("mixed-4x2", None, "hidden"), "layer1", 1, 7)
    numbers = story.scenario.program.numbers | dict(zip(story.names, range(len(story.names)), strict=True))
    assert story.place(numbers["layer1"]) == (1, 7)
    assert story.place(numbers["t_indep"]) == (None, 1)
    assert story.place(numbers["hidden"]) == (None, 7)
    assert story.place(numbers["layer2"]) == (7, None)
    assert story.place(numbers["preds"]) == (None, None)
    assert story.place(numbers["t_dep"]) == (None, None)
    column = told(base_scenario("mixed-4x2", None, "matrix"), "coeffs", 1, 0)
    assert column.place(column.names.index("coeffs")) == (1, None)
    assert column.place(column.names.index("t_indep @ coeffs")) == (None, None), "not every row of it is chosen"


@given(programs(unruled=0.1))
@settings(max_examples=25, deadline=None)
def test_every_step_of_any_program_is_said(grown: Grown) -> None:
    scenario = grown.scenario()
    story = told(scenario)
    if story.backward.raised:
        return
    for steps in (forward_steps(story), backward_steps(story)):
        for step in (steps[0], steps[len(steps) // 2], steps[-1]):
            assert step.sentence.endswith(".")
            assert "``" not in step.sentence
    worked = by_hand(scenario, story.forward.values)
    assert text(parse(stages(story, worked))).count("local derivative ") <= len(worked.steps)
    assert "disagree" not in text(parse(verdicts(story, worked)))
