"""Your numbers in a browser, many at once: the grid of a larger problem, files, and the layout."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import waits
from tests.e2e.fields import field, result, shows, type_into
from tests.e2e.reading import LAPTOP, PHONE, button, open_at
from ui.numbers.result import STALE


def choose(page: Page, row: int) -> None:
    """Choose a number of a sample in the table, by a click on the first and the keyboard from there."""
    waits.settled(page)
    canvas = page.get_by_test_id("data-grid-canvas").first
    canvas.click(position={"x": 130, "y": 52}, force=True)  # the grid's own scroller lies over the canvas
    for _ in range(row):
        page.keyboard.press("ArrowDown")
    expect(field(page, f"t_dep[{row}]")).to_be_visible()


def test_a_large_problem_is_edited_in_fields_and_taken_back(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/your_numbers?from=article-1000x10")
    type_into(page, "t_indep[0, 1]", ".07")
    page.wait_for_url("**&set=indep.0.1_0.07")
    type_into(page, "Sample i", "2")
    type_into(page, "t_indep[2, 0]", "3,5")
    expect(page.locator(".refused")).to_have_text("t_indep[2, 0]: “3,5” has a decimal comma: write a point: 3.5.")
    expect(page.locator(".numbers-result")).to_contain_text(STALE)

    page.get_by_role("link", name="By hand").click()
    expect(page.locator("h1")).to_contain_text("By hand")
    page.get_by_role("link", name="Your numbers").click()
    expect(field(page, "t_indep[2, 0]")).to_have_value("3,5")
    type_into(page, "t_indep[2, 0]", "3.5")
    page.wait_for_url("**&set=indep.0.1_0.07__indep.2.0_3.5")
    expect(page.locator(".refused")).to_have_count(0)

    with waits.rerun(page):
        page.go_back()
    expect(field(page, "t_indep[2, 0]")).not_to_have_value("3.5")
    type_into(page, "Sample i", "1")
    type_into(page, "t_indep[1, 1]", "1e-4")
    page.wait_for_url("**&set=indep.0.1_0.07__indep.1.1_0.0001")


def test_no_number_of_a_large_problem_is_misread_however_fast_it_is_typed(app_url: str, page: Page) -> None:
    """From field to field with Tab, faster than the server answers, and at once after a sample was chosen."""
    open_at(page, f"{app_url}/your_numbers?from=hidden-12-3-7")
    choose(page, 5)
    typed = {"t_indep[5, 0]": ".07", "t_indep[5, 1]": "1e-4", "t_indep[5, 2]": "-.5", "t_dep[5]": "12.25"}
    field(page, "t_indep[5, 0]").click()
    for text in typed.values():
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    changes = ("indep.5.0_0.07", "indep.5.1_0.0001", "indep.5.2_-0.5", "dep.5_12.25")
    page.wait_for_url(lambda url: all(change in url for change in changes))
    shows(page, typed)


def test_on_a_phone_a_tap_on_a_number_brings_its_sample_s_fields(app_url: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_at(page, f"{app_url}/your_numbers?from=hidden-12-3-7", PHONE)
    page.get_by_test_id("data-grid-canvas").first.scroll_into_view_if_needed()
    page.get_by_test_id("data-grid-canvas").first.tap(position={"x": 130, "y": 122}, force=True)
    expect(field(page, "Sample i")).to_have_value("2")
    field(page, "t_indep[2, 0]").tap()
    field(page, "t_indep[2, 0]").fill(".07")
    page.keyboard.press("Enter")
    page.wait_for_url("**&set=indep.2.0_0.07")
    context.close()


def test_a_tap_on_a_link_right_after_typing_into_a_large_problem_loses_nothing(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/your_numbers?from=hidden-12-3-7")
    field(page, "t_indep[0, 1]").fill("2.5")
    page.get_by_role("link", name="By hand").click()
    expect(page.locator("h1")).to_contain_text("By hand")
    expect(page).to_have_url(re.compile(r"/by_hand\?from=hidden-12-3-7&set=indep\.0\.1_2\.5$"))


def test_a_block_from_a_spreadsheet_goes_into_a_large_problem(app_url: str, page: Page) -> None:
    """Into the field that is there and the samples below it."""
    open_at(page, f"{app_url}/your_numbers?from=hidden-12-3-7")
    choose(page, 1)
    field(page, "t_indep[1, 1]").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("1\t2\n3\tx\n")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("t_indep[2, 2]: “x” is not a number")
    button(page, "page_next_sample").click()
    type_into(page, "t_indep[2, 2]", "4")
    page.wait_for_url("**?from=hidden-12-3-7&set=indep.1.1_1__indep.1.2_2__indep.2.1_3__indep.2.2_4")


def test_the_way_on_takes_a_text_that_its_field_still_held(app_url: str, page: Page) -> None:
    """Pasted, drawn, and rows of a table: the click leaves the field and goes on in the same step."""
    open_at(page, f"{app_url}/your_numbers")
    page.get_by_role("textbox", name="t_dep, a number a sample").fill("tensor([7., 8.])")
    button(page, "walk").click()
    expect(page).to_have_url(re.compile(r"/forward\?dep=7_8(#step=0)?$"))
    open_at(page, f"{app_url}/your_numbers")
    page.get_by_role("tab", name="Draw").click()
    page.get_by_role("textbox", name="Seed").fill("7")
    button(page, "walk").click()
    expect(page).to_have_url(re.compile(r"/forward\?from=hidden-50-3-7(#step=0)?$"))
    open_at(page, f"{app_url}/your_numbers")
    page.get_by_role("tab", name="Table", exact=True).click()
    page.get_by_label("Or rows of a table").fill("| x | y |\n|---|---|\n| 1 | 2 |\n")
    button(page, "walk").click()
    expect(page).to_have_url(re.compile(r"/forward\?indep=1&dep=2&coeffs=0(#step=0)?$"))


def test_numbers_too_many_for_a_link_are_downloaded_and_loaded_again(app_url: str, page: Page, tmp_path: Path) -> None:
    open_at(page, f"{app_url}/your_numbers?from=uniform-1000-10-3")
    page.get_by_role("button", name="Remove the last coefficient").click()
    page.wait_for_url("**?data=*")
    page.get_by_role("tab", name="Link and file").click()
    expect(page.get_by_role("alert").filter(has_text="These numbers are too many for a link")).to_be_visible()
    numbers = result(page, "coeffs.grad").all_inner_texts()
    with page.expect_download() as download:
        button(page, "download").click()
    download.value.save_as(tmp_path / "numbers.json")

    open_at(page, f"{app_url}/your_numbers")
    page.get_by_role("tab", name="Link and file").click()
    page.locator(".st-key-load_file input[type=file]").set_input_files(tmp_path / "numbers.json")
    expect(result(page, "coeffs.grad")).to_have_text(numbers)
    expect(page.locator(".numbers-result")).to_contain_text("t_indep (1000, 9)")


@pytest.mark.parametrize("preset", ["article-2x2", "article-1000x10"])
def test_on_a_phone_the_result_follows_the_numbers_and_nothing_is_wider_than_the_screen(
    app_url: str, page: Page, preset: str
) -> None:
    open_at(page, f"{app_url}/your_numbers?from={preset}", PHONE)
    numbers = page.get_by_role("button", name="Add a coefficient").bounding_box()
    panel = page.locator(".numbers-result").bounding_box()
    paste = button(page, "paste_button").bounding_box()
    assert numbers
    assert panel
    assert paste
    assert numbers["y"] < panel["y"] < paste["y"]
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= PHONE[0]


def test_on_a_laptop_the_numbers_and_their_result_are_seen_together(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/your_numbers?from=mixed-4x2", LAPTOP)
    for part in (field(page, "t_dep[3]"), page.locator(".numbers-result .verdict")):
        box = part.bounding_box()
        assert box
        assert box["y"] + box["height"] <= LAPTOP[1]
