"""Addresses: a deep link on a fresh server, links between the views, damaged and hostile links."""

import re

from playwright.sync_api import Page, expect

from tests.e2e import waits
from tests.e2e.reading import at_step, open_at, press_next, query, stage
from tests.ui.markup import groups, kept
from ui.frame.views import FIRST_VIEW, VIEWS


def strip(page: Page) -> str:
    return page.locator("p.strip").inner_text()


def test_a_deep_link_is_the_first_thing_that_a_fresh_server_is_asked_for(fresh_app_url: str, page: Page) -> None:
    """A shared link that wakes a sleeping demo: the state at once, and no "Page not found"."""
    open_at(page, f"{fresh_app_url}/backward?from=mixed-4x2&step=5&i=1&j=1")
    at_step(page, 5, 7)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert query(page) == {"from": "mixed-4x2", "i": "1", "j": "1"}
    found = groups(stage(page))
    assert found["g.contributions"].texts == [["−0.25", "−0.5"], ["−0.75", "−1"], ["+0.5", "+0.25"], ["+1", "0"]]
    assert "absent" in found["g.total"].classes
    assert kept(stage(page)) == ["None"]
    (chosen,) = [cell.text for row in found["g.contributions"].rows for cell in row if "pick" in cell.classes]
    assert chosen == "−1"


def test_the_way_through_the_navigation_keeps_numbers_and_entry(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2&loss=mse&step=5&i=3&j=1")
    before = strip(page)
    kept_along = {"from": "mixed-4x2", "loss": "mse", "i": "3", "j": "1"}
    for slug, view in VIEWS.items():
        page.locator(".st-key-nav").get_by_role("link", name=view.short, exact=True).click()
        expect(page.locator("h1")).to_have_text(view.title.replace("`", ""))
        expect(page.locator('.st-key-nav [aria-current="page"]')).to_have_text(view.short)
        expect(page.locator("p.strip")).to_have_text(before)
        expect(page).to_have_url(re.compile(rf"/{'' if slug == FIRST_VIEW else slug}\?"))
        assert query(page) == kept_along


def test_an_entry_chosen_on_one_view_is_the_chosen_one_on_the_next(app_url: str, page: Page) -> None:
    """The links know of it as soon as it is chosen, and after any step."""
    open_at(page, f"{app_url}/backward?from=mixed-4x2")
    page.get_by_role("button", name="coeffs.grad[1]").click()
    page.wait_for_function("location.search.includes('j=1')")
    press_next(page).click()
    at_step(page, 1, 7)
    page.locator(".st-key-nav").get_by_role("link", name="By hand", exact=True).click()
    expect(page.locator("h1")).to_have_text(VIEWS["by_hand"].title)
    assert query(page) == {"from": "mixed-4x2", "j": "1"}


def test_a_link_opened_in_a_new_tab_shows_the_same_numbers(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/forward?from=mixed-4x2&loss=huber&j=1")
    link = page.locator(".st-key-nav").get_by_role("link", name="Backward", exact=True)
    with page.context.expect_page() as opened:
        link.click(button="middle")
    waits.settled(opened.value)
    expect(opened.value.locator("p.strip")).to_have_text(strip(page))
    assert query(opened.value) == {"from": "mixed-4x2", "loss": "huber", "j": "1"}


HOSTILE = [
    "from=%3Cscript%3Edocument.title%3D%27owned%27%3C%2Fscript%3E",
    "from=%3Cimg%20src%3Dx%20onerror%3D%22document.title%3D'owned'%22%3E",
    "from=[a](javascript:document.title='owned')",
    "loss=mse&loss=mae&step=1e9",
    "step=%00",
    "loss=%FF%FE",
]
"""What a browser may run, or has to decode; what else can be wrong is tested without one, in tests/ui/test_state.py."""


def test_a_damaged_or_hostile_link_gives_a_sentence_and_the_article_s_numbers(app_url: str, page: Page) -> None:
    for text in HOSTILE:
        open_at(page, f"{app_url}/backward?{text}")
        warning = page.locator(".notice")
        expect(warning).to_have_count(1)
        expect(warning).to_contain_text("here is The article's 2×2.")
        assert strip(page).startswith("The article's 2×2"), text
        assert kept(stage(page)) == ["None"], text
        expect(page).to_have_title("Backward · loss.backward()")
        expect(page.locator(".notice :is(a, img, script)")).to_have_count(0)


def test_the_warning_goes_with_the_damage(app_url: str, page: Page) -> None:
    """Nothing stale stays: once a click has written a good address, the page does not speak of the bad one."""
    open_at(page, f"{app_url}/backward?step=x")
    expect(page.locator(".notice")).to_have_count(1)
    page.get_by_role("button", name="coeffs.grad[1]").click()
    expect(page.locator(".notice")).to_have_count(0)
