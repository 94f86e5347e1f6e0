"""Take it with you in a browser: by keyboard, the clipboard and its refusal, the files."""

from pathlib import Path

from playwright.sync_api import Page, expect

from core import data_csv, decode, to_json, to_script
from tests.core.export.running import cells
from tests.e2e import sight, waits
from tests.e2e.reading import LAPTOP, PHONE, in_both_themes, open_at, resize

QUERY = "from=mixed-4x2"


def test_from_share_to_the_clipboard_by_keyboard(app_url: str, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_at(page, f"{app_url}/slope?{QUERY}")
    page.get_by_role("button", name="Share", exact=True).press("Enter")
    page.get_by_role("button", name="Python, notebook, numbers").press("Enter")
    expect(page.locator("#share")).to_be_hidden()
    expect(page.locator(".st-key-take summary")).to_be_focused()
    copy = page.get_by_role("button", name="Copy as Python")
    expect(copy).to_be_visible()
    copy.press("Enter")
    expect(page.locator(".take-status")).to_have_text("Copied.")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == to_script(decode(QUERY), "slope").text.rstrip("\n")


def test_where_the_clipboard_is_refused_the_page_says_so_and_selects(app_url: str, page: Page) -> None:
    """As in a frame of a page that does not allow it."""
    open_at(page, f"{app_url}/life?{QUERY}")
    page.locator(".st-key-take summary").click()
    copy = page.get_by_role("button", name="Copy as Python")
    expect(copy).to_be_visible()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    copy.click()
    expect(page.locator(".take-status")).to_contain_text("does not let the page copy")
    assert "calc_loss" in page.evaluate("() => getSelection().toString()")


def test_the_files_are_what_core_writes_and_all_of_it_can_be_read(app_url: str, page: Page, tmp_path: Path) -> None:
    link = decode(QUERY)
    open_at(page, f"{app_url}/forward?{QUERY}", PHONE)
    page.locator(".st-key-take summary").click()

    def file(name: str) -> str:
        with page.expect_download() as download:
            page.locator(".st-key-take").get_by_role("button", name=name).click()
        download.value.save_as(tmp_path / name)
        return (tmp_path / name).read_text(encoding="utf-8")

    script = to_script(link, "forward")
    assert file("Python file") == script.text
    assert file("Numbers, JSON") == to_json(link.scenario)
    assert file("Data, CSV") == data_csv(link.scenario)
    written = cells(file("Notebook"), "code")
    assert [code for code in written if code][1:] == [part.code.strip("\n") for part in script.parts]
    waits.settled(page)
    for size in (LAPTOP, PHONE):
        resize(page, size)
        assert sight.too_wide(page) == 0
    for _ in in_both_themes(page):
        assert sight.faint(page, ".st-key-take") == []
