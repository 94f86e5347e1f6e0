"""The question before a backward that meets a gradient: asked where it has an answer, and answered by real runs."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Question, Scenario, judge
from core.life.actions import ACTIONS, Action
from core.life.snapshots import replay_grad
from core.life.stories import STORIES
from core.life.texts import ACTIONS_LIMIT, parse_actions
from core.presets.presets import PRESETS
from tests.core.strategies import scenarios
from ui.life.chosen import Chosen
from ui.life.guess import first_question, question

ARTICLE = PRESETS["article-2x2"].build()
MIXED = PRESETS["mixed-4x2"].build()
CHOSEN = Chosen("coeffs", (2,))


def before(calls: str, following: str = "b", scenario: Scenario = ARTICLE) -> Question | None:
    return question(scenario, parse_actions(calls), Action(following), CHOSEN)


def offered(asked: Question) -> list[tuple[str, bool]]:
    return [(text, judge(asked, key).right) for key, text in asked.choices.items()]


def told(asked: Question, key: str) -> str:
    (slip,) = judge(asked, key).slips
    return slip.says


def test_the_article_s_candidates_are_once_twice_and_zero() -> None:
    asked = before("f-b-f")
    assert asked is not None
    assert asked.code == "loss.backward()"
    assert asked.ask == "`coeffs.grad` holds [−2, −3]. What will it hold after `loss.backward()`, or will that raise?"
    assert offered(asked) == [("[−2, −3]", False), ("[−4, −6]", True), ("[0, 0]", False), ("It raises", False)]
    once, zero, raises = (told(asked, key) for key in ("replaced", "cleared", "raises"))
    assert once.startswith("No, it holds [−4, −6]: ")
    assert once.endswith("it does not replace it.")
    assert asked.solution == "`backward()` added [−2, −3] to the [−2, −3] that was there."
    assert zero.endswith("it clears nothing.")
    assert raises.endswith("the graph was alive, so nothing raised.")


def test_a_freed_graph_leaves_the_gradient_as_it_was() -> None:
    asked = before("f-b")
    assert asked is not None
    assert offered(asked) == [("[−2, −3]", False), ("[−4, −6]", False), ("[0, 0]", False), ("It raises", True)]
    said = [asked.solution, *(told(asked, key) for key in asked.choices if key != asked.right)]
    assert all("torch raised before it added anything" in each for each in said)


def test_a_gradient_at_new_coefficients_is_a_candidate_of_its_own() -> None:
    """After a step the new gradient differs from the one that is held: replacing is not the same as leaving."""
    asked = before("f-b-s1-f", scenario=MIXED)
    assert asked is not None
    held = torch.tensor([0.5, -1.25])  # worked out by hand
    alone = replay_grad(MIXED, parse_actions("f-b-s1-n-f-b"))[-1].grad
    assert alone is not None
    texts = [CHOSEN.line(alone), CHOSEN.line(held), CHOSEN.line(held + alone), "[0, 0]", "It raises"]
    assert offered(asked) == [(text, text == texts[2]) for text in texts]


@pytest.mark.parametrize("calls", ["", "f", "f-b-z-f", "f-b-n-f", "f-d"])
def test_nothing_is_asked_where_no_gradient_is_held(calls: str) -> None:
    assert before(calls) is None


@pytest.mark.parametrize("key", [key for key in ACTIONS if key not in "br"])
def test_nothing_is_asked_before_other_calls(key: str) -> None:
    following = Action(key, 0.1 if ACTIONS[key].takes_lr else None)
    assert question(ARTICLE, parse_actions("f-b-f"), following, CHOSEN) is None


def test_nothing_is_asked_about_numbers_that_overflowed() -> None:
    calls = parse_actions("-".join(["f-b-s1000"] * 15))
    assert question(ARTICLE.replace(loss="mse", reduction="sum"), calls, Action("b"), CHOSEN) is None


def test_nothing_is_asked_where_the_list_has_no_room_for_finding_out() -> None:
    full = parse_actions("-".join(["f-b"] * 24))
    assert question(ARTICLE, full, Action("r"), CHOSEN) is not None
    assert question(ARTICLE, (*full, Action("f")), Action("b"), CHOSEN) is None
    assert len(full) == ACTIONS_LIMIT - 2


@pytest.mark.parametrize(
    ("slug", "place"),
    [("three-backwards", 3), ("freed-graph", 2), ("retained-graph", 2), ("forgets-to-zero", 4), ("zeroes", None)],
)
def test_a_story_stops_before_its_second_backward(slug: str, place: int | None) -> None:
    assert first_question(ARTICLE, STORIES[slug].actions, CHOSEN) == place


def test_calls_that_were_made_are_not_asked_about() -> None:
    actions = STORIES["three-backwards"].actions
    assert first_question(ARTICLE, actions, CHOSEN, since=4) == 5
    assert first_question(ARTICLE, actions, CHOSEN, since=6) is None


@settings(max_examples=60)
@given(scenario=scenarios(), calls=st.lists(st.sampled_from("fbrzn"), max_size=12), key=st.sampled_from("br"))
def test_the_right_answer_is_what_torch_leaves(scenario: Scenario, calls: list[str], key: str) -> None:
    """On any numbers, after any calls: one right answer, no two that read alike."""
    made = tuple(map(Action, calls))
    chosen = Chosen.first(scenario)
    asked = question(scenario, made, Action(key), chosen)
    if asked is None:
        return
    after = replay_grad(scenario, (*made, Action(key)))[-1]
    assert after.grad is not None
    right = "It raises" if after.raised else chosen.line(after.grad)
    assert [text for text, is_right in offered(asked) if is_right] == [right]
    texts = list(asked.choices.values())
    assert "It raises" in texts
    assert len(set(texts)) == len(texts) >= 2


def test_a_long_gradient_is_shortened_as_on_the_tape() -> None:
    assert Chosen("coeffs", (10,)).line(torch.arange(10.0)) == "[0, +1, …, +9]"
