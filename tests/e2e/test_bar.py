"""The bar above every page, what it opens, and the page without it in a frame."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import sight, waits
from tests.e2e.reading import LAPTOP, PHONE, follow, open_at, resize, unfold
from ui.frame.glossary import TERMS
from ui.frame.views import FIRST_VIEW, VIEWS

WIDTHS = (320, 390, 640, 768, 945, 992, 1000, 1216, 1280, 1400, 1920)
BAR = 72
"""Pixels that it may take of a window's height."""

OUTSIDE = """() => [...document.querySelectorAll('.st-key-bar :is(a, button, p.strip, .brand)')].filter(element => {
  if (!element.checkVisibility() || element.closest('[popover]:not(.st-key-menu)')) return false;
  const {left, right} = element.getBoundingClientRect();
  return left < 0 || right > innerWidth;
}).map(element => element.textContent)"""


def overlapping(page: Page) -> list[str]:
    """What in the bar, and of Streamlit's menu beside it, lies on something else."""
    found: list[str] = page.evaluate(
        """() => {
          const all = '.st-key-bar :is(a, button, .brand, .page-name), #MainMenu button';
          const shown = [...document.querySelectorAll(all)]
            .filter(element => element.checkVisibility() && !element.closest('[popover]:not(.st-key-menu)'));
          const boxes = shown.map(element => [element.textContent, element.getBoundingClientRect()]);
          return boxes.flatMap(([text, one], at) => boxes.slice(at + 1).filter(([, other]) =>
            Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
            Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1
          ).map(([other]) => `${text} on ${other}`));
        }"""
    )
    return found


def test_nothing_of_the_bar_is_off_the_screen_or_on_another_at_any_width(app_url: str, page: Page) -> None:
    """Between 641 and 945 px parts of the navigation were; at last spaced as in WCAG 2.2, 1.4.12."""
    open_at(page, f"{app_url}/slope?from=mixed-4x2")
    for width in WIDTHS:
        resize(page, (width, 800))
        assert page.evaluate(OUTSIDE) == [], width
        assert overlapping(page) == [], width
        box = page.locator(".st-key-bar").bounding_box()
        assert box is not None
        assert (box["x"], box["width"]) == pytest.approx((0, width), abs=1), width
        assert box["y"] + box["height"] <= BAR, width
        assert sight.too_wide(page) == 0, width
    spacing = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
    page.add_style_tag(content=spacing)
    for width in (320, 390, 1000, 1130, 1280, 1440, 1920):
        resize(page, (width, 800))
        assert page.evaluate(OUTSIDE) == [], (width, "spaced")
        assert overlapping(page) == [], (width, "spaced")


def test_on_a_phone_each_page_is_a_station_that_says_where_the_reader_is(app_url: str, page: Page) -> None:
    """No page is wider than the phone, with many numbers neither, and all words are one tap further.

    On a laptop: test_the_way_through_the_navigation_keeps_numbers_and_entry.
    """
    open_at(page, f"{app_url}/?from=article-1000x10", PHONE)
    for view in VIEWS.values():
        follow(page, view.short)
        expect(page.locator("h1")).to_have_text(view.title.replace("`", ""))
        expect(page).to_have_title(f"{view.short} · loss.backward()")
        waits.settled(page)
        assert sight.too_wide(page) == 0, view.short
        expect(page.locator(".st-key-menu:popover-open")).to_have_count(0)
        unfold(page)
        current = page.get_by_role("navigation", name="Pages").locator('[aria-current="page"]')
        expect(current).to_have_text(view.short)
        page.locator(".all-words").click()
        expect(page.locator("#words")).to_be_visible()
        assert page.locator("#words dt").all_inner_texts() == list(TERMS)
        page.keyboard.press("Escape")
        expect(page.locator("#words")).to_be_hidden()
        page.keyboard.press("Escape")


def test_the_drawer_covers_nothing_of_the_page(app_url: str, page: Page) -> None:
    """The page's own scrolling area ends where it begins."""
    open_at(page, f"{app_url}/backward?from=mixed-4x2")
    for size in (LAPTOP, PHONE):
        resize(page, size)
        page.get_by_role("button", name="Change", exact=True).click()
        expect(page.get_by_role("combobox", name="Model")).to_be_visible()
        waits.settled(page)
        drawer = page.get_by_test_id("stPopoverBody").bounding_box()
        rest = page.locator(".stMain").bounding_box()
        assert drawer is not None
        assert rest is not None
        assert rest["y"] + rest["height"] <= drawer["y"] + 1
        assert drawer["y"] + drawer["height"] == pytest.approx(size[1], abs=1)
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_a_link_to_the_next_view_in_focus_can_be_read(app_url: str, page: Page) -> None:
    """It was white on white."""
    open_at(page, f"{app_url}/by_hand?from=mixed-4x2")
    page.locator(".st-key-onward a").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.matches('.st-key-onward a:focus-visible')")
    assert sight.faint(page, ".st-key-onward") == []


def test_share_gives_the_address_with_its_step_and_a_frame_of_it(app_url: str, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    address = f"{app_url}/slope?from=mixed-4x2&j=1#here"
    open_at(page, address)
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_label("A link to this view")).to_have_value(address)
    page.locator('[data-share="link"]').click()
    expect(page.locator("#share").get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("() => navigator.clipboard.readText()") == address
    line = page.get_by_label("A line of HTML that shows it in a page of yours").input_value()
    framed = f"{app_url}/slope?from=mixed-4x2&amp;j=1&amp;embed=true#here"
    assert line.startswith(f'<iframe src="{framed}" title="Slope · loss.backward()"')


def test_in_a_frame_there_is_the_page_alone(app_url: str, page: Page) -> None:
    """From 320 px, and without what folds below it."""
    for slug in VIEWS:
        open_at(page, f"{app_url}/{'' if slug == FIRST_VIEW else slug}?from=mixed-4x2&embed=true", (320, 640))
        assert page.locator(".st-key-bar").count() == 0
        assert page.locator("[class*=st-key-session-], .st-key-functions").count() == 0
        assert sight.too_wide(page) == 0, slug


def test_what_is_chosen_and_where_the_focus_is_are_seen_in_forced_colours(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/slope?from=mixed-4x2")
    page.emulate_media(forced_colors="active")
    try:
        station = page.locator('.st-key-nav a[aria-current="page"]')
        filled = "element => getComputedStyle(element, '::after').backgroundColor"
        other = page.locator(".st-key-nav a", has_text="Mistakes")
        assert station.evaluate(filled) != other.evaluate(filled)
        chosen = page.locator('[data-variant="segmented_control"]')
        grounds = chosen.evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
        assert len(set(grounds)) == 2
    finally:
        page.emulate_media(forced_colors="none")
