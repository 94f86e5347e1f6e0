"""What keeps people out of a page, as axe-core finds it (https://github.com/dequelabs/axe-core): nothing on any page.

On a laptop in both themes and on a phone, with what is folded opened.
"""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e import waits
from tests.e2e.reading import PHONE, in_both_themes, open_at, resize

STREAMLITS: dict[str, tuple[str, str]] = {
    "empty-table-header": (
        '<th role="columnheader"',
        "a table of st.dataframe is a canvas; the hidden one that it keeps for screen readers leaves its index unnamed",
    ),
}
"""What only Streamlit could mend: by the rule, what the element begins with, and why it is left."""


def unfolded(page: Page) -> None:
    """Open every fold of the page, each when what is in the one above it has arrived and moved it."""
    for fold in page.locator(".stExpander summary").all():
        with waits.rerun(page):
            fold.click()
    expect(page.locator(".stExpander details:not([open])")).to_have_count(0)


def changing(page: Page) -> None:
    """Open the drawer, and leave something in it that is refused."""
    page.get_by_role("button", name="Change", exact=True).click()
    field = page.get_by_role("textbox", name="coeffs[0]", exact=True)
    field.fill("1/2")
    field.press("Tab")
    expect(page.locator(".refused")).to_be_visible()


def sharing(page: Page) -> None:
    """Open the sheet that Share opens."""
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.locator("#share")).to_be_visible()


def untracked(page: Page) -> None:
    """See the opening page without tracking."""
    page.get_by_text("Run it without").click()
    expect(page.locator(".switches")).to_be_visible()


def helped(page: Page) -> None:
    """Answer wrongly, and take a hint."""
    field = page.locator(".st-key-hand-answer input")
    field.fill("-1.5")
    field.press("Enter")
    expect(page.locator(".practice-slips")).to_be_visible()
    page.locator(".st-key-hand-hint button").click()
    expect(page.locator(".practice-hints")).to_be_visible()


PAGES: dict[str, tuple[Callable[[Page], None], ...]] = {
    "": (unfolded,),
    "?step=7": (untracked,),
    "?from=mixed-4x2&model=hidden&step=3": (),
    "forward?from=mixed-4x2&step=3": (unfolded, changing),
    "backward?from=mixed-4x2&step=5": (unfolded, sharing),
    "backward?from=article-1000x10&i=500&j=5": (),
    "backward?from=mixed-4x2&model=hidden&step=7": (),
    "by_hand?from=mixed-4x2": (),
    "by_hand?from=article-1000x10&i=500&j=5": (),
    "by_hand?from=mixed-4x2&model=hidden": (),
    "by_hand?from=mixed-4x2&trying=1": (helped,),
    "backward?from=mixed-4x2&model=hidden&trying=1&step=7": (),
    "slope?from=mixed-4x2": (unfolded,),
    "life?from=mixed-4x2&calls=f-b-f-b-z-f-b-b-s-f-b-f": (unfolded,),
    "descent?from=mixed-4x2&step=3": (unfolded,),
    "mistakes?mistake=column-targets": (unfolded,),
    "practice?practice=mixed.5.r": (),
    "your_numbers?from=mixed-4x2": (),
}
"""Every page, in what it shows at first and in what can be asked of it."""


COLOURS = "color-contrast"
"""The one rule that a theme can break, which a size cannot: the colours are the same on a phone."""


def found(page: Page, options: dict[str, object]) -> list[str]:
    """Each element at fault, but for what only Streamlit could mend."""
    return [
        f"{fault['id']}: {node['html'][:120]} {node['failureSummary'][-150:]}"
        for fault in Axe().run(page, options={"resultTypes": ["violations"]} | options).response["violations"]
        for node in fault["nodes"]
        if not node["html"].startswith(STREAMLITS.get(fault["id"], ("no element", ""))[0])
    ]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_keeps_anybody_out(app_url: str, page: Page, path: str) -> None:
    """All rules on a laptop; in the other theme that of colours, on a phone all but that one."""
    open_at(page, f"{app_url}/{path}")
    for act in PAGES[path]:
        act(page)
    rules: dict[str, object] = {}
    for scheme in in_both_themes(page):
        assert found(page, rules) == [], scheme
        rules = {"runOnly": {"type": "rule", "values": [COLOURS]}}
    resize(page, PHONE)
    waits.idle(page)  # what scrolls in the narrower page takes the focus by then
    assert found(page, {"rules": {COLOURS: {"enabled": False}}}) == [], "on a phone"
