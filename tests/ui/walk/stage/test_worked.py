"""The card of each step: numbers worked out by hand, and the engine's results on every problem."""

import re

import pytest
import torch

from core.numbers import short
from core.presets.presets import PRESETS
from tests.ui.markup import classes, parse, text
from tests.ui.walk.film.test_film import foreign
from tests.ui.walk.stage.test_worked_holds import cards
from tests.ui.walk.tape.cases import KINDS, PROBLEMS, stories
from ui.walk.stage.equation import Worked
from ui.walk.tape.story import Story, tell

MIXED = PRESETS["mixed-4x2"].build()


def spoken(story: Story) -> dict[str, str]:
    return {title: made.spoken for title, made in cards(story)}


def test_forward_on_the_articles_numbers() -> None:
    """Sample 1 and coefficient 1 of [[1, 2], [3, 4]] · [0.5, 0.5] - [5, 6]."""
    said = spoken(tell(PRESETS["article-2x2"].build(), 1, 1))
    assert [said[f"forward {name}"] for name in ("products", "preds", "residuals", "errors", "loss")] == [
        "products[1, 1] = t_indep[1, 1] × coeffs[1]: 2 = 4 × 0.5",
        "preds[1] = sum over j of products[1, j]: 3.5 = 1.5 + 2",
        "residuals[1] = preds[1] − t_dep[1]: −2.5 = 3.5 − 6",
        "errors[1] = abs(residuals[1]): 2.5 = abs(−2.5)",
        "loss = 1/N × sum over i of errors[i]: 3 = 1/2 × ( 3.5 + 2.5 )",
    ]


def test_backward_on_the_4x2() -> None:
    """Sample 1 has residual -2.5 and inputs 3, 4; coefficient 0."""
    said = [line for title, line in spoken(tell(MIXED, 1, 0)).items() if title.startswith("backward")]
    assert said == [
        "∂L/∂errors[1] = 1/N × ∂L/∂loss: +0.25 = 1/4 × +1",
        "∂L/∂residuals[1] = derivative at residuals[1] × ∂L/∂errors[1]: −0.25 = −1 × +0.25",
        "∂L/∂preds[1] = 1 × ∂L/∂residuals[1]: −0.25 = 1 × −0.25",
        "∂L/∂products[1, 0] = ∂L/∂preds[1]: −0.25 = −0.25",
        "contributions[1, 0] = t_indep[1, 0] × ∂L/∂products[1, 0]: −0.75 = 3 × −0.25",
        "∂L/∂coeffs[0] = sum over i of contributions[i, 0]: +0.5 = −0.25 + −0.75 + +0.5 + +1",
        "coeffs.grad[0] = ∂L/∂coeffs[0]: +0.5 = +0.5",
    ]


@pytest.mark.parametrize(
    ("loss", "title", "said"),
    [
        ("mse", "forward errors", "errors[1] = (residuals[1])²: 6.25 = (−2.5)²"),
        ("mse", "backward PowBackward0", "−5 = −5 × +1"),
        ("huber", "backward HuberLossBackward0", "−1 = −1 × +1"),
        ("logcosh", "forward cosh", "cosh[1] = cosh(residuals[1]): 6.132 ≈ cosh(−2.5)"),
        ("mae", "backward SumBackward0", "∂L/∂errors[1] = ∂L/∂loss: +1 = +1"),
    ],
)
def test_other_losses_summed_so_that_1_arrives(loss: str, title: str, said: str) -> None:
    assert said in spoken(tell(MIXED.replace(loss=loss, reduction="sum"), 1, 0))[title]


def test_the_kink_is_worked_out_with_the_derivative_that_pytorch_takes() -> None:
    story = tell(PRESETS["kink"].build(), 1, 0)
    assert torch.equal(story.back("errors").grad_out[1], torch.tensor(0.0))
    assert spoken(story)["backward AbsBackward0"].endswith(": 0 = 0 × +0.3333")


def test_a_logarithm_near_1_takes_the_digits_that_it_needs() -> None:
    """With four, the line said that log(1) is 4e-7."""
    near = MIXED.replace(loss="logcosh", dtype=torch.float64, t_dep=[1.501, 6, 0, 1])
    assert spoken(tell(near, 0, 0))["forward errors"].endswith(": 5e−7 ≈ log(1.0000005)")


def test_of_a_long_sum_the_ends_and_the_chosen_term_are_written() -> None:
    said = spoken(tell(PRESETS["article-1000x10"].build(), 500, 6))
    assert re.findall(r"\(([\d,]+) more\)", said["backward MulBackward0, add"]) == ["499", "498"]
    assert re.findall(r"\(([\d,]+) more\)", said["forward preds"]) == ["5", "2"]


def results(made: Worked) -> list[str]:
    return [text(one) for piece in made.rows[-1] for one in parse(piece).iter() if "result" in classes(one)]


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_the_result_is_what_torch_made(loss: str, reduction: str) -> None:
    for story in stories(loss, reduction):
        found = {title: results(made) for title, made in cards(story)}
        i, j, steps = story.i, story.j, story.backward.steps
        held = {f"forward {made.name}": made.value[(i, j)[: made.value.ndim]] for made in story.made}
        held |= {f"backward {step.node}": step.grad_out[(i, j)[: step.grad_out.ndim]] for step in steps[:-2]}
        held["backward MulBackward0, multiply"] = steps[-2].unreduced[i, j]
        held["backward MulBackward0, add"] = steps[-2].grad_out[j]
        held["backward AccumulateGrad"] = story.backward.coeffs_grad[j]
        expected = {
            title: [short(number.item(), signed=title.startswith("backward"))] for title, number in held.items()
        }
        assert found == expected, story.scenario.name


def test_what_is_seen_and_what_is_said_are_the_same_numbers() -> None:
    for problem in PROBLEMS.values():
        for title, made in cards(tell(problem.replace(loss="mse"))):
            seen = [text(parse(piece)) for piece in made.rows[-1]]
            if title != "forward errors":  # a formula
                assert made.spoken.partition(": ")[2] == " ".join(filter(None, seen)), title
            assert foreign("".join("".join(row) for row in made.rows)) == set()
            assert len({len(row) for row in made.rows}) == 1
