"""Your numbers in a browser, many at once: the grid of a larger problem, files, and the layout."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import waits
from tests.e2e.fields import field, result
from tests.e2e.reading import LAPTOP, PHONE, button, open_at
from ui.editor.result import STALE


def open_cell(page: Page, row: int, column: int) -> Locator:
    """Open a cell of the grid of samples, by keyboard from the corner that a click finds; column 0 is t_indep[:, 0]."""
    waits.settled(page)
    canvas = page.get_by_test_id("data-grid-canvas").first
    canvas.click(position={"x": 130, "y": 52}, force=True)  # the grid's own scroller lies over the canvas
    for key, times in (("ArrowDown", row), ("ArrowRight", column), ("Enter", 1)):
        for _ in range(times):
            page.keyboard.press(key)
    opened = page.locator("#portal textarea")
    expect(opened).to_be_visible()
    return opened


def cell(page: Page, row: int, column: int) -> Locator:
    """A cell of the grid of samples, as a screen reader finds it: after the marker and the index."""
    return page.get_by_test_id(f"glide-cell-{column + 2}-{row}").first


def put(page: Page, row: int, column: int, text: str) -> None:
    open_cell(page, row, column).fill(text)
    page.keyboard.press("Enter")


def test_a_large_problem_is_edited_in_a_grid_and_taken_back(app_url: str, page: Page) -> None:
    start = f"{app_url}/your_numbers?from=article-1000x10"
    open_at(page, start)
    put(page, 0, 1, ".07")
    page.wait_for_url("**&set=indep.0.1_0.07")
    put(page, 2, 0, "3,5")
    expect(page.get_by_role("alert")).to_contain_text("t_indep[2, 0]: “3,5” has a decimal comma: write a point: 3.5.")
    expect(page.locator(".result")).to_contain_text(STALE)

    page.get_by_role("link", name="By hand").click()
    expect(page.locator("h1")).to_contain_text("By hand")
    page.get_by_role("link", name="Your numbers").click()
    expect(page.get_by_role("alert")).to_contain_text("t_indep[2, 0]: “3,5”")
    put(page, 2, 0, "3.5")
    page.wait_for_url("**&set=indep.0.1_0.07__indep.2.0_3.5")
    expect(page.get_by_role("alert")).to_have_count(0)

    page.go_back()
    expect(cell(page, 2, 0)).not_to_have_text("3.5")
    expect(cell(page, 0, 1)).to_have_text("0.07")
    put(page, 1, 1, "1e-4")
    page.wait_for_url("**&set=indep.0.1_0.07__indep.1.1_0.0001")


def test_a_tap_on_a_link_right_after_typing_into_the_grid_loses_nothing(app_url: str, page: Page) -> None:
    """The grid keeps an edit back for a moment, and the link waits for it."""
    open_at(page, f"{app_url}/your_numbers?from=hidden-12-3-7")
    open_cell(page, 1, 1).fill("2.5")
    page.get_by_role("link", name="By hand").click()
    expect(page.locator("h1")).to_contain_text("By hand")
    expect(page).to_have_url(re.compile(r"/by_hand\?from=hidden-12-3-7&set=indep\.1\.1_2\.5$"))


def test_a_block_from_a_spreadsheet_goes_into_the_grid(app_url: str, page: Page) -> None:
    """Copied with the keyboard from a text field, as from a spreadsheet: rows of cells with tabs between.

    The grid asks the browser for the clipboard, which asks the reader.
    """
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_at(page, f"{app_url}/your_numbers?from=hidden-12-3-7")
    box = page.get_by_role("textbox", name="t_indep, a row a sample")
    box.fill("1\t2\n3\tx")
    box.press("Control+a")
    box.press("Control+c")
    opened = open_cell(page, 1, 1)
    page.keyboard.press("Escape")
    expect(opened).to_be_hidden()
    expect(page.get_by_test_id("data-grid-canvas").first).to_be_focused()
    page.keyboard.press("Control+v")
    expect(page.get_by_role("alert")).to_contain_text("t_indep[2, 2]: “x” is not a number")
    put(page, 2, 2, "4")
    page.wait_for_url("**?from=hidden-12-3-7&set=indep.1.1_1__indep.1.2_2__indep.2.1_3__indep.2.2_4")


def test_numbers_too_many_for_a_link_are_downloaded_and_loaded_again(app_url: str, page: Page, tmp_path: Path) -> None:
    open_at(page, f"{app_url}/your_numbers?from=uniform-1000-10-3")
    page.get_by_role("button", name="Remove the last coefficient").click()
    page.wait_for_url("**?data=*")
    page.get_by_role("tab", name="Link and file").click()
    expect(page.get_by_text("These numbers are too many for a link")).to_be_visible()
    numbers = result(page, "coeffs.grad").all_inner_texts()
    with page.expect_download() as download:
        button(page, "download").click()
    download.value.save_as(tmp_path / "numbers.json")

    open_at(page, f"{app_url}/your_numbers")
    page.get_by_role("tab", name="Link and file").click()
    page.locator(".st-key-load_file input[type=file]").set_input_files(tmp_path / "numbers.json")
    expect(result(page, "coeffs.grad")).to_have_text(numbers)
    expect(page.locator(".result")).to_contain_text("t_indep (1000, 9)")


@pytest.mark.parametrize("preset", ["article-2x2", "article-1000x10"])
def test_on_a_phone_the_result_follows_the_numbers_and_nothing_is_wider_than_the_screen(
    app_url: str, page: Page, preset: str
) -> None:
    open_at(page, f"{app_url}/your_numbers?from={preset}", PHONE)
    numbers = page.get_by_role("button", name="Add a coefficient").bounding_box()
    panel = page.locator(".result").bounding_box()
    paste = button(page, "paste_button").bounding_box()
    assert numbers
    assert panel
    assert paste
    assert numbers["y"] < panel["y"] < paste["y"]
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= PHONE[0]


def test_on_a_laptop_the_numbers_and_their_result_are_seen_together(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/your_numbers?from=mixed-4x2", LAPTOP)
    for part in (field(page, "t_dep[3]"), page.locator(".result .verdict")):
        box = part.bounding_box()
        assert box
        assert box["y"] + box["height"] <= LAPTOP[1]
