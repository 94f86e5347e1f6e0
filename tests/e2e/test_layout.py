"""The tape on a laptop and on a phone: it stays where it is, and everything on it can be read."""

from collections import defaultdict

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import sight, waits
from tests.e2e.reading import (
    LAPTOP,
    PHONE,
    SMALL_LAPTOP,
    button,
    follow,
    fonts_loaded,
    in_both_themes,
    open_at,
    resize,
    stands_at,
)
from ui.frame.views import VIEWS

CALLS = 5
"""How many calls the article's program makes."""

PARTS = (".st-key-bar", ".page-title", ".count", ".say", ".tape", ".st-key-entry", ".program")
WINDOWS = {"laptop": LAPTOP, "small-laptop": SMALL_LAPTOP, "phone": PHONE}
PROBLEMS = {
    "from=article-2x2": CALLS,
    "from=mixed-4x2&loss=huber": CALLS,
    "from=article-1000x10&loss=mse&i=500&j=5": CALLS,
    "from=mixed-4x2&loss=logcosh": CALLS + 1,
    "from=article-1000x10&loss=logcosh&i=500&j=5": CALLS + 1,
}
"""Small; with wide words; large, with an entry far inside, which needs a second gap; with one more call."""

Places = dict[str, list[float]]


def places(page: Page) -> Places:
    """Where the tape and those of its tables and nodes that are visible stand, and how large they are, in pixels."""
    found: Places = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.tape-box, .tape [data-cells]')].map(element => {
          const {x, y, width, height} = element.getBoundingClientRect();
          return [element.dataset.cells ?? 'tape', [x, y, width, height]];
        }).filter(([key, [x, y, width]]) => width && key !== 'g.kept'))"""
    )
    return found


def moved(before: Places, after: Places) -> list[str]:
    """What stands elsewhere, or is larger or smaller, by more than half a pixel."""
    assert before.keys() == after.keys()
    return [key for key in before if any(abs(a - b) > 0.5 for a, b in zip(before[key], after[key], strict=True))]


def wrong_to_the_eye(page: Page) -> list[str]:
    """Texts that are cut off or lie on one another, and a tape that has to be scrolled sideways."""
    hidden = page.locator(".tape").evaluate("tape => tape.scrollWidth - tape.clientWidth")
    return [
        *sight.clipped(page, ".tape"),
        *sight.colliding(page, ".tape"),
        *([f"{hidden} px hidden"] if hidden else []),
    ]


def last_steps(calls: int) -> dict[str, int]:
    """Forward has a step a call; Backward starts with 1, has one a node, and keeps what arrives."""
    return {"forward": calls, "backward": calls + 2}


@pytest.mark.parametrize(("problem", "calls"), PROBLEMS.items())
def test_no_step_moves_the_tape_and_each_can_be_read(app_url: str, page: Page, problem: str, calls: int) -> None:
    """The same place and size at every step, of each table and node too; a phone shows those of one step."""
    seen: dict[tuple[str, str], list[Places]] = defaultdict(list)
    for view, last in last_steps(calls).items():
        open_at(page, f"{app_url}/{view}?{problem}")
        stands_at(page, 0, last)
        fonts_loaded(page)
        for step in range(last + 1):
            if step:
                button(page, "next").click()
                stands_at(page, step, last)
            for window, size in WINDOWS.items():
                resize(page, size)
                assert wrong_to_the_eye(page) == [], (view, step, window)
                seen[view, window].append(places(page))
            resize(page, LAPTOP)
    for (view, window), (first, *others) in seen.items():
        if window == "phone":
            assert {tuple(each["tape"]) for each in others} == {tuple(first["tape"])}, view
        else:
            assert {key for each in others for key in moved(first, each)} == set(), (view, window)
    assert moved(seen["forward", "laptop"][-1], seen["backward", "laptop"][0]) == [], (
        "loss.backward() leaves the tape where it is"
    )


@pytest.mark.parametrize("preset", ["article-2x2", "mixed-4x2"])
def test_all_that_a_step_changes_is_above_the_fold(app_url: str, page: Page, preset: str) -> None:
    """From the buttons to coeffs.grad."""
    open_at(page, f"{app_url}/backward?from={preset}&step=7")
    stands_at(page, 7, 7)
    for width, height in (LAPTOP, SMALL_LAPTOP):
        resize(page, (width, height))
        for part in (".st-key-steps", ".say", ".tape", '[data-cells="coeffs.grad"]'):
            box = page.locator(part).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= height, (part, height)
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width, (part, width)


def test_no_view_is_wider_than_a_phone(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/?from=article-1000x10", PHONE)
    for view in VIEWS.values():
        follow(page, view.short)
        expect(page.locator("h1")).to_have_text(view.title.replace("`", ""))
        waits.settled(page)
        assert sight.too_wide(page) == 0, view.short


def test_every_text_of_the_walk_can_be_read(app_url: str, page: Page) -> None:
    """Contrast of at least 4.5 : 1 in both themes: bar, title, sentence, tape, choice, program."""
    page.emulate_media(color_scheme="dark")
    for view, step in (("forward", 2), ("backward", 7)):
        open_at(page, f"{app_url}/{view}?from=mixed-4x2&step={step}")
        stands_at(page, step, last_steps(CALLS)[view])
        for scheme in in_both_themes(page):
            for part in PARTS:
                assert sight.faint(page, part) == [], (view, step, scheme, part)


def test_the_whole_tape_can_be_turned_on_a_phone(app_url: str, page: Page) -> None:
    """One tap away: all three lanes, and nothing wider than the screen."""
    open_at(page, f"{app_url}/backward?from=mixed-4x2&step=7", PHONE)
    assert not page.locator('[data-cells="v.loss"]').is_visible()
    page.locator(".st-key-whole label").click()
    page.locator('[data-cells="v.loss"]').wait_for(state="visible")
    assert page.locator('.tape [data-cells="g.contributions"]').is_visible()
    assert sight.too_wide(page) == 0
    assert sight.colliding(page, ".tape") == []
