"""By hand: the two gradients side by side, what is said about them, and the contributions with their bars."""

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from xml.etree.ElementTree import Element

import pytest
import torch

from core import LOSSES, Scenario, calc_preds, chain_rule
from core.hand.verdicts import agreement
from core.numbers import short
from core.presets.presets import PRESETS
from core.scenario.scenario import DTYPES
from tests.ui.markup import classes, groups, parse, tables, text, texts
from tests.ui.walk.edges import EDGES
from tests.ui.walk.holding import last_digit
from tests.ui.walk.tape.cases import KINDS, PROBLEMS, walks
from ui.by_hand import page as by_hand
from ui.by_hand.bill import bar, bill, full_bars, left_out
from ui.by_hand.cancelling import cancelled
from ui.by_hand.page import Problem
from ui.walk.stage.stage import drawing_of, stage
from ui.walk.tape.story import tell

MIXED = PRESETS["mixed-4x2"].build()
LARGE = PRESETS["article-1000x10"].build()


def problem(scenario: Scenario, i: int = 0, j: int = 0, off: float = 0.0) -> Problem:
    """A scenario worked out both ways, autograd's gradient moved by `off`."""
    story, chain = tell(scenario, i, j), chain_rule(scenario)
    return Problem(story, chain, agreement(story.backward.coeffs_grad + off, chain))


@dataclass(frozen=True)
class Bar:
    """One bar: which way it points and how much of its side it takes up."""

    sign: str
    percent: float


def bars(markup: str, key: str) -> list[list[Bar]]:
    """The bars of one table, row by row."""
    (table,) = (element for element in parse(markup).iter("table") if element.get("data-cells") == key)
    return [row for row in ([_bar(each) for each in line.iter("i")] for line in table.iter("tr")) if row]


def _bar(element: Element) -> Bar:
    width = re.fullmatch(r"width:([\d.e-]+)%", element.get("style", ""))
    assert width
    (sign,) = classes(element)
    return Bar(sign, 2 * float(width[1]))


def compared(markup: str) -> list[list[str]]:
    """The comparison, row by row, without its heads."""
    (table,) = (element for element in parse(markup).iter("table") if "compare" in classes(element))
    return [[text(cell) for cell in row] for row in table.iter("tr")][1:]


def test_both_gradients_and_their_difference_are_cores() -> None:
    assert compared(by_hand.comparison(problem(MIXED))) == [
        ["coeffs.grad[0]", "+0.5", "+0.5", "0"],
        ["coeffs.grad[1]", "−1.25", "−1.25", "0"],
    ]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_table_holds_the_numbers_in_full(dtype: torch.dtype) -> None:
    """Reading its texts back gives the very same tensors."""
    given = problem(LARGE.replace(dtype=dtype, loss="mse"), j=5)
    rows = compared(by_hand.comparison(given))
    assert [row[0] for row in rows] == ["coeffs.grad[0]", "⋮", "coeffs.grad[5]", "⋮", "coeffs.grad[9]"]
    for j, row in ((0, rows[0]), (5, rows[2]), (9, rows[4])):
        autograd, hand = (torch.tensor(float(cell.replace("−", "-")), dtype=dtype) for cell in row[1:3])
        assert torch.equal(autograd, given.story.backward.coeffs_grad[j])
        assert torch.equal(hand, given.chain.grad[j])
        assert row[3] == short(given.agreed.difference[j].item(), signed=True)


def test_a_gradient_of_zero_has_no_sign() -> None:
    rows = compared(by_hand.comparison(problem(MIXED.replace(t_indep=torch.zeros(4, 2)))))
    assert [row[1:] for row in rows] == [["0", "0", "0"], ["0", "0", "0"]]


def test_the_verdict_names_the_bound() -> None:
    """float32's eps is 2⁻²³; the contributions to coefficient 0 have sizes 0.25, 0.75, 0.5 and 1."""
    (verdict,) = texts(by_hand.verdict(problem(MIXED)), "agree")
    assert verdict.startswith("Autograd and the hand calculation agree for every coefficient.")
    assert (
        f"differences up to {short(16 * 2**-23 * 2.5)} are put down to rounding (16 · eps · Σ|contribution|; "
        f"eps = {short(2**-23)} is the gap between 1 and the next number in float32)" in verdict
    )


def test_a_disagreement_is_said() -> None:
    markup = by_hand.verdict(problem(MIXED, off=0.1))
    assert texts(markup, "agree") == []
    (verdict,) = texts(markup, "disagree")
    assert verdict.startswith("coeffs[0]: Autograd and the hand calculation lie 0.1 apart")


def test_numbers_too_large_are_no_agreement() -> None:
    markup = by_hand.comparison(problem(PROBLEMS["overflow"].replace(loss="mse")))
    assert texts(markup, "agree") == []
    assert len(texts(markup, "cannot-tell")) == 1


@pytest.mark.parametrize(
    ("loss", "reduction", "lead"),
    [
        ("mae", "mean", "Each sample contributes the sign of its residual times its input, divided by N."),
        ("mse", "sum", "Each sample contributes twice its residual times its input."),
        (
            "huber",
            "mean",
            "Each sample contributes its residual, held between −1 and 1, times its input, divided by N.",
        ),
    ],
)
def test_the_lead_is_the_losss_own_sentence(loss: str, reduction: str, lead: str) -> None:
    given = problem(MIXED.replace(loss=loss, reduction=reduction))
    assert by_hand.lead(given) == f"{lead} The column sums are the gradient."


def hits(*samples: int) -> Problem:
    """Ten samples, of which these have a residual of exactly 0."""
    t_dep = torch.ones(10).index_fill(0, torch.tensor(samples), 0.0)
    return problem(Scenario(torch.zeros(10, 1), t_dep, [1.0]))


@pytest.mark.parametrize(
    ("samples", "subject"),
    [
        ((1,), "Residual 1 is"),
        ((1, 4), "Residuals 1 and 4 are"),
        ((1, 4, 7), "Residuals 1, 4 and 7 are"),
        ((1, 4, 7, 9), "Residuals 1, 4, 7 and 1 more are"),
    ],
)
def test_residuals_on_the_kink_are_named(samples: tuple[int, ...], subject: str) -> None:
    sentence = "exactly 0, a kink: |x| has no derivative there, and PyTorch takes 0."
    assert texts(by_hand.kink_note(hits(*samples)), "kink") == [f"{subject} {sentence}"]


def test_a_loss_without_a_kink_and_residuals_off_it_need_no_note() -> None:
    given = hits(1)
    assert by_hand.kink_note(problem(given.story.scenario.replace(loss="mse"))) == ""
    assert by_hand.kink_note(problem(MIXED)) == ""


def test_the_contributions_are_drawn_as_on_the_stage() -> None:
    """Cell for cell the tables that the stage shows after MulBackward0, and the rule between them."""
    story = tell(LARGE, 500, 6)
    steps = walks(story)[1]
    on_stage = groups(parse(stage(drawing_of(story, steps, len(steps) - 1))))
    here = bill(story, chain_rule(LARGE))
    for key in ("g.contributions", "g.total"):
        rows = [row for row in tables(here)[key].texts if row != [""]]  # its first row holds the columns' names
        assert rows == on_stage[key].texts
    assert texts(here, "added") == ["1,000 contributions added"]


def test_bars_are_as_long_as_their_numbers_are_large() -> None:
    """In column 0 the largest number is 1, in column 1 the total of −1.25."""
    markup = bill(tell(MIXED), chain_rule(MIXED))
    assert bars(markup, "g.contributions") == [
        [Bar("minus", 25), Bar("minus", 40)],
        [Bar("minus", 75), Bar("minus", 80)],
        [Bar("plus", 50), Bar("plus", 20)],
        [Bar("plus", 100), Bar("zero", 0)],
    ]
    assert bars(markup, "g.total") == [[Bar("plus", 50), Bar("minus", 100)]]


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_bars_follow_the_numbers_of_every_problem(loss: str, reduction: str) -> None:
    for scenario in (each.replace(loss=loss, reduction=reduction) for each in PROBLEMS.values()):
        story, chain = tell(scenario), chain_rule(scenario)
        full = full_bars(chain, left_out(chain, story.view))
        columns = [column for column in story.view.columns if column is not None]
        for row, drawn in zip(
            [row for row in story.view.rows if row is not None],
            bars(bill(story, chain), "g.contributions"),
            strict=True,
        ):
            for column, found in zip(columns, drawn, strict=True):
                value = chain.contributions[row, column].item()
                assert found.sign == ("minus" if value < 0 else "plus" if value > 0 else "zero")
                finite = 0 < full[column].item() < float("inf")
                assert found.percent == pytest.approx(100 * abs(value) / full[column].item() if finite else 0, rel=1e-3)


@pytest.mark.parametrize("full", [0.0, float("inf"), float("nan")])
def test_without_a_scale_there_is_no_bar(full: float) -> None:
    assert "width:0%" in bar(1.0, full)


def test_samples_left_out_have_one_line_with_their_sum() -> None:
    """1,000 samples, of which 4 are drawn: those four and the line add up to the total."""
    story, chain = tell(LARGE), chain_rule(LARGE)
    rest = left_out(chain, story.view)
    assert tables(bill(story, chain))["g.rest"].headers == ["996 samples left out"]
    drawn = chain.contributions[[0, 1, 2, 999]].double().sum(0)
    torch.testing.assert_close(drawn + rest, chain.grad.double(), rtol=1e-5, atol=0)
    assert "g.rest" not in tables(bill(tell(MIXED), chain_rule(MIXED)))


def test_what_cancels_is_said() -> None:
    chain = chain_rule(MIXED)
    assert cancelled(chain, 0).endswith("the positive contributions give +1.5, the negative −1, together +0.5.")
    one_sided = chain_rule(PRESETS["article-2x2"].build())
    assert cancelled(one_sided, 0).endswith("so nothing cancels on the way to −2.")


def test_what_cancels_adds_up_as_it_is_shown() -> None:
    """Over problems, losses, reductions and precisions the numbers of the sentence are read back and added."""
    seen = 0
    for problem, loss, dtype in product((PROBLEMS | EDGES).values(), LOSSES, DTYPES.values()):
        scenario = problem.replace(loss=loss, dtype=dtype)
        chain = chain_rule(scenario)
        for j in {0, scenario.n_coeffs - 1}:
            said = cancelled(chain, j).replace("−", "-")
            if not chain.grad[j].isfinite():
                assert "nothing can be said of what cancels" in said
                continue
            found = re.search(r"give \+(\S+), the negative (\S+), together( about)? (\S+?)( in float\d\d)?\.$", said)
            if found is None:
                assert "so nothing cancels" in said
                continue
            up, down, total = (Fraction(found[place]) for place in (1, 2, 4))
            digit = last_digit(found[4].removeprefix("-").removeprefix("+")) if total else Fraction(0)
            off = abs(up + down - total)
            assert found[5] or off <= (digit if found[3] else 0), said
            seen += 1
    assert seen > 20


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_a_prediction_is_linear_as_is_said(loss: str, reduction: str) -> None:
    """Raised by 1, whatever the coefficients are; only a mean divides."""
    given = problem(MIXED.replace(loss=loss, reduction=reduction), 1, 1)
    said = by_hand.why(given)
    for coeffs in ([0.5, 0.5], [-3.0, 7.0]):
        start = calc_preds(torch.tensor(coeffs), MIXED.t_indep)[1]
        raised = calc_preds(torch.tensor([coeffs[0], coeffs[1] + 1]), MIXED.t_indep)[1]
        assert raised - start == MIXED.t_indep[1, 1]
    assert "raise `coeffs[1]` by 1, and `preds[1]` rises by `t_indep[1, 1]`" in said
    assert ("divides by N = 4" in said) == (reduction == "mean")
