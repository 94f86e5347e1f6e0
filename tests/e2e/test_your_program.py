"""Your program in a browser: typed by keyboard, refused, mended, walked, a number changed, and opened elsewhere."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

from core import TEMPLATES
from tests.e2e import server, sight, waits
from tests.e2e.reading import LAPTOP, PHONE, in_both_themes, open_at, resize

GOOD = """\
w = torch.tensor([0.5, 2.0], requires_grad=True)
x = torch.tensor([3.0, 4.0])
loss = (x * w).sum()
loss.backward()"""
WRONG = GOOD.replace("(x * w)", "(x * v)")


def field(page: Page) -> Locator:
    return page.get_by_label("The program. Ctrl+Enter runs it.")


def type_in(page: Page, text: str) -> None:
    """All of the field's text anew, as a reader pastes it, run by Ctrl+Enter."""
    field(page).focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")


def held(page: Page, name: str) -> Locator:
    """What the table of reasons says a `.grad` holds."""
    return page.locator(".script-why tr").filter(has_text=f"{name}.grad").first.locator(".script-held")


def edited(page: Page, tensor: str, at: str, text: str) -> None:
    """A number of the walk's picture, typed over where it stands."""
    cell = page.locator(f'.walk [data-cells="v.{tensor}"] td[data-at="{at}"]')
    cell.focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def test_a_program_is_typed_refused_mended_walked_changed_and_opened_elsewhere(
    app_url: str, page: Page, browser: Browser, tmp_path: Path
) -> None:
    open_at(page, f"{app_url}/your_program")
    type_in(page, WRONG)
    expect(page.locator(".notice.refusal")).to_contain_text("Line 3, column 13: v is read here and was never made")
    expect(page.locator(".script-place mark")).to_have_text("v")
    expect(field(page)).to_have_value(WRONG)
    expect(held(page, "coeffs")).to_have_text("[-2, -3]".replace("-", "−"))
    type_in(page, GOOD)
    expect(page.locator(".notice.refusal")).to_have_count(0)
    expect(held(page, "w")).to_have_text("[3, 4]")
    page.get_by_role("link", name="Walk forward").press("Enter")
    expect(page.locator(".walk[data-ready]")).to_be_visible()
    page.keyboard.press("End")
    expect(page.locator('.walk [data-cells="v.w"] td[data-at]')).to_have_text(["0.5", "2"])
    edited(page, "x", "1", "10")
    expect(page.locator('.walk [data-cells="v.x"] td[data-at]')).to_have_text(["3", "10"])
    expect(page).to_have_url(re.compile(r"10\.%5D"))
    link = urlsplit(page.url)
    text = parse_qs(link.query)["program"][0]
    assert text == GOOD.replace("[3.0, 4.0]", "[3., 10.]")
    with server.running(tmp_path / "fresh.txt") as fresh:
        context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
        reader = context.new_page()
        waits.watch(reader)
        open_at(reader, f"{fresh}/your_program?{link.query}", PHONE)
        expect(field(reader)).to_have_value(text)
        expect(held(reader, "w")).to_have_text("[3, 10]")
        assert sight.too_wide(reader) == 0
        context.close()


def test_each_note_stands_beside_its_line_and_nothing_is_cut(app_url: str, page: Page) -> None:
    for slug in ("detach", "loop", "hidden"):
        text = TEMPLATES[slug].text
        open_at(page, f"{app_url}/your_program?{urlencode({'program': text})}")
        lines = page.locator(".script-lines > li")
        expect(lines).to_have_count(len(text.splitlines()))
        box = field(page).bounding_box()
        first, last = lines.first.bounding_box(), lines.last.bounding_box()
        assert box is not None
        assert first is not None
        assert last is not None
        height = (last["y"] - first["y"]) / (len(text.splitlines()) - 1)
        style = "element => parseFloat(getComputedStyle(element).lineHeight)"
        assert abs(height - field(page).evaluate(style)) < 0.5
        top = "element => element.getBoundingClientRect().top + parseFloat(getComputedStyle(element).paddingTop)"
        assert abs(first["y"] - field(page).evaluate(top)) < 2
        for size in (LAPTOP, PHONE, (320, 800), (1920, 1080)):
            resize(page, size)
            assert sight.too_wide(page) == 0, (slug, size)
        resize(page, LAPTOP)
    for _ in in_both_themes(page):
        assert sight.faint(page, ".stMain") == []
