"""The tape on a laptop and on a phone: it stays where it is, and everything on it can be read."""

import pytest
from playwright.sync_api import Page

from tests.e2e import sight
from tests.e2e.reading import LAPTOP, PHONE, SMALL_LAPTOP, button, open_at, stands_at
from ui.views import FIRST_VIEW, VIEWS

LAST = {"forward": 5, "backward": 7}
SMALL = ["article-2x2", "mixed-4x2"]
WINDOWS = {"laptop": LAPTOP, "small-laptop": SMALL_LAPTOP, "phone": PHONE}


def place(page: Page) -> tuple[float, float]:
    """Where the tape begins and how high it is, in pixels from the top of the page."""
    box = page.locator(".tape-box").bounding_box()
    assert box is not None
    return round(box["y"], 1), round(box["height"], 1)


@pytest.mark.parametrize("preset", [*SMALL, "article-1000x10"])
@pytest.mark.parametrize("window", ["laptop", "phone"])
def test_the_tape_keeps_its_place_and_height_at_every_step(app_url: str, page: Page, window: str, preset: str) -> None:
    places = {}
    for view, last in LAST.items():
        open_at(page, f"{app_url}/{view}?from={preset}", WINDOWS[window])
        places[view] = [place(page)]
        for step in range(1, last + 1):
            button(page, "next").click()
            stands_at(page, step, last)
            places[view].append(place(page))
        assert places[view] == places[view][:1] * (last + 1)
    if window == "laptop":
        assert places["forward"][-1] == places["backward"][0], "loss.backward() opens Backward with the tape in place"


@pytest.mark.parametrize("preset", SMALL)
@pytest.mark.parametrize("window", ["laptop", "small-laptop"])
def test_all_that_a_step_changes_is_above_the_fold(app_url: str, page: Page, window: str, preset: str) -> None:
    """From the buttons to coeffs.grad, at the first step and at the last."""
    for step in (0, LAST["backward"]):
        open_at(page, f"{app_url}/backward?from={preset}&step={step}", WINDOWS[window])
        for part in (".st-key-steps", ".say", ".tape", '[data-cells="coeffs.grad"]'):
            box = page.locator(part).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= WINDOWS[window][1], part
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= WINDOWS[window][0], part


@pytest.mark.parametrize("slug", VIEWS)
def test_no_view_is_wider_than_a_phone(app_url: str, page: Page, slug: str) -> None:
    path = "" if slug == FIRST_VIEW else slug
    for preset in ("mixed-4x2", "article-1000x10"):
        open_at(page, f"{app_url}/{path}?from={preset}", PHONE)
        assert sight.too_wide(page) == 0, preset


@pytest.mark.parametrize("preset", [*SMALL, "article-1000x10"])
@pytest.mark.parametrize("window", WINDOWS)
def test_no_text_of_the_tape_is_cut_off_or_lies_on_another(app_url: str, page: Page, window: str, preset: str) -> None:
    for view, step in (("forward", 0), ("forward", 3), ("backward", 2), ("backward", 5), ("backward", 7)):
        open_at(page, f"{app_url}/{view}?from={preset}&step={step}", WINDOWS[window])
        assert sight.clipped(page, ".tape") == [], (view, step)
        assert sight.colliding(page, ".tape") == [], (view, step)


@pytest.mark.parametrize("preset", SMALL)
@pytest.mark.parametrize("window", ["laptop", "small-laptop"])
def test_a_small_tape_needs_no_scrolling_on_a_laptop(app_url: str, page: Page, window: str, preset: str) -> None:
    for loss in ("mae", "mse", "huber"):
        open_at(page, f"{app_url}/backward?from={preset}&loss={loss}&step=7", WINDOWS[window])
        hidden = page.locator(".tape").evaluate("tape => tape.scrollWidth - tape.clientWidth")
        assert hidden <= 0, loss


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_walk_can_be_read(app_url: str, page: Page, scheme: str) -> None:
    """Contrast of at least 4.5 : 1 in both themes: tape, sentence, program, title, lead and strip."""
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    for view, step in (("forward", 0), ("forward", 2), ("backward", 3), ("backward", 7)):
        open_at(page, f"{app_url}/{view}?from=mixed-4x2&step={step}")
        for part in (".tape", ".say", ".program", ".page-title", ".lead", ".strip", ".count", ".st-key-nav"):
            assert sight.faint(page, part) == [], (view, step, part)


def test_the_whole_tape_can_be_turned_on_a_phone(app_url: str, page: Page) -> None:
    """One tap away: all three lanes, and nothing wider than the screen."""
    open_at(page, f"{app_url}/backward?from=mixed-4x2&step=7", PHONE)
    assert not page.locator('[data-cells="v.loss"]').is_visible()
    page.locator(".st-key-whole label").click()
    page.locator('[data-cells="v.loss"]').wait_for(state="visible")
    assert page.locator('.tape [data-cells="g.contributions"]').is_visible()
    assert sight.too_wide(page) == 0
    assert sight.colliding(page, ".tape") == []
