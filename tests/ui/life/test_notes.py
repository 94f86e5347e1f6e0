"""The page's own lines stand at the call that shows them, and there only."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Scenario, decode
from core.life.actions import Action
from core.life.snapshots import Snapshot, replay_grad
from core.life.stories import STORIES
from core.life.texts import parse_actions
from core.presets.presets import PRESETS
from tests.core.strategies import scenarios
from ui.life.notes import NOTES, START, notes

ARTICLE = PRESETS["article-2x2"].build()
HIDDEN = decode("from=mixed-4x2&model=hidden&start=5").scenario


def lines(calls: str, scenario: Scenario = ARTICLE) -> list[str]:
    return notes(replay_grad(scenario, parse_actions(calls)), scenario)


@pytest.mark.parametrize(
    ("calls", "place", "says"),
    [
        ("", 0, "starts as None"),
        ("f", 1, "is tracked, so `loss`"),
        ("f-b", 2, "A leaf keeps its gradient"),
        ("f-b", 2, "`coeffs` itself did not change"),
        ("f-b-f", 3, "a forward leaves it alone"),
        ("f-b-f-b", 4, "Added to what was there"),
        ("f-r-b", 3, "Added to what was there"),
        ("f-b-s0.1", 3, "`no_grad` stops recording"),
        ("f-d", 2, "`detach()` stops tracking"),
        ("f-r-s0.1-b", 4, "A stale gradient"),
        ("f-d", 2, "share one memory"),
        ("f-d-b", 3, "Torch said nothing"),
        ("f-d-b-f", 4, "has no graph"),
        ("h-b", 2, "A leaf keeps its gradient"),
        ("h-b-k-b", 4, "Added to what was there"),
        ("f-b-p", 3, "under a `no_grad` of its own"),
        ("f-p", 2, "passes over a tensor whose `.grad` is None"),
        ("h-b-p-k-s0.1-b", 6, "A stale gradient"),
    ],
)
def test_a_line_stands_at_the_call_that_shows_it(calls: str, place: int, says: str) -> None:
    assert says in lines(calls)[place]


@pytest.mark.parametrize(
    ("calls", "place"),
    [
        ("b", 1),  # it raised: there is no loss
        ("f-b-b", 3),  # it raised: nothing was added
        ("s0.1", 1),  # it raised: there is no gradient
        ("f-b-z-f-b", 5),  # added to zeros
        ("f-b-n-f-b", 5),  # the first gradient again, but not the first line
        ("f-b-u0.1", 3),  # torch says it itself
        ("f-b-d-p", 4),  # the old tensor's .grad is not None, and it shares its memory
        ("d", 1),  # no graph leads anywhere yet
    ],
)
def test_no_line_where_the_run_does_not_show_it(calls: str, place: int) -> None:
    assert lines(calls)[place] == ""


def test_each_line_stands_once() -> None:
    said = [line for line in lines("-".join(["f-b-s0.1"] * 10)) if line]
    assert len(set(said)) == len(said) == 6


def test_every_line_is_shown_by_some_story() -> None:
    """On the article's model, or on a hidden layer, where other leaves stand beside the chosen one."""
    shown = {line for story in STORIES.values() for line in notes(replay_grad(ARTICLE, story.actions), ARTICLE)}
    told = [(leaf, story.actions) for leaf in HIDDEN.leaves for story in STORIES.values()]
    for leaf, actions in (*told, ("const", parse_actions("f-b-f-p-b"))):
        said = notes(replay_grad(HIDDEN, actions, leaf), HIDDEN)
        shown |= {line.replace(f"`{leaf}", "`coeffs") for line in said}
        assert "coeffs" not in " ".join(said), leaf
    assert shown == {"", START, *(note.text.format(leaf="coeffs") for note in NOTES)}


@pytest.mark.parametrize(
    ("leaf", "calls", "place", "says"),
    [
        ("layer1", "f-r-s0.1-b", 4, "A stale gradient"),
        ("layer2", "f-r-s0.1", 3, "The step changed in place what the graph had saved"),
        ("layer2", "f-r-s0.1-b", 4, ""),  # torch says it itself
        ("layer1", "f-b-f-p-n-b", 4, "The step changed in place what the graph had saved"),  # in layer2, too
        ("const", "f-b-f-p-b", 5, "Torch raised on the way back; by then it had added to `const.grad`."),
        ("layer1", "f-d-b-f-b", 3, "the gradient went to the tensor that `layer1` was before"),
        ("layer1", "f-d-b-f-b", 4, "this graph does not lead to it; it leads to the other leaves"),
        ("layer1", "f-d-b-f-b", 5, "the other leaves got their gradients, and `layer1.grad` stays None"),
        ("const", "f-p", 2, "`const` stays as it was"),
    ],
)
def test_among_several_leaves_a_line_says_what_holds_of_the_chosen_one(
    leaf: str, calls: str, place: int, says: str
) -> None:
    said = notes(replay_grad(HIDDEN, parse_actions(calls), leaf), HIDDEN)[place]
    assert says in said
    assert bool(says) == bool(said)


FAR = ARTICLE.replace(loss="mse", reduction="sum")
TOTAL = Scenario([[2e38]], [1], [0], reduction="sum")


@pytest.mark.parametrize(
    ("scenario", "calls", "place", "says"),
    [
        (
            Scenario([[3e38]], [0], [3e38]),
            "f-b",
            1,
            "inf first appears in `products[0, 0]`: `t_indep * coeffs` multiplies",
        ),
        (TOTAL, "f-b-f-b", 4, "`coeffs.grad[0]` was −2e38; with what was added it is beyond what float32 holds"),
        (Scenario([[2]], [3], [1]), "f-b-h", 3, "This half has no sample, and the mean of no errors is nan."),
        (Scenario([[1]] * 2, [1, -3e38], [3e38]), "h-b-k", 3, "In this half, its samples counted from 0: inf first"),
        (FAR, "-".join(["f-b-s1000"] * 12), 13, "inf first appears in `errors[0]`: `residuals**2` of"),
        (FAR, "-".join(["f-b-s1000"] * 12), 29, "`coeffs[0]` was inf when this loss was computed"),
    ],
)
def test_where_inf_and_nan_come_from_is_said_at_the_call_that_makes_them(
    scenario: Scenario, calls: str, place: int, says: str
) -> None:
    said = lines(calls, scenario)
    assert says in said[place], said
    assert not any(says in line for line in said[:place]), said


def test_a_step_that_overflows_names_its_numbers() -> None:
    said = lines("f-b-s1000", Scenario([[1e36]], [1], [0], loss="mae"))
    assert said[3] == "`coeffs[0]` becomes inf: 0 − 1000 × (−1e36) is beyond what float32 holds, about 3.4e38."


def test_a_backward_that_raises_adds_nothing_to_nan_either() -> None:
    """nan is not equal to itself, and was taken for changed."""
    scenario = Scenario([[3e38, 3e38]], [0], [3e38, -3e38], loss="mse")
    after = replay_grad(scenario, parse_actions("f-b-b"))
    assert after[-1].raised is not None
    assert after[-1].grad is not None
    assert after[-1].grad.isnan().any()
    assert lines("f-b-b", scenario)[3] == ""


@settings(max_examples=60)
@given(scenarios(smallest=-5, largest=38, hits=False), st.lists(st.sampled_from("fhkbrzspd"), max_size=12))
def test_inf_and_nan_are_each_told_of_once(scenario: Scenario, calls: list[str]) -> None:
    """Whatever the numbers: at the first call that shows one, and at no call that shows none."""
    made = [Action(key, 100.0 if key == "s" else None) for key in calls]
    snapshots = replay_grad(scenario, made)
    said = notes(snapshots, scenario)
    for before, after, line in zip(snapshots, snapshots[1:], said[1:], strict=False):
        new = kinds(after) - kinds(before)
        assert bool(new) == bool(
            re.search(r"first appears|becomes (.?inf|nan)|was (.?inf|nan)|with what was|no sample", line)
        )


def kinds(after: Snapshot) -> set[str]:
    held = [*after.value.tolist(), after.loss, *([] if after.grad is None else after.grad.tolist())]
    texts = {str(number).removeprefix("-") for number in held if number is not None}
    return texts & {"inf", "nan"}
