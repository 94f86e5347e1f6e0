"""Part 2, continued: against this app as it was before a walk was one piece of markup, in the same browser, in turn."""

import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, expect

from benchmarks import chrome, servers
from benchmarks.report import Cell, Goal, Section
from benchmarks.timing import Spread, ratio
from tests.e2e import server, waits
from tests.e2e.fields import field
from tests.e2e.reading import fonts_loaded, open_at

COMMIT = "9064e68"
PAGE = "backward?from=mixed-4x2&step=3"
NAMES = ("now", "then")
GOALS = {"opening, to the drawn picture": 1.1, "choosing an entry": 1.25, "editing a cell": 1.25}
"""What the ratio of the times should be at most."""

WHY = "all steps are drawn and sent together, where one was; from then on a step asks the server for nothing"
HOW = (
    f"Both in one Chromium, in turn, at step 3 of Backward. Then is commit {COMMIT}, with the packages that are "
    "installed now. Opening: a browser with an empty cache, a server that has served before. Choosing: from the click "
    "on coeffs.grad[0] or [1] to the frame that shows another picture. Editing: from Enter behind a number for "
    "coeffs[0] to that frame; now in the picture, then in the field of Change numbers."
)
Times = dict[str, list[float]]


@dataclass(frozen=True)
class App:
    """How one of the two is read and used.

    Attributes:
        picture: the selector of what a choice and a number change.
        drawn: JavaScript: whether the picture is there.
        entry: the selector of the button of entry j, with `{j}`.
        cell: prepares and finds the place where coeffs[0] is typed.
        rest: JavaScript: waits until what is sent next goes out at once.
    """

    picture: str
    drawn: str
    entry: str
    cell: Callable[[Page], None]
    rest: str


def _in_the_picture(page: Page) -> None:
    page.locator('[data-cells="v.coeffs"] td[data-at="0"]').click()


def _in_the_popover(page: Page) -> None:
    cell = field(page, "coeffs[0]")
    if not cell.is_visible():
        page.locator(".st-key-change button").click()
        expect(cell).to_be_visible()
        waits.settled(page)
    cell.click()


APPS = {
    "now": App(
        ".walk .stage",
        "document.querySelector('.walk[data-ready] td')?.innerText",
        '.walk [data-do=pick][data-j="{j}"]',
        _in_the_picture,
        "() => document.querySelector('.walk-here').held.told",
    ),
    "then": App(
        ".tape-box",
        "document.querySelector('.tape-box td')?.innerText",
        ".st-key-choose-coeff button >> nth={j}",
        _in_the_popover,
        "() => null",
    ),
}


def measure(quick: bool) -> Section:
    """Open, choose and edit, now and then in turn."""
    with TemporaryDirectory() as temporary, chrome.browser() as browser:
        folder = Path(temporary)
        with servers.ours(folder) as now, _then(folder) as then:
            addresses = dict(zip(NAMES, (f"{now}/{PAGE}", f"{then}/{PAGE}"), strict=True))
            found = dict(zip(GOALS, _measured(browser, addresses, 2 if quick else 20), strict=True))
    ratios = {what: ratio(times, *NAMES) for what, times in found.items()}
    cells: list[tuple[Cell, ...]] = [
        (what, *(Spread.of(times[name]) for name in NAMES), ratios[what]) for what, times in found.items()
    ]
    return Section(
        title="Against an earlier app",
        question="A walk's steps are all sent at once: what does that cost where the server is asked?",
        columns=("what", *NAMES, "ratio"),
        rows=tuple(cells),
        goals=tuple(Goal(f"{what}, against {COMMIT}", GOALS[what], ratios[what].median, reason=WHY) for what in found),
        notes=(HOW,),
    )


@contextmanager
def _then(folder: Path) -> Iterator[str]:
    """The address of the earlier app, out of this repository's history.

    Raises:
        CalledProcessError: in a copy whose history does not reach back so far.
    """
    home = folder / COMMIT
    packed = subprocess.run(["git", "archive", COMMIT], cwd=server.ROOT, capture_output=True, check=True).stdout  # noqa: S607  # git by PATH, as a person does
    with tarfile.open(fileobj=BytesIO(packed)) as files:
        files.extractall(home, filter="data")
    port = server.free_port()
    with server.started(folder / "then.txt", port, folder=home):
        yield f"http://127.0.0.1:{port}"


def _measured(browser: Browser, addresses: dict[str, str], rounds: int) -> tuple[Times, Times, Times]:
    """Seconds to open, to choose and to edit, by the app's name."""
    opening: Times = {name: [] for name in NAMES}
    choosing: Times = {name: [] for name in NAMES}
    editing: Times = {name: [] for name in NAMES}
    pages: dict[str, Page] = {}
    for number in range(rounds + 1):
        for name in NAMES:
            page = chrome.window(browser)
            page.add_init_script(chrome.first_seen({"drawn": APPS[name].drawn}))
            open_at(page, addresses[name])
            seconds = chrome.seen(page, "drawn")
            if number:  # the first visit to a server is the first of its process
                opening[name].append(seconds)
                page.context.close()
            else:
                fonts_loaded(page)
                pages[name] = page
    for number, (j, text) in enumerate(zip(cycle((1, 0)), _numbers(rounds + 1), strict=False)):
        for name, page in pages.items():
            app = APPS[name]
            chosen = chrome.click(page, app.entry.format(j=j), [app.picture])
            _rest(page, app)
            app.cell(page)
            page.keyboard.press("Control+a")
            page.keyboard.type(text)
            edited = chrome.took(page, "keydown", [app.picture], lambda page=page: page.keyboard.press("Enter"))  # type: ignore[misc]  # the page of this turn
            _rest(page, app)
            if number:
                choosing[name].append(chosen)
                editing[name].append(edited)
    return opening, choosing, editing


def _rest(page: Page, app: App) -> None:
    waits.settled(page)
    page.evaluate(app.rest)
    waits.painted(page)


def _numbers(count: int) -> list[str]:
    """As many numbers, each new to both apps: what is computed once may be kept."""
    return [str(number / 64) for number in range(1, count + 1)]
