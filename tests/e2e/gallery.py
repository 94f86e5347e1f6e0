"""Photographs the pictures of docs/gallery.md, small, and README's (`python -m tests.e2e.gallery`)."""

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from core import TEMPLATES, Link, Script, encode, with_script
from tests.e2e import browser, server, waits
from tests.e2e.conftest import FLAGS
from tests.e2e.pictures import complete

DOCS = server.ROOT / "docs"
SIZE, README_SIZE, PHONE = (1400, 900), (1400, 830), (390, 844)
SMALL, COLOURS = 0.7, 128
"""How much smaller a laptop's picture is drawn, and in how many colours."""
MIXED, LARGE = "from=mixed-4x2", "from=article-1000x10&i=500&j=6"
CUT = encode(with_script(Link(), Script.of(TEMPLATES["detach"].text)))


class Shown(NamedTuple):
    """A page as the gallery shows it."""

    path: str
    scheme: Literal["light", "dark"] = "light"
    size: tuple[int, int] = SIZE


GALLERY = {
    "gallery/question": Shown("?#step=3"),
    "gallery/forward": Shown(f"forward?{MIXED}#step=3"),
    "gallery/backward": Shown(f"backward?{MIXED}#step=5"),
    "gallery/backward-dark": Shown(f"backward?{MIXED}&j=1&trace=1#step=7", "dark"),
    "gallery/hidden": Shown(f"backward?{MIXED}&model=hidden&start=5#step=11"),
    "gallery/large": Shown(f"backward?{LARGE}#step=6"),
    "gallery/by-hand": Shown(f"by_hand?{MIXED}"),
    "gallery/slope": Shown(f"slope?{MIXED}"),
    "gallery/life": Shown("life?calls=f-b-f-b#step=4", "dark"),
    "gallery/descent": Shown(f"descent?{MIXED}#step=12"),
    "gallery/practice": Shown("practice"),
    "gallery/your-program": Shown(f"your_program?{CUT}"),
    "gallery/your-program-dark": Shown(f"backward?{CUT}#step=2", "dark"),
    "gallery/phone": Shown(f"backward?{MIXED}#step=5", size=PHONE),
    "backward": Shown(f"backward?{MIXED}#step=5", size=README_SIZE),
}


def photograph(opened: Browser, address: str, name: str, shown: Shown) -> None:
    """Into its file."""
    width, height = shown.size
    page = opened.new_page(viewport=ViewportSize(width=width, height=height), color_scheme=shown.scheme)
    waits.watch(page)
    page.goto(f"{address}/{shown.path}")
    waits.settled(page)
    complete(page)
    taken = Image.open(BytesIO(page.screenshot())).convert("RGB")
    if shown.size == SIZE:
        taken = taken.resize((round(width * SMALL), round(height * SMALL)), Image.Resampling.LANCZOS)
    taken.quantize(COLOURS).save(DOCS / f"{name}.png", optimize=True)
    page.close()


def main() -> None:
    """All of them, anew."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        server.running(Path(scratch) / "log.txt") as address,
        sync_playwright() as playwright,
    ):
        opened = playwright.chromium.launch(executable_path=browser.find(), args=FLAGS)
        for name, shown in GALLERY.items():
            photograph(opened, address, name, shown)
        opened.close()


if __name__ == "__main__":
    main()
