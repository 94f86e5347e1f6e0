"""The Chromium or Chrome that drives the browser tests.

As a script (`make test` runs it) it finds one or installs one and prints its path, or fails and says how to get one.
The tests themselves only look: find().
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ADVICE = (
    "The browser tests need Chromium or Chrome, and none was found: install one (on Debian: apt-get install chromium), "
    "or run `.venv/bin/python -m playwright install --with-deps chromium`, or set CHROME to the path of yours."
)
DRIVER_ADVICE = (
    "Playwright's driver, which steers the browser, does not start: `.venv/bin/python -m playwright --version` says "
    "why (on a bare Debian: apt-get install libatomic1)."
)


class NoBrowserError(RuntimeError):
    """No browser can be had; str() says how to get one."""


def find() -> str:
    """The path of a browser that starts: CHROME, then PATH, then macOS's applications, then Playwright's own download.

    Raises:
        NoBrowserError: if there is none, or if CHROME is set and does not start.
    """
    if chosen := os.environ.get("CHROME"):
        if _starts(chosen):
            return chosen
        raise NoBrowserError(f"CHROME is set to {chosen}, which does not start: correct it or unset it.")
    on_path = filter(None, map(shutil.which, NAMES))
    for path in (*on_path, *MAC_APPS, *_playwrights_own()):
        if _starts(path):
            return path
    raise NoBrowserError(ADVICE)


def find_or_install() -> str:
    """As find(), and where there is none, try Playwright's download and then the system's package manager.

    Raises:
        NoBrowserError: if none can be had, or nothing that can drive it.
    """
    if not _driver_starts():
        _apt_get("libatomic1")
        if not _driver_starts():
            raise NoBrowserError(DRIVER_ADVICE)
    try:
        return find()
    except NoBrowserError:
        if os.environ.get("CHROME"):
            raise
    for install in (_download, _install):
        install()
        try:
            return find()
        except NoBrowserError:
            continue
    raise NoBrowserError(ADVICE)


def _starts(path: str) -> bool:
    """A file alone is not enough: Ubuntu's chromium-browser can be a stub, and a download can lack system libraries."""
    return Path(path).exists() and _run([path, "--version"], quiet=True)


def _driver_starts() -> bool:
    return _run([sys.executable, "-m", "playwright", "--version"], quiet=True)


def _playwrights_own() -> tuple[str, ...]:
    asked = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    return (told.stdout.strip(),) if told.returncode == 0 else ()


def _download() -> None:
    _say("No browser was found; trying Playwright's own download.")
    _run([sys.executable, "-m", "playwright", "install", "chromium"])


def _install() -> None:
    # Fonts too: without any, every text has no height.
    _apt_get("chromium", "fonts-dejavu-core", "fonts-liberation")


def _apt_get(*packages: str) -> None:
    if not shutil.which("apt-get"):
        return
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and not (shutil.which("sudo") and _run([*sudo, "true"], quiet=True)):
        return
    _say(f"Trying the system's package manager: {' '.join(packages)}.")
    _run([*sudo, "apt-get", "update", "-qq"])
    _run([*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages])


def _run(command: list[str], *, quiet: bool = False) -> bool:
    """Whether the command ended well. Its output goes to stderr, since stdout belongs to the browser's path."""
    out = subprocess.DEVNULL if quiet else sys.stderr
    err = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, check=False).returncode == 0


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


if __name__ == "__main__":
    try:
        print(find_or_install())
    except NoBrowserError as error:
        sys.exit(str(error))
