"""Practice: every exercise at every level, answered wrongly, with hints and rightly; its state is its address alone."""

import torch
from streamlit.testing.v1 import AppTest

from core import EXERCISES, LEVELS, SLIPS, Practice, Question, judge
from core.exercises.exercises import draw
from core.exercises.practice import read_practice, written_practice
from tests.ui.markup import texts
from tests.ui.visits import address, click, go_to, markup, notices, open_view, sound
from ui.practice.answering import KEYS

SEED = 5


def opened(practice: Practice) -> AppTest:
    return open_view("practice", {"practice": written_practice(practice)})


def give(at: AppTest, question: Question, answer: str) -> AppTest:
    """Fill in an answer and send it."""
    if question.choices:
        at.radio(key=KEYS.choice).set_value(answer)
    else:
        at.text_input(key=KEYS.field).set_value(answer)
    (send,) = (button for button in at.button if button.label == "Answer")
    return at_rest(send.click().run())


def at_rest(at: AppTest) -> AppTest:
    assert [error.message for error in at.exception] == []
    return at


def right(question: Question) -> str:
    return question.right if isinstance(question.right, str) else repr(question.right)


def test_every_exercise_at_every_level_is_answered_wrongly_then_rightly() -> None:
    for level in LEVELS:
        practice = Practice(level, SEED)
        at = opened(practice)
        for place, name in enumerate(EXERCISES):
            question = practice.question(place)
            assert texts(markup(at), "practice-ask") == [question.ask.replace("`", "")], (level, name)
            if question.choices:
                wrong = next(key for key in question.choices if key != question.right)
                give(at, question, wrong)
                assert notices(at, "warning") == [judge(question, wrong).slips[0].says.replace("`", "")], (level, name)
            else:
                give(at, question, "two")
                assert "is not a number" in notices(at, "refusal")[0]
                slip = question.slips[0]
                give(at, question, repr(slip.gives))
                named = texts(markup(at), "practice-slips")[0]
                assert all(each.title in named for each in judge(question, repr(slip.gives)).slips)
                assert slip.title in named
                give(at, question, "98765")
                (formula,) = notices(at, "warning")
                assert all(hint.replace("`", "") in formula for hint in question.hints[1:])
            for hint in range(3):
                assert len(texts(markup(at), "practice-hints")) == min(hint, 1)
                click(at, "practice-hint")
            assert "practice-hint" not in [button.key for button in at.button]
            give(at, question, right(question))
            (verdict,) = texts(markup(at), "practice-verdict")
            assert verdict == f"Right. {question.solution.replace('`', '')}"
            done = f"{level}.{SEED}.{'l' * (place + 1)}"
            assert address(at)["practice"] == done
        assert texts(markup(at), "practice-ask") == [f"0 of {len(EXERCISES)} right at once."]


def test_a_set_that_is_over_says_what_to_look_at_again_and_leads_on() -> None:
    practice = Practice("mixed", SEED)
    at = opened(practice)
    for place, name in enumerate(EXERCISES):
        if name == "step":
            click(at, "practice-show")
            assert texts(markup(at), "practice-verdict")[0].startswith("Here it is.")
        else:
            give(at, practice.question(place), right(practice.question(place)))
    assert address(at)["practice"] == "mixed.5.rrsrrrr"
    again = [link.proto.label for link in at.get("page_link") if "Which way a step moves" in link.proto.label]
    assert len(again) == 1
    click(at, "practice-another")
    assert address(at)["practice"] == "mixed.6"
    click(at, "practice-show")
    at.segmented_control(key="practice-level").set_value("sigmoid")
    sound(at.run(), "another level")
    assert address(at)["practice"] == "sigmoid.6"


def test_the_address_alone_brings_a_set_back_and_a_damaged_one_is_refused() -> None:
    at = opened(Practice("squared", 12, "rls"))
    assert texts(markup(at), "practice-ask") == [Practice("squared", 12).question(3).ask.replace("`", "")]
    for damaged in (
        "squared",
        "squared.12.rx",
        "nothing.1",
        "squared.12." + "r" * 9,
        "squared.99999",
        "<b>.1",
        "a.1.r.r",
    ):
        go_to(at, {"practice": damaged})
        assert len(notices(at, "warning")) == 1, damaged
    for good in ("article.0", "hidden.9999.rlsrlsr"):
        assert written_practice(read_practice(good)) == good


def test_the_right_answer_is_none_of_the_slips_and_a_seed_gives_one_question() -> None:
    torch.manual_seed(0)
    before = torch.random.get_rng_state()
    for level in LEVELS:
        for name in EXERCISES:
            for seed in range(8):
                question = draw(name, level, seed)
                draw.cache_clear()
                again = draw(name, level, seed)
                assert (again.ask, again.right, again.solution) == (question.ask, question.right, question.solution)
                assert judge(question, right(question)).right
                assert len(question.hints) == len(set(question.hints)) == 3
                if question.choices:
                    assert question.right in question.choices
                    others = [key for key in question.choices if key != question.right]
                    assert [slip.gives for slip in question.slips] == others
                    assert all(judge(question, key).slips[0].says for key in others)
                    continue
                assert question.slips
                for slip in question.slips:
                    verdict = judge(question, repr(slip.gives))
                    assert not verdict.right, (level, name, seed, slip)
                    assert slip.title in [each.title for each in verdict.slips]
                if level in {"article", "mixed", "squared"}:
                    assert {slip.title for slip in question.slips} <= {slip.title for slip in SLIPS.values()}
    assert torch.equal(before, torch.random.get_rng_state())
