"""A lesson made by keyboard, linked, and walked by keyboard in a fresh browser on a server that nobody has visited."""

from pathlib import Path
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

from core import Lesson, Stop, encode_lesson
from tests.e2e import server, sight, waits
from tests.e2e.reading import LAPTOP, PHONE, follow, in_both_themes, open_at, resize

OWN = "indep=1_2__3_1&dep=4_2&coeffs=1_0.5"


def place(page: Page) -> Locator:
    return page.locator(".lesson-place")


def way(page: Page, name: str) -> Locator:
    """To another stop: a link, or on the same page a button."""
    return page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name))


def press(page: Page, target: Locator) -> None:
    """By keyboard."""
    target.focus()
    page.keyboard.press("Enter")


def walk_stands_at(page: Page, step: int) -> None:
    expect(page.locator(".walk")).to_have_attribute("data-shown", str(step))


def fill(page: Page, name: str, text: str) -> None:
    page.get_by_label(name, exact=True).focus()
    with waits.rerun(page):
        page.keyboard.type(text)
        page.keyboard.press("Tab")


def made(page: Page) -> str:
    """A lesson of three stops, two of them on one walk; its link."""
    walk_stands_at(page, 0)
    for step in (1, 2):
        page.keyboard.press("ArrowRight")
        walk_stands_at(page, step)
    press(page, page.get_by_role("button", name="Share", exact=True))
    press(page, page.get_by_role("button", name="Add this view to a lesson"))
    expect(place(page)).to_contain_text("Stop 1 of 1")
    walk_stands_at(page, 2)
    for step in (3, 4, 5):
        page.keyboard.press("ArrowRight")
        walk_stands_at(page, step)
    press(page, page.get_by_role("button", name="Add this view", exact=True))
    expect(place(page)).to_contain_text("Stop 2 of 2")
    walk_stands_at(page, 5)
    follow(page, "Slope")
    expect(page.locator("h1")).to_contain_text("Slope")
    press(page, page.get_by_role("button", name="Add this view", exact=True))
    expect(place(page)).to_contain_text("Stop 3 of 3")
    press(page, page.locator(".st-key-lesson-edit summary"))
    fill(page, "Title", "Our numbers")
    fill(page, "Note to stop 2", "Add up each column of `coeffs` first.")
    expect(place(page)).to_have_text("Our numbers Stop 3 of 3")
    press(page, page.locator(".st-key-lesson-give summary"))
    link = page.locator(".st-key-lesson-give code")
    expect(link).to_contain_text("lesson=")
    return link.inner_text()


def test_a_lesson_is_made_linked_opened_elsewhere_and_walked(
    app_url: str, page: Page, browser: Browser, tmp_path: Path
) -> None:
    open_at(page, f"{app_url}/backward?{OWN}")
    link = urlsplit(made(page))
    assert link.path == "/backward"
    with server.running(tmp_path / "fresh.txt") as fresh:
        context = browser.new_context(viewport={"width": LAPTOP[0], "height": LAPTOP[1]})
        reader = context.new_page()
        waits.watch(reader)
        open_at(reader, f"{fresh}{link.path}?{link.query}")
        walked(reader)
        context.close()


def walked(page: Page) -> None:
    expect(place(page)).to_have_text("Our numbers Stop 1 of 3")
    walk_stands_at(page, 2)
    expect(page.locator('.walk [data-cells="v.t_dep"] td[data-at]')).to_have_text(["4", "2"])

    press(page, way(page, "Next stop"))
    expect(place(page)).to_have_text("Our numbers Stop 2 of 3")
    expect(page.locator(".lesson-note")).to_have_text("Add up each column of coeffs first.")
    walk_stands_at(page, 5)
    page.go_back()
    expect(place(page)).to_have_text("Our numbers Stop 1 of 3")
    walk_stands_at(page, 2)
    page.go_forward()
    expect(place(page)).to_have_text("Our numbers Stop 2 of 3")
    walk_stands_at(page, 5)

    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    walk_stands_at(page, 6)
    press(page, way(page, "Stop 2 from its start"))
    walk_stands_at(page, 5)
    follow(page, "Forward")
    expect(page.locator("h1")).to_contain_text("Forward")
    press(page, way(page, "Back to stop 2"))
    expect(page.locator("h1")).to_contain_text("Backward")
    walk_stands_at(page, 5)

    press(page, way(page, "Next stop"))
    expect(place(page)).to_have_text("Our numbers Stop 3 of 3")
    expect(page.locator("h1")).to_contain_text("Slope")
    expect(way(page, "Next stop")).to_have_count(0)
    for size in (LAPTOP, PHONE):
        resize(page, size)
        assert sight.too_wide(page) == 0
        for _ in in_both_themes(page):
            assert sight.faint(page, ".st-key-lesson") == []
    press(page, page.get_by_role("button", name="Leave the lesson"))
    expect(place(page)).to_have_count(0)
    assert "lesson" not in page.url


def test_a_stop_on_life_that_names_no_call_shows_where_its_calls_end(app_url: str, page: Page) -> None:
    """On whatever model: not the call of the stop before, and not the start."""
    stops = (
        Stop("life", "from=mixed-4x2&calls=f-b-f-b&step=1"),
        Stop("life", "from=mixed-4x2&model=sigmoid&calls=f-b-f"),
        Stop("life", "from=mixed-4x2&model=hidden&calls=f-b"),
        Stop("life", "from=mixed-4x2&model=sigmoid&calls=f-b-f&step=2"),
    )
    lesson = urlencode({"lesson": encode_lesson(Lesson("Life", stops))})
    open_at(page, f"{app_url}/life?{stops[0].query}&stop=1&{lesson}")
    at = [1, 3, 2, 2]
    walk_stands_at(page, at[0])
    for place, step in enumerate(at[1:], start=2):
        press(page, way(page, "Next stop"))
        expect(page.locator(".lesson-place")).to_contain_text(f"Stop {place} of 4")
        walk_stands_at(page, step)
    for place, step in reversed(list(enumerate(at[:-1], start=1))):
        page.go_back()
        expect(page.locator(".lesson-place")).to_contain_text(f"Stop {place} of 4")
        walk_stands_at(page, step)
