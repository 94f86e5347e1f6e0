"""*Let me try* on By hand: the calculation is filled in number by number, and then the page is as without it."""

from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from core import HAND_STAGES, Link, Scenario, encode
from tests.ui.markup import texts
from tests.ui.visits import address, click, markup, notices, open_view

MIXED = {"from": "mixed-4x2", "loss": "mse", "i": "1", "j": "1", "trying": "1"}
RIGHT = ("3.5", "-5/2", "−1.25", "-5", "-7.75")


def give(at: AppTest, text: str) -> AppTest:
    at.text_input(key="hand-answer").set_value(text)
    (button,) = [each for each in at.button if each.label == "Answer"]
    return button.click().run()


def test_it_is_filled_in_number_by_number_and_then_shows_both_gradients() -> None:
    at = open_view("by_hand", MIXED)
    for done, (name, text) in enumerate(zip(HAND_STAGES, RIGHT, strict=True)):
        assert markup(at).count('n open"') == len(RIGHT) - done, name
        assert "coeffs.grad[1]" in markup(at)
        assert "Autograd" not in markup(at)
        give(at, "two")
        assert "is not a number" in notices(at, "refusal")[0]
        give(at, "98765")
        assert "no slip that is known" in notices(at, "warning")[0]
        give(at, text)
    assert "−7.75" in texts(markup(at), "practice-verdict")[0]
    assert "agree" in markup(at)
    assert address(at) == MIXED


def test_a_slip_is_named_and_its_row_ringed_and_help_leads_on() -> None:
    at = open_view("by_hand", MIXED)
    click(at, "hand-show")
    give(at, "2.5")
    assert "target minus prediction" in texts(markup(at), "practice-slips")[0]
    assert 'class="next slipped"' in markup(at)
    for count in (1, 2, 3):
        click(at, "hand-hint")
        assert texts(markup(at), "practice-hints")[0]
        assert markup(at).count("<li>") >= count
    at.toggle(key="trying").set_value(False).run()
    assert "Autograd" in markup(at)
    assert "trying" not in address(at)


def test_another_entry_starts_again_and_what_is_not_finite_is_not_asked() -> None:
    at = open_view("by_hand", MIXED)
    give(at, RIGHT[0])
    assert markup(at).count('n open"') == len(RIGHT) - 1
    at = open_view("by_hand", {**MIXED, "j": "0"})
    assert markup(at).count('n open"') == len(RIGHT)
    lost = Link(Scenario([[1e30]], [0.0], [1e30], loss="mse"), base="", trying=True)
    at = open_view("by_hand", dict(parse_qsl(encode(lost))))
    assert "hand-steps" not in markup(at)
    assert "is not finite" in notices(at, "information")[0]
