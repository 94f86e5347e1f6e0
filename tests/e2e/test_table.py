"""A real file in a browser: uploaded, its columns picked, and the gradient read."""

from pathlib import Path

import plotly.data
from playwright.sync_api import Page, expect

from core import run_backward
from core.numbers import short
from core.presets.presets import PRESETS
from tests.e2e.reading import PHONE, button, open_at, query
from tests.e2e.waits import rerun

TALL = (1440, 2400)
"""Nothing has to be scrolled into view: a list that is open closes when the page scrolls."""


def open_tab(page: Page, app_url: str, size: tuple[int, int] = (1440, 800)) -> None:
    open_at(page, f"{app_url}/your_numbers", size)
    page.get_by_role("tab", name="Table", exact=True).click()


def upload(page: Page, path: Path) -> None:
    with rerun(page):
        page.locator(".st-key-table_file input[type=file]").set_input_files(path)


def pick(page: Page, label: str, name: str) -> None:
    page.get_by_role("combobox", name=label).click()
    with rerun(page):
        page.get_by_role("option", name=name, exact=True).click()
    page.keyboard.press("Escape")


def test_plotly_s_tips_from_file_to_gradient(app_url: str, page: Page, tmp_path: Path) -> None:
    """Uploaded whole, with its columns of text: the same gradient as the preset's."""
    path = tmp_path / "tips.csv"
    plotly.data.tips().to_csv(path, index=False)
    open_tab(page, app_url, TALL)
    upload(page, path)
    expect(page.get_by_role("heading", name="244 rows, 7 columns")).to_be_visible()
    columns = page.get_by_role("region", name="Columns").get_by_role("row")
    expect(columns.filter(has_text="total_bill")).to_contain_text("3.07")
    expect(columns.filter(has_text="smoker")).to_contain_text("row 2 is “No”: text cannot be multiplied")

    pick(page, "Target, t_dep", "tip")
    pick(page, "Features, the columns of t_indep", "size")
    with rerun(page):
        page.get_by_role("radio", name="divide by the maximum").click()
    button(page, "table_use").click()

    used = page.get_by_role("region", name="In use: t_dep is tip").get_by_role("row")
    grads = [short(grad, signed=True) for grad in run_backward(PRESETS["tips"].build()).coeffs_grad.tolist()]
    for name, grad in zip(("total_bill", "size"), grads, strict=True):
        expect(used.filter(has_text=name)).to_contain_text(grad)
    expect(page.locator(".numbers-result .gradient").first).to_contain_text(grads[0])
    expect(page.locator(".strip")).to_contain_text("244 samples, 2 coefficients")


def test_a_refused_file_says_so_and_the_numbers_stay(app_url: str, page: Page, tmp_path: Path) -> None:
    path = tmp_path / "ragged.csv"
    path.write_bytes("x;y\n1,5;2\n3\n".encode("latin-1"))
    open_tab(page, app_url)
    upload(page, path)
    said = "Row 3 has 1 cell where row 1 has 2: give every row the same number of cells."
    expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    assert query(page) == {}
    expect(page.locator(".strip")).to_contain_text("The article's 2×2")


def test_back_brings_the_numbers_that_a_table_replaced(app_url: str, page: Page) -> None:
    open_tab(page, app_url)
    page.get_by_label("Or rows of a table").fill("x\ty\n1,5\t2\n3\t4")
    button(page, "table_read").click()
    expect(page.get_by_role("heading", name="2 rows, 2 columns")).to_be_visible()
    button(page, "table_use").click()
    expect(page.locator(".strip")).to_contain_text("Your numbers · 2 samples, 1 coefficient")
    page.go_back()
    expect(page.locator(".strip")).to_contain_text("The article's 2×2")
    expect(page.get_by_role("region", name="In use: t_dep is y")).to_have_count(0)


def test_on_a_phone_nothing_is_wider_than_the_page(app_url: str, page: Page, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"a long name {k}" for k in range(40)) + "\n" + ",".join("1" * 40) + "\n")
    open_tab(page, app_url, PHONE)
    upload(page, path)
    expect(page.get_by_role("heading", name="1 row, 40 columns")).to_be_visible()
    with rerun(page):
        button(page, "table_use").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_why_divide_by_n_on_by_hand(app_url: str, page: Page) -> None:
    """The mean's gradient stands still as the data are repeated, the sum's grows."""
    open_at(page, f"{app_url}/by_hand?from=mixed-4x2")
    mean, total = (page.get_by_role("region", name=f"The {name} with the data repeated") for name in ("mean", "sum"))
    page.get_by_role("radiogroup", name="k times over").get_by_role("radio", name="5", exact=True).click()
    expect(total.get_by_role("row").last).to_contain_text("+10")
    expect(mean.get_by_role("row").last).to_contain_text("+0.5")
    expect(mean.locator("td.grad")).to_have_text(["+0.5"] * 5)
    expect(total.locator("td.grad")).to_have_text(["+2", "+4", "+6", "+8", "+10"])
    page.get_by_role("link", name="Next: Slope").click()
    expect(page.locator("h1")).to_have_text("Slope: what the number means")
