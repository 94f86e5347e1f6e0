"""What a visitor of the balanced app does and where the visit is held."""

from pathlib import Path

from playwright.sync_api import Page


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
