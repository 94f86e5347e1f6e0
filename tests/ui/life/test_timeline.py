"""The timeline: each call with its code, what it left behind, and what torch said."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import pytest
import torch

from core import Scenario
from core.engine.sandbox import Message
from core.life.actions import ACTIONS, Action, start_code
from core.life.snapshots import Snapshot, replay_grad
from core.life.stories import STORIES
from core.life.texts import parse_actions
from core.numbers import short
from core.presets.presets import PRESETS
from tests.ui.life.told import Told, lanes, run, runs
from tests.ui.markup import parse, seen, texts
from ui.life.chosen import Chosen
from ui.life.film import film
from ui.life.timeline import Run, timeline
from ui.walk.film.marks import Pen
from ui.walk.tape.story import tell

ARTICLE = PRESETS["article-2x2"].build()


def told(calls: str, scenario: Scenario = ARTICLE) -> list[Told]:
    return run(drawn(replay_grad(scenario, parse_actions(calls)), scenario))


def drawn(snapshots: Sequence[Snapshot], scenario: Scenario = ARTICLE) -> str:
    """At its last call."""
    return timeline(run_of(snapshots, scenario), Pen(len(snapshots), len(snapshots) - 1))


def run_of(snapshots: Sequence[Snapshot], scenario: Scenario = ARTICLE) -> Run:
    return Run(scenario, Chosen.first(scenario), snapshots, "What to look at.", range(len(snapshots)))


def test_backward_three_times_holds_once_twice_and_three_times_the_gradient() -> None:
    after = told("f-b-f-b-f-b")
    assert [call.grad for call in after] == [
        ["None"],
        ["None"],
        ["−2", "−3"],
        ["−2", "−3"],
        ["−4", "−6"],
        ["−4", "−6"],
        ["−6", "−9"],
    ]
    assert [call.graph for call in after] == ["none", *["alive", "freed"] * 3]
    assert [call.loss for call in after] == ["not yet", *["3"] * 6]
    assert all(call.coeffs == ["0.5", "0.5"] for call in after)


def test_what_a_call_changed_is_told_from_what_it_left_alone() -> None:
    after = told("f-b-s0.1")
    assert [call.same for call in after] == [
        set(),
        {"coeffs.grad", "coeffs"},
        {"coeffs", "loss"},
        {"coeffs.grad", "loss"},
    ]
    assert after[-1].coeffs == ["0.7", "0.8"]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("slug", STORIES)
def test_each_story_is_drawn_as_it_ran(slug: str, preset: str) -> None:
    scenario = PRESETS[preset].build()
    snapshots = replay_grad(scenario, STORIES[slug].actions)
    after = run(drawn(snapshots, scenario))
    assert [call.looked for call in after] == [*[False] * len(STORIES[slug].actions), True]
    columns = tell(scenario).view.columns
    for call, snapshot in zip(after, snapshots, strict=True):
        action = snapshot.action
        code = start_code(STORIES[slug].actions, scenario) if action is None else action.code(scenario)
        assert call.code == " ".join(code.split())
        grad = snapshot.grad
        expected = ["None"] if grad is None else ["…" if j is None else short(grad[j].item(), True) for j in columns]
        assert call.grad == expected
        assert call.graph.split(",")[0] == snapshot.graph
        assert call.said == ([f"{snapshot.raised.type}: {snapshot.raised.text}"] if snapshot.raised else [])


def test_a_second_backward_on_a_freed_graph_shows_torch_s_own_words() -> None:
    coeffs = torch.tensor([0.5, 0.5], requires_grad=True)
    loss = (coeffs * torch.tensor([1.0, 2.0])).sum()
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    with pytest.raises(RuntimeError) as raised:
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    last = told("f-b-b")[-1]
    assert last.said == [f"RuntimeError: {raised.value}"]
    assert last.grad == ["−2", "−3"]
    assert "coeffs.grad" in last.same


def test_a_step_shows_its_learning_rate_and_both_lines() -> None:
    markup = drawn(replay_grad(ARTICLE, parse_actions("f-b-s0.25")))
    last = [element.text for element in parse(markup).iter("pre")][-1]
    assert last == "with torch.no_grad():\n    coeffs.sub_(0.25 * coeffs.grad)"


def test_after_detach_the_graph_is_another_s_and_coeffs_is_not_tracked() -> None:
    after = told("f-d-b")
    assert [call.graph for call in after] == ["none", "alive", "alive, of the old coeffs", "freed, of the old coeffs"]
    markup = drawn(replay_grad(ARTICLE, parse_actions("f-d-b")))
    assert texts(markup, "life-untracked") == ["not tracked"] * 2


def test_an_optimizer_is_made_at_the_start_where_one_is_called() -> None:
    assert told("f-b")[0].code == "coeffs.requires_grad_()"
    assert told("f-b-o")[0].code == "coeffs.requires_grad_() optimizer = torch.optim.SGD([coeffs], lr=0.1)"


def test_what_torch_says_stays_text() -> None:
    hostile = "<img src=x onerror=alert(1)> & more"
    start = replay_grad(ARTICLE, ())[0]
    parts = {name: getattr(start, name) for name in Snapshot.__dataclass_fields__}
    said = Snapshot(
        **parts | {"action": Action("f"), "raised": Message("E<b>", hostile, 0), "warned": (Message("W", hostile, 0),)}
    )
    markup = drawn([start, said])
    assert "<img" not in markup
    assert escape(hostile) in markup
    assert run(markup)[-1].said == [f"E<b>: {hostile}", f"W: {hostile}"]


def test_numbers_that_overflow_are_drawn() -> None:
    last = told("-".join(["f-b-s1000"] * 16 + ["f"]), ARTICLE.replace(loss="mse", reduction="sum"))[-1]
    assert {last.loss, *last.coeffs, *last.grad} <= {"inf", "−inf", "+inf", "nan", "+nan", "−nan"}


def test_a_large_problem_is_shortened_as_on_the_tape() -> None:
    scenario = PRESETS["article-1000x10"].build()
    last = told("f-b", scenario)[-1]
    assert [cell == "…" for cell in last.grad] == [False, False, True, False]
    assert [cell == "…" for cell in last.coeffs] == [False, False, True, False]


def test_every_kind_of_call_can_be_drawn() -> None:
    calls = [Action(key, 0.1 if kind.takes_lr else None) for key, kind in ACTIONS.items()]
    assert len(run(drawn(replay_grad(ARTICLE, calls)))) == len(ACTIONS) + 1


def test_the_box_can_be_scrolled_from_the_keyboard_and_has_a_name() -> None:
    (box,) = (element for element in parse(drawn(replay_grad(ARTICLE, ()))).iter() if element.get("role") == "region")
    assert box.get("tabindex") == "0"
    assert box.get("aria-label") == "The calls so far"


def test_a_call_is_looked_at_and_those_after_it_stand_back() -> None:
    snapshots = replay_grad(ARTICLE, parse_actions("f-b-f-b"))
    for at in range(5):
        after = run(timeline(run_of(snapshots), Pen(5, at)))
        assert [call.looked for call in after] == [place == at for place in range(5)]
        assert [call.ahead for call in after] == [place > at for place in range(5)]


def test_a_step_says_what_grad_is_after_its_call_and_shows_the_graph_that_there_was() -> None:
    told_runs = [run_of(replay_grad(ARTICLE, parse_actions("f-b-b-f")))]
    for at, (said, graph) in enumerate(
        (
            ("At the start coeffs.grad is None.", "There is no loss yet"),
            ("Call 1: after loss = calc_loss(coeffs, t_indep, t_dep), coeffs.grad is None.", "The graph is alive"),
            ("Call 2: after loss.backward(), coeffs.grad is [−2, −3].", "The graph is freed"),
            ("Call 3: loss.backward() raised, and coeffs.grad is [−2, −3].", "The graph is freed"),
            ("Call 4: after loss = calc_loss(coeffs, t_indep, t_dep), coeffs.grad is [−2, −3].", "The graph is alive"),
        )
    ):
        shown = seen(film(told_runs, at, asking=False))
        assert texts(shown, "say") == [said]
        ((truth, _, _),) = lanes(shown)
        assert truth.startswith(graph)
        assert texts(shown, "count") == [f"{at} of 4"]
    assert "The graph is alive" not in seen(film(told_runs, 4, asking=True)), "it would give the answer away"


def test_the_companion_goes_along_and_is_told_to_its_end_with_the_first() -> None:
    first = run_of(replay_grad(ARTICLE, parse_actions("f-b")))
    other = replace(run_of(replay_grad(ARTICLE, parse_actions("f-b-z-n"))), places=(0, 1, 4))
    for at, place in enumerate((0, 1, 4)):
        mine, beside = runs(film([first, other], at, asking=False))
        assert [call.looked for call in mine].index(True) == at
        assert [call.looked for call in beside].index(True) == place
