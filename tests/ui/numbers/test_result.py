"""The result panel: shapes, loss and both gradients, as core has them."""

import pytest
import torch
from hypothesis import given, settings

from core import LOSSES, REDUCTIONS, Scenario, chain_rule, replay, run_backward, run_forward
from core.hand.verdicts import agreement
from core.numbers import exact, short
from core.presets.presets import PRESETS
from tests.core.strategies import scenarios
from tests.ui.markup import classes, parse, text, texts
from ui.numbers.result import STALE, panel, told_apart
from ui.walk.origins import origin_text


def rows(markup: str) -> dict[str, list[str]]:
    """The panel's table: the cells of each row by its name."""
    return {text(row[0]): [text(cell) for cell in row[1:]] for row in parse(markup).iter("tr")}


def test_the_article_s_numbers() -> None:
    """Worked out by hand."""
    drawn = panel(replay(PRESETS["article-2x2"].build()), 1, stale=False)
    assert texts(drawn, "shapes") == ["t_indep (2, 2), t_dep (2,), coeffs (2,)"]
    assert texts(drawn, "loss") == [f"loss 3 {LOSSES['mae'].title}, {REDUCTIONS['mean'].title}"]
    assert rows(drawn) == {"coeffs": ["0.5", "0.5"], "coeffs.grad": ["−2", "−3"], "by hand": ["−2", "−3"]}
    assert texts(drawn, "agree") == ["Autograd and the hand calculation agree for every coefficient."]
    assert STALE not in drawn


def test_every_number_is_core_s_short_and_in_full_where_it_is_pointed_at() -> None:
    for preset in PRESETS:
        for loss in LOSSES:
            for reduction in REDUCTIONS:
                scenario = PRESETS[preset].build().replace(loss=loss, reduction=reduction)
                drawn = parse(panel(replay(scenario), 0, stale=False))
                (output,) = drawn.iter("output")
                value = run_forward(scenario).loss
                assert (text(output).removeprefix("≈ "), output.get("title")) == (
                    short(value),
                    exact(value, scenario.dtype),
                ), (preset, loss, reduction)
                grad = run_backward(scenario).coeffs_grad
                table = {text(row[0]): row[1:] for row in drawn.iter("tr")}
                for name, tensor in (
                    ("coeffs.grad", grad),
                    ("by hand", chain_rule(scenario).grad),
                    ("coeffs", scenario.coeffs),
                ):
                    first, last = table[name][0], table[name][-1]
                    for cell, number in ((first, tensor[0].item()), (last, tensor[-1].item())):
                        assert text(cell) == short(number, signed=name != "coeffs"), (preset, loss, reduction)
                        assert cell.get("title") == exact(number, scenario.dtype), (preset, loss, reduction)


@settings(max_examples=30)
@given(scenarios())
def test_a_wide_problem_is_elided_and_the_chosen_coefficient_outlined(scenario: Scenario) -> None:
    j = scenario.n_coeffs - 1
    drawn = parse(panel(replay(scenario), j, stale=False))
    for row in drawn.iter("tr"):
        assert len(row) <= 1 + 5
        assert [text(cell) for cell in row if "chosen" in classes(cell)] == [text(row[-1])]


def test_refused_numbers_make_the_results_say_whose_they_are() -> None:
    drawn = panel(replay(PRESETS["mixed-4x2"].build()), 0, stale=True)
    assert texts(drawn, "old") == [STALE]
    assert rows(drawn)["coeffs.grad"] == ["+0.5", "−1.25"]


def test_numbers_beyond_the_dtype_are_shown_and_not_judged() -> None:
    huge = Scenario([[1e30]], [-1e30], [1e30], loss="mse", dtype=torch.float32)
    drawn = panel(replay(huge), 0, stale=False, origin=origin_text(huge))
    assert texts(drawn, "loss")[0].startswith("loss inf ")
    assert len(texts(drawn, "cannot-tell")) == 1
    assert len(texts(drawn, "origin")) == 1


@pytest.mark.parametrize(
    ("loss", "shown"), [(0.25, "0.25"), (1 / 3, "≈ 0.3333"), (6173.25, "≈ 6173"), (6173.0, "6173"), (1e-9, "1e−9")]
)
def test_a_loss_that_is_rounded_away_says_so(loss: float, shown: str) -> None:
    drawn = panel(replay(Scenario([[1]], [0], [loss])), 0, stale=False)
    assert texts(drawn, "loss")[0].startswith(f"loss {shown} ")


def test_gradients_are_shown_in_full_where_four_digits_would_say_another_thing_than_the_verdict() -> None:
    """1.0005 lies between two numbers of float32, which are rounded to 1 and to 1.001; and 1.0001 is no 1.00011."""
    below = torch.tensor(1.0005)  # held as a little less
    above = torch.nextafter(below, torch.tensor(2.0))
    hand = chain_rule(Scenario([[below.item(), 1.0001, 3.0]], [-1], [0, 0, 0]))
    assert hand.grad[0] == below
    assert short(below.item()) != short(above.item())
    found = agreement(torch.stack([above, torch.tensor(1.00011), torch.tensor(3.0)]), hand)
    assert [verdict.outcome for verdict in found.verdicts] == ["agree", "disagree", "agree"]
    assert told_apart(found) == {0, 1}
