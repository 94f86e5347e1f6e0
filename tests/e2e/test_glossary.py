"""A word is explained by a tap or by a key, on a phone too and in a frame."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.reading import LAPTOP, PHONE, open_at


@pytest.mark.parametrize("size", [LAPTOP, PHONE])
def test_a_word_shows_its_meaning_beside_it_and_within_the_window(
    app_url: str, page: Page, size: tuple[int, int]
) -> None:
    open_at(page, f"{app_url}/backward", size)
    meaning = page.locator("#word-upstream")
    expect(meaning).to_be_hidden()
    page.locator(".term", has_text="upstream").locator("visible=true").first.click()
    expect(meaning).to_be_visible()
    expect(meaning).to_contain_text("The gradient that arrives at a node")
    box = meaning.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert box["y"] + box["height"] <= size[1]
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()


def test_the_keyboard_is_enough(app_url: str, page: Page) -> None:
    """In a frame of another page too, which has no bar."""
    for address in (f"{app_url}/slope?embed=true", f"{app_url}/slope"):
        open_at(page, address)
        page.locator(".term", has_text="kink").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#word-kink")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".all-words").focus()
    page.keyboard.press("Space")
    expect(page.locator("#words")).to_be_visible()
