"""What the e2e tests of Your numbers type and read."""

from playwright.sync_api import Locator, Page, expect


def field(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True)


def type_into(page: Page, name: str, text: str, leave: str = "Enter") -> None:
    """As fast as the browser takes the keys."""
    field(page, name).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(text)
    page.keyboard.press(leave)


def shows(page: Page, numbers: dict[str, str]) -> None:
    for name, text in numbers.items():
        expect(field(page, name)).to_have_value(text)


def result(page: Page, row: str) -> Locator:
    """The cells of one row of the result panel."""
    return page.locator(".numbers-result tr", has=page.get_by_role("rowheader", name=row, exact=True)).locator("td")
