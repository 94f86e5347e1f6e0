"""The sentences and the table of Descent."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from xml.etree.ElementTree import Element

import pytest
import torch

from core import LOSSES, MODELS, PRESETS, Descent, Entry, Scenario, chain_rule, descend, least_absolute, least_squares
from core.linear.exact_answers import loss_at
from core.link.links import decode
from core.numbers import short
from core.numbers.shown import decimal
from core.scenario.starts import in_model
from tests.ui.markup import parse, text
from ui.descent.words import answers_note, answers_table, arrow_notes, ends, least_line, listed, loop, step_sentence

MIXED = PRESETS["mixed-4x2"].build()


def test_a_step_says_what_it_subtracted_and_where_it_led() -> None:
    descent = descend(PRESETS["article-2x2"].build(), 0.1, 2)
    assert step_sentence(descent, 0) == "The start: the loss is 3. The first step will subtract lr × `coeffs.grad`."
    assert step_sentence(descent, 1) == (
        "Step 1 subtracts 0.1 × [−2, −3]: `coeffs` goes to [0.7, 0.8], and the loss goes from 3 to 1.7."
    )


def test_without_zeroing_it_says_that_it_used_a_sum() -> None:
    descent = descend(PRESETS["article-2x2"].build(), 0.01, 3, zero_grad=False)
    assert "Step 1 subtracts 0.01 × [−2, −3]: " in step_sentence(descent, 1)
    assert "Step 3 subtracts 0.01 × [−6, −9], the sum of 3 gradients: " in step_sentence(descent, 3)


def test_a_decaying_rate_shows_the_rate_of_the_step() -> None:
    descent = descend(PRESETS["article-2x2"].build(), 0.1, 4, rate="inverse")
    assert step_sentence(descent, 4).startswith("Step 4 subtracts 0.025 × ")
    assert "coeffs.sub_(0.025 * coeffs.grad)" in text(parse(loop(descent, 4)))


def test_the_loop_has_the_line_that_zeroes_where_it_zeroes() -> None:
    scenario = PRESETS["article-2x2"].build()
    assert "coeffs.grad.zero_()" in loop(descend(scenario, 0.1, 1), 0)
    assert "coeffs.grad.zero_()" not in loop(descend(scenario, 0.1, 1, zero_grad=False), 0)


def test_many_numbers_are_cut() -> None:
    assert listed(["1", "2", "3", "4", "5"]) == "[1, 2, 3, 4, …]"
    assert listed(["0.5", "0.5"]) == "[0.5, 0.5]"


@pytest.mark.parametrize(
    ("scenario", "lr", "sentence"),
    [
        (
            Scenario([[1], [3]], [6000.25, 6345.75], [0.0]),
            0.01,
            "Step 1 subtracts 0.01 × [−2]: `coeffs` goes to [0.02], and the loss goes from 6173.000 to 6172.960.",
        ),
        (PRESETS["perfect"].build(), 0.1, "Step 1 subtracts 0.1 × [0, 0]: `coeffs` stays at [0.5, 0.5], and the loss "),
        (
            Scenario([[1]], [0], [1e10]),
            0.01,
            (
                "Step 1 subtracts 0.01 × [1]: `coeffs` stays at [1e10], since float32 rounds so small a change away, "
                "and the loss stays at 1e10."
            ),
        ),
        (
            Scenario([[1e-3]], [0], [5000.0], dtype=torch.float64),
            0.01,
            (
                "Step 1 subtracts 0.01 × [0.001]: `coeffs` goes to [4999.9999900], and the loss goes from 5.0000000000 "
                "to 4.9999999900."
            ),
        ),
    ],
)
def test_a_step_too_short_for_four_digits_shows_more(scenario: Scenario, lr: float, sentence: str) -> None:
    assert step_sentence(descend(scenario, lr, 1), 1).startswith(sentence)


def hidden(const: float) -> Scenario:
    """The smallest hidden layer there is."""
    given = {"t_indep": [[0.5]], "t_dep": [1.0], "layer1": [[1.0]], "layer2": [[1.0]], "const": const}
    return Scenario.of("hidden", {name: torch.tensor(numbers) for name, numbers in given.items()})


def test_of_several_leaves_the_largest_change_is_named_or_why_there_is_none() -> None:
    start = "The start: the loss is 0. The first step will subtract lr × its `.grad` from each leaf."
    still = "Nothing changes, since every gradient is 0, and the loss "
    for scenario, lr, step, sentence in (
        (hidden(200.0), 0.1, 0, start),
        (hidden(200.0), 0.1, 1, f"{still}stays at 0."),
        (hidden(0.0), 0.1, 1, "The largest change is +0.0235, of `const`, and the loss goes from 0.3775 to 0.3693."),
        (hidden(1.0), 1e-9, 1, "Nothing changes, since float32 rounds so small a change away, and the loss stays at "),
        (hidden(0.0), 0.1, 2, "Step 2 subtracts 0.1 × its `.grad`, the sum of 2 gradients, from each leaf."),
    ):
        assert sentence in step_sentence(descend(scenario, lr, 2, zero_grad="sum" not in sentence), step)


def test_the_loop_of_another_model_is_its_program_and_every_leaf() -> None:
    shown = text(parse(loop(descend(hidden(0.0), 0.1, 1), 1)))
    lines = (*MODELS["hidden"].lines, "for leaf in (layer1, layer2, const):", "leaf.sub_(0.1 * leaf.grad)")
    assert [line for line in lines if line not in shown] == []
    assert "calc_loss" not in shown
    one = text(parse(loop(descend(in_model(MIXED, "matrix"), 0.1, 1), 1)))
    assert "coeffs.sub_(0.1 * coeffs.grad)" in one
    assert "for leaf" not in one


PROBLEMS = [f"from={slug}" for slug in PRESETS if slug != "article-1000x10"] + [
    "indep=1&dep=0&coeffs=1e10",
    "indep=1_2__3_4&dep=6000.1_12345.6&coeffs=0.5_0.5",
    "indep=1e-9_2e-9__3e-9_4e-9&dep=5_6&coeffs=0.5_0.5",
    "indep=1e-6_1__2e-6_3&dep=1e-6_2e-6&coeffs=0_0",
    "indep=1_1e-17__1_2e-17__1_5e-17&dep=1_2_3&coeffs=0_0&dtype=float64",
]
"""Perfect fits, kinks, tiny and huge numbers."""


def descents() -> Iterator[tuple[str, Descent]]:
    for query, loss, dtype, lr in product(PROBLEMS, LOSSES, (torch.float32, torch.float64), (1e-6, 0.05)):
        scenario = decode(query).scenario.replace(loss=loss, dtype=dtype)
        descent = descend(scenario, lr, 8)
        if (
            descent.taken
            and all(math.isfinite(loss_at(scenario, descent.coeffs[-1], name)) for name in LOSSES)
            and descent.losses.isfinite().all()
        ):  # cosh ends at 89 in float32
            yield f"{query} {loss} {dtype} {lr}", descent


def test_what_a_step_compares_is_told_apart_and_what_stays_is_said_to_stay() -> None:
    seen = Counter[str]()
    for case, descent in descents():
        assert "nan" not in step_sentence(descent, 0)
        for step in range(1, descent.taken + 1):
            said = step_sentence(descent, step)
            before, after = (descent.losses[place].item() for place in (step - 1, step))
            if match := re.search(r"the loss goes from (\S+) to (\S+)\.$", said):
                one, other = map(decimal, match.groups())
                assert (one < other) == (before < after), (case, said)
                assert one != other, (case, said)
                assert abs(float(other - one) - (after - before)) <= 0.2 * abs(after - before), (case, said)
                seen["moved"] += 1
            else:
                assert said.endswith(f"the loss stays at {short(after)}."), (case, said)
                assert before == after, (case, said)
                seen["stayed"] += 1
            same = torch.equal(descent.coeffs[step - 1], descent.coeffs[step])
            assert ("`coeffs` stays" in said) == same, (case, said)
            assert ("rounds so small" in said) == (same and bool(descent.grads[step - 1].any())), (case, said)
            seen["rounded away"] += "rounds so small" in said
        first, last = map(decimal, ends(descent).split(" → "))
        assert (first == last) == (descent.losses[0].item() == descent.losses[-1].item()), case
    assert min(seen["moved"], seen["stayed"], seen["rounded away"]) > 3, seen


def rows_of(table: Element) -> dict[str, list[tuple[str, bool]]]:
    """The cells of each row by its name: the number, and whether it is said to be the least."""
    found = {}
    for row in list(table.iter("tr"))[1:]:
        cells = [text(cell) for cell in row if cell.tag == "td"]
        found[text(row[0])] = [(cell.removeprefix("least").strip(), cell.startswith("least")) for cell in cells]
    return found


def test_least_is_what_shows_the_least_of_its_row_and_nothing_else() -> None:
    """Beside a 0 nothing but a 0 is the least, however small; and what looks the same is marked the same."""
    for case, descent in descents():
        table = parse(answers_table(descent, least_squares(descent.scenario), least_absolute(descent.scenario)))
        rows = rows_of(table)
        for loss in LOSSES:
            shown = [decimal(number) for number, _ in rows[loss]]
            assert [least for _, least in rows[loss]] == [each == min(shown) for each in shown], case
        assert not any(least for name, row in rows.items() if name not in LOSSES for _, least in row), case


def test_each_exact_answer_has_the_least_loss_of_its_kind() -> None:
    descent, squares, absolute = descend(MIXED, 0.01, 10), least_squares(MIXED), least_absolute(MIXED)
    table = parse(answers_table(descent, squares, absolute))
    assert [text(cell) for cell in next(table.iter("tr"))] == ["", "After 10 steps", "Least squares", "Least absolute"]
    rows = rows_of(table)
    assert list(rows) == [*LOSSES, "coeffs[0]", "coeffs[1]"]
    assert [least for _, least in rows["mse"]] == [False, True, False]
    assert [least for _, least in rows["mae"]] == [False, False, True]
    absolute_s = ["0.9844", "1.95", "0.7344", "0.6479", "0.25", "1.312"]
    assert [row[2][0] for row in rows.values()] == absolute_s


@pytest.mark.parametrize(
    ("scenario", "there", "absent"),
    [
        (
            MIXED,
            "Least squares has the least mse|Least absolute has the least mae|The least huber and logcosh were not",
            "too many",
        ),
        (
            PRESETS["article-1000x10"].build(),
            "The least mae was not computed: for 1,000×10 numbers there are too many fits to try.",
            "Least absolute has",
        ),
        (Scenario([[1, 1], [2, 2]], [3, 6], [0, 0], loss="huber"), "Other coefficients come just as low", "too large"),
        (
            Scenario([[1e-10]], [1.7e308], [0], dtype=torch.float64),
            "float64 cannot hold the coefficients with the least mse|the least mae|A loss is too large where float64",
            "Least squares has|too many",
        ),
        (
            Scenario([[1, 1e-17], [1, 2e-17], [1, 5e-17]], [1, 2, 3], [0, 0], dtype=torch.float64),
            "Least squares has",
            "just as low",
        ),
    ],
)
def test_what_was_computed_and_what_not_is_said(scenario: Scenario, there: str, absent: str) -> None:
    descent = descend(scenario, 0.01, 5)
    note = text(parse(answers_note(descent, least_squares(scenario), least_absolute(scenario))))
    assert [part for part in there.split("|") if part not in note] == [], note
    assert [part for part in absent.split("|") if part in note] == [], note
    assert "“least” marks the least of a row" in note


def test_the_line_of_the_least_loss() -> None:
    scenario = PRESETS["article-2x2"].build().replace(loss="mse")
    assert least_line(scenario, least_squares(scenario), least_absolute(scenario)) == 0.0
    assert least_line(MIXED, least_squares(MIXED), least_absolute(MIXED)) == 0.984375
    assert least_line(MIXED, least_squares(MIXED), None) is None
    assert least_line(MIXED.replace(loss="huber"), least_squares(MIXED), least_absolute(MIXED)) is None


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("from=kink", "It points uphill: `residuals[1]` is 0, a kink", "right angle"),
        ("from=mixed-4x2", "it need not stand at a right angle", "uphill"),
        ("from=kink&loss=mse", "it need not stand at a right angle", "uphill"),
        ("from=perfect", "`coeffs.grad` is 0 along both: no arrow.", "uphill|right angle"),
        ("indep=1_0__2_0&dep=5_5&coeffs=1_1", "", "right angle|uphill|no arrow"),
        ("indep=3e38_3e38&dep=-3e38&coeffs=1_1&loss=mse", "`coeffs.grad` is too large for float32", "is 0 along"),
    ],
)
def test_the_arrow_is_minus_grad_and_what_it_is_not_is_said_where_it_is_not(
    query: str, there: str, absent: str
) -> None:
    here = decode(query).scenario
    grad = chain_rule(here).grad
    pair = Entry("coeffs", (0,)), Entry("coeffs", (1,))
    drawn = bool(grad.isfinite().all() and grad.any())
    said = " ".join(arrow_notes(descend(here, 0.01, 3), 0, pair, grad, drawn=drawn))
    assert there in said
    assert [part for part in absent.split("|") if part in said] == [], said


def test_the_arrow_is_said_to_be_what_the_next_step_uses_and_the_sentence_is_of_the_one_before() -> None:
    """Both stand beside each other, and tell of two steps."""
    pair = Entry("coeffs", (0,)), Entry("coeffs", (1,))
    for zero_grad, step, said in (
        (True, 0, "The arrow is the direction of −`coeffs.grad` at this point: step 1 adds 0.1 × −`coeffs.grad`."),
        (True, 2, "The arrow is the direction of −`coeffs.grad` at this point: step 3 adds 0.1 × −`coeffs.grad`."),
        (True, 3, "The arrow is the direction of −`coeffs.grad` at this point; no step follows."),
        (False, 2, "The arrow is the direction of −`coeffs.grad` at this point, the sum of 3 gradients: step 3 adds "),
        (False, 3, "The arrow is the direction of −`coeffs.grad` at this point, the sum of 4 gradients; no step "),
    ):
        done = descend(MIXED, 0.1, 3, zero_grad=zero_grad)
        (first, *_) = arrow_notes(done, step, pair, torch.tensor([1.0, 2.0]), drawn=True)
        assert first.startswith(said)
        assert step == 0 or step_sentence(done, step).startswith(f"Step {step} subtracts")


def test_the_rounding_of_a_perfect_fit_is_no_loss_beside_the_least() -> None:
    """lstsq leaves 6e-31 of it; a table that calls another 0 the least says nothing."""
    scenario = PRESETS["article-2x2"].build()
    descent, squares, absolute = descend(scenario, 0.01, 3), least_squares(scenario), least_absolute(scenario)
    assert loss_at(scenario, squares.coeffs, "mse") > 0
    rows = rows_of(parse(answers_table(descent, squares, absolute)))
    assert [row[1:] for name, row in rows.items() if name in LOSSES] == [[("0", True), ("0", True)]] * len(LOSSES)
    said = "A perfect fit's loss is shown as 0 where it is no more than what float64 rounds."
    assert said in answers_note(descent, squares, absolute).replace("&#x27;", "'")
    assert said not in answers_note(descend(MIXED, 0.01, 3), least_squares(MIXED), least_absolute(MIXED))
