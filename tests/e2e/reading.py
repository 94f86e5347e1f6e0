"""What the e2e tests of the walks read from the page: the picture's markup, the address, where the walk stands."""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element

from playwright.sync_api import Locator, Page, expect

from tests.e2e import waits
from tests.ui.markup import parse

LAPTOP, SMALL_LAPTOP, PHONE = (1440, 800), (1280, 720), (390, 844)
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")

# Colours that are still on their way to the other theme's would be measured as neither's.
_THEME = "() => getComputedStyle(document.querySelector('.stApp')).colorScheme"
_IN_THEME = """scheme => getComputedStyle(document.querySelector('.stApp')).colorScheme === scheme
  && !document.getAnimations().some(one => one instanceof CSSTransition)"""
_BACKGROUND = "() => getComputedStyle(document.querySelector('.stApp')).backgroundColor"


def open_at(page: Page, address: str, size: tuple[int, int] = LAPTOP, *, heading: bool = True) -> None:
    """Open an address in a window of a size, and wait until it is drawn, with its heading where it has one."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address)
    waits.settled(page)
    if heading:
        expect(page.locator("h1")).to_be_visible()


def turn_to(page: Page, query: str) -> None:
    """Go to another query of the same page, as Back and Forward do, which costs less than opening it again."""
    with waits.rerun(page):
        page.evaluate(
            "query => { history.pushState({}, '', query); dispatchEvent(new PopStateEvent('popstate')); }", f"?{query}"
        )


def resize(page: Page, size: tuple[int, int]) -> None:
    """Give the window another size, and wait until the page is drawn in it."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    waits.painted(page)


def in_both_themes(page: Page) -> Iterator[Literal["light", "dark"]]:
    """The page in the theme that it was opened in, then in the other, as when the reader's system changes at dusk."""
    seen = set()
    opened = page.evaluate(_THEME)
    schemes: list[Literal["light", "dark"]] = sorted(SCHEMES, key=lambda each: each != opened)
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(_IN_THEME, arg=scheme)
        waits.painted(page)
        seen.add(page.evaluate(_BACKGROUND))
        yield scheme
    assert len(seen) == len(SCHEMES), "the two themes have one background"


def fonts_loaded(page: Page) -> None:
    """Wait for the letters and the icons of the walk: until they come, others of another size stand in their place."""
    page.wait_for_function(
        """() => ['Source Sans', 'Source Code Pro', 'Material Symbols Rounded'].every(family =>
          [...document.fonts].some(font => font.family === family && font.status === 'loaded'))"""
    )


def stage(page: Page) -> Element:
    """The walk that holds all of its steps, as the browser holds it, whether it is seen or not."""
    return parse(str(page.locator(".walk").evaluate("walk => walk.outerHTML")))


def at_step(page: Page, step: int, last: int) -> None:
    """Wait until that walk shows a step, its address says so, and its keys work."""
    expect(page.locator(f'.walk[data-ready][data-last="{last}"][data-shown="{step}"]')).to_be_attached()
    expect(page.locator(".walk .count")).to_have_text(f"{step} of {last}")
    page.wait_for_function("step => (/^#step=(.*)/.exec(location.hash)?.[1] ?? '0') === step", arg=str(step))


def press_next(page: Page) -> Locator:
    return page.locator(".walk [data-do=next]")


def query(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query))


def button(page: Page, key: str) -> Locator:
    """A button by its key; of one with a tip Streamlit draws a second, hidden one for narrow screens."""
    return page.locator(f".st-key-{key} button").locator("visible=true")


def follow(page: Page, name: str) -> None:
    """Follow a link of the bar, which a narrow window keeps behind Pages."""
    unfold(page)
    page.locator(".st-key-nav").get_by_role("link", name=name, exact=True).click()


def unfold(page: Page) -> None:
    """Open the menu of a narrow window; where the bar has room for all of it, it is open."""
    folded = page.get_by_role("button", name="Pages", exact=True)
    if folded.is_visible():
        folded.click()


def onward(page: Page) -> Locator:
    """The link to the next view."""
    return page.locator(".st-key-onward a")


def stands_at(page: Page, step: int, last: int) -> None:
    """Wait until the walk shows a step, its address says so, and its buttons and their keys work.

    The browser loads the code of buttons and links after the page: until then, boxes of another size stand for them.
    """
    expect(button(page, "last")).to_be_visible()
    expect(page.locator(".st-key-nav a").first).to_be_attached()
    expect(page.locator(".count")).to_have_text(f"{step} of {last}")
    page.wait_for_function("step => (new URLSearchParams(location.search).get('step') ?? '0') === step", arg=str(step))
