"""The sentences and the table of Descent."""

from core import PRESETS, Scenario, descend, least_absolute, least_squares
from tests.ui.markup import parse, text
from ui.descent.words import answers_note, answers_table, least_of, listed, loop, step_sentence

MIXED = PRESETS["mixed-4x2"].build()


def test_a_step_says_what_it_subtracted_and_where_it_led() -> None:
    descent = descend(PRESETS["article-2x2"].build(), 0.1, 2)
    assert step_sentence(descent, 0) == "The start: the loss is 3. The first step will subtract lr × `coeffs.grad`."
    assert step_sentence(descent, 1) == (
        "Step 1 subtracts 0.1 × [−2, −3]: `coeffs` goes to [0.7, 0.8], and the loss from 3 to 1.7."
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
    assert listed(PRESETS["article-1000x10"].build().coeffs).count(",") == 4
    assert listed(MIXED.coeffs) == "[0.5, 0.5]"


def test_each_exact_answer_has_the_least_loss_of_its_kind() -> None:
    descent, squares, absolute = descend(MIXED, 0.01, 10), least_squares(MIXED), least_absolute(MIXED)
    table = parse(answers_table(descent, squares, absolute))
    rows = {text(row[0]): [cell for cell in row if cell.tag == "td"] for row in table.iter("tr")}
    assert list(rows) == ["", "After 10 steps", "Least squares", "Least absolute"]
    least = {name: [cell.get("class") == "least" for cell in cells[:3]] for name, cells in rows.items() if name}
    assert least["After 10 steps"] == [False, False, False]
    assert least["Least squares"][1]
    assert least["Least absolute"][0]
    assert [text(cell) for cell in rows["Least absolute"]] == ["0.9844", "1.95", "0.7344", "0.25", "1.312"]


def test_what_was_not_computed_is_said() -> None:
    large = PRESETS["article-1000x10"].build()
    note = text(parse(answers_note(large, least_squares(large), least_absolute(large))))
    assert "The least mae was not computed: for 1,000×10 numbers there are too many fits to try." in note
    assert least_of(large, least_squares(large), None) is None


def test_an_answer_that_is_one_of_many_is_said_to_be() -> None:
    flat = Scenario([[1, 1], [2, 2]], [3, 6], [0, 0], loss="huber")
    note = text(parse(answers_note(flat, least_squares(flat), least_absolute(flat))))
    assert "Other coefficients come just as low" in note
    assert note.endswith("none was computed.")


def test_a_perfect_fit_leaves_a_loss_of_0_and_no_rounding() -> None:
    scenario = PRESETS["article-2x2"].build().replace(loss="mse")
    assert least_of(scenario, least_squares(scenario), least_absolute(scenario)) == 0.0
    assert least_of(MIXED, least_squares(MIXED), least_absolute(MIXED)) == 0.984375
