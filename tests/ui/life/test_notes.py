"""The page's own lines stand at the call that shows them, and there only."""

import pytest

from core.life import replay_grad
from core.life_stories import STORIES
from core.life_text import parse_actions
from core.presets import PRESETS
from ui.life.notes import NOTES, START, notes

ARTICLE = PRESETS["article-2x2"].build()


def lines(calls: str) -> list[str]:
    return notes(replay_grad(ARTICLE, parse_actions(calls)))


@pytest.mark.parametrize(
    ("calls", "place", "says"),
    [
        ("", 0, "starts as None"),
        ("f", 1, "is tracked, so every result"),
        ("f-b", 2, "A leaf keeps its gradient"),
        ("f-b", 2, "No coefficient changed"),
        ("f-b-f", 3, "a forward leaves it alone"),
        ("f-b-f-b", 4, "Added to what was there"),
        ("f-r-b", 3, "Added to what was there"),
        ("f-b-s0.1", 3, "`no_grad` stops recording"),
        ("f-d", 2, "`detach()` stops tracking"),
        ("f-d-b", 3, "Torch said nothing"),
        ("f-d-b-f", 4, "has no graph"),
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
        ("d", 1),  # no graph leads anywhere yet
    ],
)
def test_no_line_where_the_run_does_not_show_it(calls: str, place: int) -> None:
    assert lines(calls)[place] == ""


def test_each_line_stands_once() -> None:
    said = [line for line in lines("-".join(["f-b-s0.1"] * 10)) if line]
    assert len(set(said)) == len(said) == 6


def test_every_line_is_shown_by_some_story() -> None:
    shown = {line for story in STORIES.values() for line in notes(replay_grad(ARTICLE, story.actions))}
    assert shown == {"", START, *(note.text for note in NOTES)}
