"""What both programs held at their end: torch's own print of each, what differs, and every gradient."""

from itertools import product

import torch

from core import Scenario
from core.mistakes import MISTAKES, Observed, Outcome, run_mistake
from core.numbers import short
from core.presets.presets import PRESETS
from tests.ui.markup import parse, text, texts
from tests.ui.walk.tape.cases import PROBLEMS
from ui.mistakes.outcome_table import AS_GIVEN, NOT_REACHED, held, rows

MIXED = PRESETS["mixed-4x2"].build()


def found(slug: str, scenario: Scenario = MIXED) -> dict[str, tuple[str, str]]:
    return {row.name: (row.wrong, row.right) for row in rows(run_mistake(MISTAKES[slug], scenario))}


def drawn(outcome: Outcome) -> dict[str, list[str]]:
    """The table as it is drawn: the two printed things by name."""
    return {
        text(row.findall("th")[0].findall("code")[0]): ["".join(pre.itertext()) for pre in row.iter("pre")]
        for row in list(parse(held(outcome)).iter("tr"))[1:]
    }


def test_every_tensor_in_the_table_is_printed_by_torch_from_the_run_and_an_inf_or_a_nan_has_its_sentence() -> None:
    for slug, (name, problem) in product(MISTAKES, PROBLEMS.items()):
        outcome, where = run_mistake(MISTAKES[slug], problem), (slug, name)
        shown = drawn(outcome)
        assert shown, where
        for row, printed in shown.items():
            if "." in row or "(" in row:
                continue
            for text_of, held_of in zip(printed, (outcome.values, outcome.right), strict=True):
                expected = (NOT_REACHED, AS_GIVEN) if row not in held_of else (repr(held_of[row].value),)
                assert text_of in expected, where
        tensors = [one.tensor for held_of in (outcome.values, outcome.right) for one in held_of.values()]
        lost = any(tensor is not None and not tensor.isfinite().all() for tensor in tensors)
        assert bool(texts(held(outcome), "origin")) == lost, where


def test_the_gradient_is_always_there_where_it_differs_or_was_not_reached() -> None:
    for slug in MISTAKES:
        outcome = run_mistake(MISTAKES[slug], MIXED)
        wrong, right = outcome.values.get("grad"), outcome.right["grad"]
        if wrong is None:
            assert found(slug)["grad"] == (NOT_REACHED, repr(right.value)), slug
        elif repr(wrong.value) != repr(right.value):
            assert found(slug)["grad"] == (repr(wrong.value), repr(right.value)), slug


def test_the_numbers_that_a_reader_can_check_by_hand() -> None:
    article = PRESETS["article-2x2"].build()
    assert found("forgets-to-zero", article)["grad"] == ("tensor([-4., -6.])", "tensor([-2., -3.])")
    assert found("nan-target", article)["grad"] == ("tensor([-1.5000, -2.0000])", "tensor([-3., -4.])")
    assert found("no-samples", article) == {
        "kept": ("tensor([False, False])", "tensor([True, True])"),
        "t_indep": ("tensor([], size=(0, 2))", AS_GIVEN),
        "t_dep": ("tensor([])", AS_GIVEN),
        "loss": ("tensor(nan)", "tensor(3.)"),
        "grad": ("tensor([0., 0.])", "tensor([-2., -3.])"),
    }


def test_what_torch_says_of_a_tensor_stands_there_where_it_is_the_cause() -> None:
    assert found("not-tracked") == {
        "grad": (NOT_REACHED, "tensor([ 0.5000, -1.2500])"),
        "coeffs.requires_grad": ("False", "True"),
        "loss.grad_fn": ("None", "<MeanBackward0>"),
    }
    moved = found("step-makes-non-leaf")
    assert (moved["coeffs.is_leaf"], moved["coeffs.grad_fn"]) == (("False", "True"), ("<SubBackward0>", "None"))
    assert moved["grad"][0] == "None"


def test_a_number_beside_a_tensor_is_told_from_it() -> None:
    shown = found("keeps-graphs")
    assert shown["total"] == ("tensor(4.2500)", "4.25")
    assert shown["type(total)"] == ("Tensor", "float")
    assert shown["total.grad_fn"] == ("<AddBackward0>", "a number has none")
    assert found("loss-item")["type(loss)"] == ("float", "Tensor")


def test_two_shapes_stand_beside_their_tensors_and_one_beside_the_name() -> None:
    markup = held(run_mistake(MISTAKES["column-targets"], MIXED))
    (residuals,) = [row for row in parse(markup).iter("tr") if text(row).startswith("residuals")]
    assert [text(span) for cell in residuals.findall("td") for span in cell.iter("span")] == ["(4, 4)", "(4,)"]
    (grad,) = [row for row in parse(markup).iter("tr") if text(row).startswith("grad")]
    assert [text(span) for span in grad.iter("span")] == ["(2,)"]


def test_a_silent_wrong_gradient_says_how_far_it_is_off() -> None:
    """On large problems four printed digits can be the same, and the gradient is wrong all the same."""
    for problem in PROBLEMS:
        for slug in ("forgets-to-zero", "column-targets", "nan-target", "no-samples"):
            outcome = run_mistake(MISTAKES[slug], PROBLEMS[problem])
            wrong, right = outcome.values["grad"].tensor, outcome.right["grad"].tensor
            assert wrong is not None, problem
            assert right is not None, problem
            far = short((wrong - right).abs().max().item())
            assert texts(held(outcome), "off") == [f"grad is off by up to {far}, and nothing said so."], problem
            assert far != "0", problem


ORIGINS: list[tuple[str, Scenario, str]] = [
    ("forgets-to-zero", MIXED, ""),
    ("nan-target", MIXED, "nan came in with t_dep, in 1 of 4 numbers, and spread to loss; grad is finite."),
    ("no-samples", MIXED, "loss is nan because it is a mean of no numbers: 0 / 0."),
    ("no-samples", MIXED.replace(reduction="sum"), ""),
    (
        "rate-too-large",
        PRESETS["article-2x2"].build().replace(loss="mse"),
        (
            "A number was beyond what float32 holds, about 3.4e38, and became inf; inf − inf and 0 × inf are nan. "
            "Counted from 0, the loss is inf from step 63 on, and nan from step 128 on."
        ),
    ),
    (
        "step-outside-no-grad",
        Scenario([[1e300, 1.0]], [0], [1e200, 1.0], dtype=torch.float64),
        "A number was beyond what float64 holds, about 1.8e308, and became inf; inf − inf and 0 × inf are nan.",
    ),
]


def test_where_an_inf_or_a_nan_came_from_is_said() -> None:
    for slug, scenario, sentence in ORIGINS:
        markup = held(run_mistake(MISTAKES[slug], scenario))
        assert texts(markup, "origin") == ([sentence] if sentence else []), (slug, scenario)


def test_a_gradient_of_nan_is_not_off_by_a_number() -> None:
    markup = held(run_mistake(MISTAKES["rate-too-large"], MIXED))
    assert texts(markup, "off") == ["grad is not a number any more, and nothing said so."]
    assert texts(held(run_mistake(MISTAKES["optimizer-keeps-old"], MIXED)), "off") == [], "its gradient is right"


def test_what_raises_or_has_no_gradient_is_not_off_by_a_number() -> None:
    for slug in ("not-tracked", "loss-requires-grad", "grad-of-non-leaf"):
        assert texts(held(run_mistake(MISTAKES[slug], MIXED)), "off") == []


def test_the_table_is_escaped() -> None:
    """A node's name stands between < and >."""
    assert "&lt;MeanBackward0&gt;" in held(run_mistake(MISTAKES["not-tracked"], MIXED))


def test_a_gradient_that_prints_alike_still_has_its_row() -> None:
    near = Observed(torch.tensor([0.12344, 1.0])), Observed(torch.tensor([0.12341, 1.0]))
    outcome = Outcome(MIXED, "", "silent", None, (), {"grad": near[0]}, {"grad": near[1]})
    (row,) = rows(outcome)
    assert row.wrong == row.right == "tensor([0.1234, 1.0000])"
