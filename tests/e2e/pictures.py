"""Photographs every page: light, dark, on a phone, on a projector, in a frame, and as it is printed (`make pictures`).

The pictures go into `pictures/`, which git ignores.
"""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.e2e import browser, server, waits
from tests.e2e.conftest import FLAGS
from tests.e2e.reading import SCHEMES
from ui.frame.views import FIRST_VIEW, VIEWS

FOLDER = server.ROOT / "pictures"
QUERY = "from=mixed-4x2"
MIDWAY = {"backward": "&step=5#step=5", "forward": "&step=3#step=3", "question": "&step=3#step=3"}
"""Where a walk is photographed: where there is much to see."""

SIZES = {"laptop": (1400, 900), "phone": (390, 844), "projector": (1920, 1080)}
FRAME = (640, 720)


@dataclass(frozen=True)
class Shot:
    """One picture: its name, its address, and the window."""

    name: str
    path: str
    size: tuple[int, int]
    scheme: str


def shots() -> Iterator[Shot]:
    """Both themes on a laptop; the others light."""
    for slug in VIEWS:
        query, _, step = f"{QUERY}{MIDWAY.get(slug, '')}".partition("#")
        path, hashed = "" if slug == FIRST_VIEW else slug, f"#{step}" if step else ""
        for name, size in SIZES.items():
            for scheme in SCHEMES if name == "laptop" else SCHEMES[:1]:
                dark = "" if scheme == SCHEMES[0] else f"-{scheme}"
                yield Shot(f"{slug}-{name}{dark}", f"{path}?{query}{hashed}", size, scheme)
        yield Shot(f"{slug}-frame", f"{path}?{query}&embed=true{hashed}", FRAME, SCHEMES[0])


def photograph(opened: Browser, address: str, shot: Shot) -> None:
    """Into a file of its name; a laptop's in light is printed, too."""
    width, height = shot.size
    page = opened.new_page(viewport=ViewportSize(width=width, height=height), color_scheme=shot.scheme)  # type: ignore[arg-type]  # SCHEMES
    waits.watch(page)
    page.goto(f"{address}/{shot.path}")
    waits.settled(page)
    complete(page)
    page.screenshot(path=FOLDER / f"{shot.name}.png")
    if shot.name.endswith("-laptop"):
        page.pdf(path=FOLDER / f"{shot.name.removesuffix('-laptop')}-print.pdf", prefer_css_page_size=True)
    page.close()


def complete(page: Page) -> None:
    """Streamlit loads the code of what it draws after the page; until then, boxes stand for it."""
    expect(page.locator("h1")).to_be_attached()
    expect(page.locator('[data-testid="stSkeleton"]')).to_have_count(0)
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    page.wait_for_load_state("networkidle")
    waits.painted(page)


def main() -> None:
    """All of them, anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    path = browser.find()
    with (
        tempfile.TemporaryDirectory() as scratch,
        server.running(Path(scratch) / "log.txt") as address,
        sync_playwright() as playwright,
    ):
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for shot in shots():
            photograph(opened, address, shot)
            print(FOLDER / f"{shot.name}.png")
        opened.close()


if __name__ == "__main__":
    main()
