"""What a visitor of the balanced app does and where the visit is held."""

from pathlib import Path

from playwright.sync_api import Page

# Ends when no further file has come for a second.
QUIET = """() => new Promise(done => {
    let quiet
    const more = () => { clearTimeout(quiet); quiet = setTimeout(done, 1000) }
    new PerformanceObserver(more).observe({ type: "resource" })
    more()
})"""


def home(page: Page) -> str:
    """The replica that the visitor's cookie names."""
    (name,) = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "replica"]
    return name


def upload(page: Page, folder: Path, text: str) -> None:
    """Give a CSV to the Table tab of Your numbers."""
    path = folder / "numbers.csv"
    path.write_text(text, encoding="utf-8")
    page.get_by_role("tab", name="Table", exact=True).click()
    page.locator(".st-key-table_file input[type=file]").set_input_files(path)


def loaded(page: Page) -> None:
    """Wait for the code that the browser fetches behind the page: no balancer mends a file that is cut off halfway.

    What Playwright calls networkidle is said once for each document, and comes between two of these files too.
    """
    page.evaluate(QUIET)
