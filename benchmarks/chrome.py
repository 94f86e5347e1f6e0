"""The real Chromium that measures: its windows, and the time from what a reader does to the frame that shows it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e import browser as chromium
from tests.e2e.conftest import FLAGS

# From the event's own time to the end of the first frame in which every one of the named parts is another.
_ARM = """({parts, kind}) => {
  const read = () => parts.map(part => document.querySelector(part)?.outerHTML);
  window.tookMilliseconds = new Promise(done => document.addEventListener(kind, event => {
    const before = read();
    const observer = new MutationObserver(() => {
      const now = read();
      if (!now.every((text, at) => text && text !== before[at])) return;
      observer.disconnect();
      const {port1, port2} = new MessageChannel();  // its message comes after the frame is painted
      port1.onmessage = () => done(performance.now() - event.timeStamp);
      requestAnimationFrame(() => port2.postMessage(null));
    });
    observer.observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
  }, {capture: true, once: true}));
}"""

_FIRST_SEEN = """(() => {
  const waiting = {CHECKS}, seen = window.seenMilliseconds = {};
  const look = () => {
    for (const [name, holds] of Object.entries(waiting)) if (!(name in seen) && holds()) seen[name] = performance.now();
    if (Object.keys(seen).length < Object.keys(waiting).length) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();"""


@contextmanager
def browser() -> Iterator[Browser]:
    """The browser of the tests."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        yield launched
        launched.close()


def window(launched: Browser) -> Page:
    """A laptop's window with a cache and a history of its own."""
    return launched.new_context(viewport={"width": 1440, "height": 900}).new_page()


def click(page: Page, button: str, parts: list[str]) -> float:
    """Click with the mouse; the seconds until a frame shows all parts changed.

    Args:
        page: the page, at rest.
        button: the selector of the button.
        parts: the selectors of what the click changes.
    """
    return took(page, "click", parts, page.locator(button).locator("visible=true").click)


def took(page: Page, kind: str, parts: list[str], act: Callable[[], object]) -> float:
    """Seconds from the next event of a kind to a frame that shows all parts changed.

    Args:
        page: the page, at rest.
        kind: the event, as the browser calls it.
        parts: the selectors of what changes.
        act: what leads to that event.
    """
    page.evaluate(_ARM, {"parts": parts, "kind": kind})
    act()
    return float(page.evaluate("() => window.tookMilliseconds")) / 1000


def first_seen(conditions: dict[str, str]) -> str:
    """A script for a new page: it notes the first frame in which each condition holds.

    Args:
        conditions: JavaScript, by name.
    """
    checks = ", ".join(f"{name}: () => {condition}" for name, condition in conditions.items())
    return _FIRST_SEEN.replace("CHECKS", checks)


def seen(page: Page, name: str) -> float:
    """Seconds from the request of the page to the frame in which a condition of first_seen() first held."""
    page.wait_for_function("name => window.seenMilliseconds[name] !== undefined", arg=name)
    return float(page.evaluate("name => window.seenMilliseconds[name]", name)) / 1000
