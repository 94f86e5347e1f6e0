"""The life of .grad: calls, undo and redo, stories, the one question, and the list of calls in the address."""

import re
from itertools import cycle

import pytest
from streamlit.testing.v1 import AppTest

from core import Link
from core.life.actions import ACTIONS
from core.life.stories import STORIES
from core.life.texts import ACTIONS_LIMIT, format_actions
from core.presets.presets import PRESETS
from tests.ui.life.told import lanes, run, runs
from tests.ui.markup import classes, parse, text, texts
from tests.ui.visits import address, click, follow_onward, go_to, markup, notices, onward, open_view, walk
from ui.frame.views import VIEWS, following

ASKED = "life-answer-0"
THREE = "f-b-f-b-f-b"


def opened(calls: str = "", **query: str) -> AppTest:
    return open_view("life", query | ({"calls": calls} if calls else {}))


def press(at: AppTest, *keys: str) -> AppTest:
    for key in keys:
        click(at, f"life-{key}")
    return at


def keys(at: AppTest) -> set[str]:
    return {button.key for button in at.button if button.key}


def answer(at: AppTest, text: str) -> AppTest:
    (key,) = (button.key for button in at.button if button.label == text)
    assert key is not None
    return click(at, key)


def play(at: AppTest, slug: str) -> AppTest:
    at.selectbox(key="life-story").select(slug).run()
    return at


def test_each_call_is_added_to_the_address_and_to_the_timeline() -> None:
    at = opened()
    assert [call.grad for call in run(markup(at))] == [["None"]]
    press(at, "call-f", "call-b", "call-s")
    assert address(at) == {"calls": "f-b-s0.1"}
    after = run(markup(at))
    assert [call.grad for call in after] == [["None"], ["None"], ["−2", "−3"], ["−2", "−3"]]
    assert after[-1].coeffs == ["0.7", "0.8"]


def test_every_kind_of_call_has_a_button_that_shows_its_code_and_is_never_disabled() -> None:
    at = opened()
    labels = {button.key: button.label for button in at.button}
    for key in ACTIONS:
        button = at.button(key=f"life-call-{key}")
        assert not button.disabled
        assert not button.help, "a tip would lie on the buttons beside it"
    assert labels["life-call-b"] == "`loss.backward()`"
    assert labels["life-call-s"] == "`with torch.no_grad(): coeffs.sub_(0.1 * coeffs.grad)`"


def test_what_each_call_does_can_be_read() -> None:
    at = opened(fold="life-what")
    (listed,) = (each for each in parse(markup(at)).iter("dl") if "life-what" in classes(each))
    said = [text(each) for each in listed.iter("dd")]
    assert said == [kind.sentence("coeffs").replace("`", "") for kind in ACTIONS.values()]
    assert len([each for each in listed.iter("dt") if text(each)]) == len(ACTIONS)


def test_any_call_can_be_the_first() -> None:
    at = opened()
    for key in ACTIONS:
        press(go_to(at, {}), f"call-{key}")
        assert len(run(markup(at))) == 2, key


def test_a_call_that_raises_shows_torch_s_words_and_the_next_goes_on() -> None:
    at = press(opened("f-b"), "call-u", "call-s")
    after = run(markup(at))
    assert after[3].said == ["RuntimeError: a leaf Variable that requires grad is being used in an in-place operation."]
    assert after[4].coeffs == ["0.7", "0.8"]


def test_a_link_shows_its_calls_at_once_and_asks_nothing() -> None:
    at = opened(THREE)
    assert [call.grad for call in run(markup(at))][::2] == [["None"], ["−2", "−3"], ["−4", "−6"], ["−6", "−9"]]
    assert ASKED not in keys(at)


def test_a_damaged_list_gives_a_sentence() -> None:
    at = opened("f-b-<b>")
    (warning,) = notices(at, "warning")
    assert warning.startswith("calls: call 3 of the list, “<b>”, is none")
    assert len(run(markup(at))) == 1


def test_the_walk_stands_at_the_newest_call_and_a_new_one_is_shown() -> None:
    at = opened("f-b-z")
    assert (walk(at)["step"], texts(markup(at), "count")) == (3, ["3 of 3"])
    arrivals = [walk(at)["arrived"]]
    for key in ("call-f", "undo", "redo", "restart"):
        press(at, key)
        arrivals.append(walk(at)["arrived"])
    assert [each["step"] for each in arrivals[1:]] == [4, 3, 4, 0]
    assert len({each["id"] for each in arrivals}) == len(arrivals), "the browser is told each time"
    go_to(at, {"calls": "f-b-z", "step": "1"})
    assert texts(markup(at), "say") == ["Call 1: after loss = calc_loss(coeffs, t_indep, t_dep), coeffs.grad is None."]
    go_to(at, {"calls": "f-b-z", "step": "9"})
    assert walk(at)["step"] == 3


def test_no_key_presses_a_button() -> None:
    """Left, Right and Home belong to the walk."""
    at = press(opened("f-b"), "undo")
    assert {button.proto.shortcut for button in at.button} == {""}


def test_undo_redo_and_start_again() -> None:
    at = press(opened("f-b-z"), "undo", "undo")
    assert address(at) == {"calls": "f"}
    assert at.button(key="life-redo").label == "Redo `loss.backward()`"
    press(at, "redo", "redo")
    assert address(at) == {"calls": "f-b-z"}
    assert "life-redo" not in keys(at)
    press(at, "restart")
    assert address(at) == {}
    assert at.button(key="life-undo").disabled
    press(at, "redo", "redo", "redo")
    assert address(at) == {"calls": "f-b-z"}


def test_another_call_after_undo_forgets_what_was_undone() -> None:
    at = press(opened("f-b-z"), "undo", "undo", "call-d")
    assert address(at) == {"calls": "f-d"}
    assert "life-redo" not in keys(at)


def test_the_same_call_after_undo_keeps_the_rest() -> None:
    at = press(opened("f-b-z"), "undo", "undo", "call-b")
    assert address(at) == {"calls": "f-b"}
    assert at.button(key="life-redo").label == "Redo `coeffs.grad.zero_()`"


def test_an_older_address_undoes_and_a_newer_one_brings_it_again() -> None:
    """As Back and Forward do."""
    at = press(opened(), "call-f", "call-b")
    go_to(at, {"calls": "f"})
    assert len(run(markup(at))) == 2
    assert at.button(key="life-redo").label == "Redo `loss.backward()`"
    go_to(at, {"calls": "f-b"})
    assert run(markup(at))[-1].grad == ["−2", "−3"]


def test_the_second_backward_is_asked_about_once_and_a_wrong_answer_gets_a_reason() -> None:
    at = press(opened(), "call-f", "call-b", "call-f", "call-b")
    assert address(at) == {"calls": "f-b-f"}, "the call waits for the answer"
    labels = [button.label for button in at.button if "answer" in (button.key or "")]
    assert labels == ["[−2, −3]", "[−4, −6]", "[0, 0]", "It raises"]
    assert "life-redo" not in keys(at), "nothing was undone"
    answer(at, "[0, 0]")
    assert address(at) == {"calls": "f-b-f-b"}
    (verdict,) = texts(markup(at), "life-verdict")
    assert verdict.startswith("No, it holds [−4, −6]: ")
    assert run(markup(at))[-1].grad == ["−4", "−6"]
    press(at, "call-f")
    assert texts(markup(at), "life-verdict") == []
    press(at, "call-b")
    assert address(at) == {"calls": THREE}, "asked once a visit"


def test_the_question_can_be_skipped() -> None:
    at = press(opened("f-b-f"), "call-b", "skip")
    assert address(at) == {"calls": "f-b-f-b"}
    assert texts(markup(at), "life-verdict") == []


def test_the_same_call_again_and_other_calls_pass_the_question_by() -> None:
    assert address(press(opened("f-b-f"), "call-b", "call-b")) == {"calls": "f-b-f-b"}
    at = press(opened("f-b-f"), "call-b", "call-z")
    assert address(at) == {"calls": "f-b-f-b-z"}, "neither call is dropped"
    assert ASKED not in keys(at)
    at = press(play(opened(), "three-backwards"), "call-n")
    assert address(at) == {"calls": f"{THREE}-n"}, "nor are those of a story"


@pytest.mark.parametrize("slug", ["freed-graph", "retained-graph", "three-backwards"])
def test_nothing_on_the_page_gives_the_answer_away(slug: str) -> None:
    """While the question waits, neither the story nor the line under the run says what will happen."""
    at = play(opened(), slug)
    assert ASKED in keys(at)
    assert len(runs(markup(at))) == 1, "a companion would show it"
    page = " ".join([*texts(markup(at), "life-about"), *(sentence for sentence, _, _ in lanes(markup(at)))])
    assert not re.search(r"alive|freed|frees|raises|adds", page.replace("is added here", "")), page
    assert [freed for _, freed, _ in lanes(markup(at))] == [False]
    click(at, "life-skip")
    assert STORIES[slug].says(Link().scenario) in " ".join(texts(markup(at), "life-about"))


def test_the_question_goes_with_the_numbers_it_was_about() -> None:
    """On other numbers it is about those; where they leave no gradient there is nothing to ask."""
    at = press(opened("f-b-f"), "call-b")
    go_to(at, {"from": "mixed-4x2", "calls": "f-b-f"})
    assert [b.label for b in at.button if "answer" in (b.key or "")] == [
        "[+0.5, −1.25]",
        "[+1, −2.5]",
        "[0, 0]",
        "It raises",
    ]
    go_to(at, {"indep": "1", "dep": "1", "coeffs": "1", "calls": "f-b-f"})
    assert ASKED not in keys(at)


def test_a_story_waits_for_the_answer_and_then_is_told_to_its_end() -> None:
    at = play(opened(), "three-backwards")
    assert address(at) == {"calls": "f-b-f"}
    answer(at, "[−4, −6]")
    assert address(at) == {"calls": THREE}
    (verdict,) = texts(markup(at), "life-verdict")
    assert verdict.startswith("Right: ")
    assert at.selectbox(key="life-story").value == "three-backwards"


def test_a_story_is_shown_as_chosen_while_its_calls_are_made_or_undone() -> None:
    at = opened(THREE)
    assert at.selectbox(key="life-story").value == "three-backwards"
    press(at, "restart")
    assert at.selectbox(key="life-story").value == "three-backwards"
    press(at, "call-d")
    assert at.selectbox(key="life-story").value is None


@pytest.mark.parametrize("slug", [slug for slug, story in STORIES.items() if story.beside])
def test_a_story_and_its_companion_run_side_by_side(slug: str) -> None:
    story = STORIES[slug]
    at = opened(format_actions(story.actions))
    mine, other = runs(markup(at))
    assert (len(mine), len(other)) == (len(story.actions) + 1, len(STORIES[story.beside].actions) + 1)
    assert len(lanes(markup(at))) == 2
    titles = texts(markup(at), "life-about")
    assert titles[0].startswith(story.title)
    assert titles[1].startswith(STORIES[story.beside].title)
    press(at, "undo", "undo")
    mine, other = runs(markup(at))
    assert len(other) <= len(mine) == len(story.actions) - 1, "the companion tells no more than was told"


def test_forgetting_to_zero_goes_wrong_beside_the_loop_that_does_not() -> None:
    forgets, zeroes = runs(markup(opened(format_actions(STORIES["forgets-to-zero"].actions))))
    assert [call.loss for call in forgets[1::3]] == ["3", "1.7", "2"]
    assert [call.loss for call in zeroes[1::4]] == ["3", "1.7", "1.5"]


def test_every_story_and_preset_can_be_played() -> None:
    at = opened()
    for slug, preset in zip(STORIES, cycle(PRESETS), strict=False):
        play(go_to(at, {"from": preset}), slug)
        if ASKED in keys(at):
            click(at, "life-skip")
        assert address(at)["calls"] == format_actions(STORIES[slug].actions), (slug, preset)


def test_at_the_limit_one_sentence_and_no_further_call() -> None:
    full = "-".join(["f"] * ACTIONS_LIMIT)
    at = press(opened(full), "call-b")
    assert address(at) == {"calls": full}
    (sentence,) = texts(markup(at), "life-limit")
    assert sentence == "50 calls are as many as fit here: undo some, or start again."
    press(at, "undo")
    assert texts(markup(at), "life-limit") == []


def type_lr(at: AppTest, text: str) -> None:
    at.text_input(key="life-lr").input(text).run()


def test_the_learning_rate_is_what_was_typed() -> None:
    at = opened("f-b")
    type_lr(at, " 2.5e-1 ")
    assert at.button(key="life-call-u").label == "`coeffs.sub_(0.25 * coeffs.grad)`"
    press(at, "call-s")
    assert address(at) == {"calls": "f-b-s0.25"}
    assert run(markup(at))[-1].coeffs == ["1", "1.25"]


def test_typing_and_pressing_at_once_uses_what_was_typed() -> None:
    at = opened("f-b")
    at.text_input(key="life-lr").input("0.5")
    press(at, "call-s")
    assert address(at) == {"calls": "f-b-s0.5"}


REFUSED_RATES = {
    "": "The learning rate: this is empty",
    "1/2": "The learning rate: “1/2” is a fraction: write it with a point: 0.5.",
    "0,5": "The learning rate: “0,5”",
    "<b>": "The learning rate: “<b>” is not a number",
    "0": "The learning rate 0 is out of bounds: give one from 0.000001 to 1000.",
    "-1": "The learning rate -1 is out of bounds",
    "1e9": "The learning rate 1e+09 is out of bounds",
}


def test_a_refused_learning_rate_gives_a_sentence_and_the_buttons_keep_the_last() -> None:
    at = opened("f-b")
    type_lr(at, "0.5")
    for refused, says in REFUSED_RATES.items():
        type_lr(at, refused)
        (refusal,) = notices(at, "refusal")
        assert refusal.startswith(says), refused
        assert refusal.endswith("The buttons keep 0.5.")
        assert at.button(key="life-call-u").label == "`coeffs.sub_(0.5 * coeffs.grad)`"
    type_lr(at, "0.1")
    assert notices(at, "refusal") == []


def test_the_one_way_on_is_the_next_view_with_the_same_numbers() -> None:
    at = opened("f-b", **{"from": "mixed-4x2"})
    after = VIEWS[following("life")]
    assert onward(at) == f"Next: {after.short}"
    follow_onward(at)
    assert texts(markup(at), "page-title") == [after.title]
    assert address(at)["from"] == "mixed-4x2"
