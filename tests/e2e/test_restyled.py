"""A step has the browser style again what changed, and no more.

One rule that looks at it through `:has()`, or at its class as text, would have the whole page styled again: a step of
Backward took three times as long.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.reading import at_step, open_at

CATEGORIES = ["disabled-by-default-devtools.timeline.invalidationTracking"]
WALKS = {
    "forward": "forward?from=mixed-4x2",
    "backward": "backward?from=mixed-4x2",
    "backward, large": "backward?from=article-1000x10",
    "backward, hidden layer": "backward?model=hidden&start=5",
    "question": "",
    "question, hidden layer": "?model=hidden&start=5",
    "descent": "descent",
    "life": "life",
}


def styled_whole(page: Page, act: Callable[[], object]) -> set[str]:
    """The elements of which all that is within them was styled again, with the reason."""
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, categories=CATEGORIES)
    try:
        act()
    finally:
        traced = browser.stop_tracing()
    events = json.loads(traced)["traceEvents"]
    said: list[dict[str, Any]] = [each["args"]["data"] for each in events if "data" in each.get("args", {})]
    return {f"{each['nodeName']}: {each['reason']}" for each in said if each.get("subtree")}


COMES = "() => document.body.append(document.createElement('i'))"


def test_what_comes_has_nothing_else_styled_again(app_url: str, page: Page) -> None:
    """Or each answer of the server would; and what this looks for, it finds where there is such a rule."""
    open_at(page, f"{app_url}/forward")
    assert styled_whole(page, lambda: page.evaluate(COMES)) == set()
    page.add_style_tag(content="body:has(> i) * { color: red }")
    found = styled_whole(page, lambda: page.evaluate(COMES))
    assert any(each.startswith("BODY") for each in found)


@pytest.mark.parametrize("walk", WALKS)
def test_a_step_styles_what_changed(app_url: str, page: Page, walk: str) -> None:
    open_at(page, f"{app_url}/{WALKS[walk]}")
    last = int(page.locator(".walk[data-ready]").get_attribute("data-last") or "")
    at_step(page, 0, last)

    def through() -> None:
        for step in range(1, last + 1):
            page.keyboard.press("ArrowRight")
            at_step(page, step, last)
        page.keyboard.press("Home")
        at_step(page, 0, last)

    assert styled_whole(page, through) == set()
