"""Part 2: from nothing to a first number, and from page to page, against the smallest page that imports torch."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from playwright.sync_api import Browser

from benchmarks import chrome, servers
from benchmarks.report import Cell, Goal, Section
from benchmarks.timing import Spread, ratio
from tests.e2e import waits

NUMBER = r"/\d/.test(document.querySelector('[data-testid=stMain]')?.innerText ?? '')"
TAPE = "document.querySelector('.walk[data-ready] td')?.innerText"
PAGE = "forward?from=mixed-4x2"
GOAL = 1.3

HOW = (
    "Start to health: from starting the process to its first healthy answer, files in the system's cache; ours imports "
    "torch before it answers, the smallest page when its first visitor comes. Start to the first number: the same, and "
    "then the first visitor's page. First page: on a server that has served before, from the request of a browser with "
    "an empty cache to the first frame with a number in the page's text; the smallest page has one text, `0 of many`. "
    "Second page: from the click on Backward to the frame that shows its title and picture."
)
NAMES = ("ours", "smallest")
Times = dict[str, list[float]]


def measure(quick: bool) -> Section:
    """Start, open and turn a page, ours and the smallest in turn."""
    with TemporaryDirectory() as temporary, chrome.browser() as browser:
        folder = Path(temporary)
        health, whole = _starts(folder, browser, 1 if quick else 7)
        first, tape, second = _openings(folder, browser, 2 if quick else 12)
    rows: dict[str, Times] = {
        "start to health": health,
        "start to the first visitor's first number": whole,
        "first page to the first number": first,
    }
    ratios = {what: ratio(times, "ours", "smallest") for what, times in rows.items()}
    cells: list[tuple[Cell, ...]] = [
        (what, *(Spread.of(times[name]) for name in NAMES), ratios[what]) for what, times in rows.items()
    ]
    return Section(
        title="Opening",
        question="How long until the app answers and shows a number, against the smallest page with `import torch`?",
        columns=("what", "ours", "smallest page with torch", "ratio"),
        rows=(
            *cells,
            ("first page to the drawn picture", Spread.of(tape), None, None),
            ("second page", Spread.of(second), None, None),
        ),
        goals=tuple(Goal(what, GOAL, ratios[what].median) for what in rows if what.endswith("number")),
        notes=(HOW,),
    )


def _starts(folder: Path, browser: Browser, rounds: int) -> tuple[Times, Times]:
    """Seconds from the start of a process to its health, and to the first number of its first visitor."""
    health: Times = {name: [] for name in NAMES}
    whole: Times = {name: [] for name in NAMES}
    for _ in range(rounds):
        for name in NAMES:
            start = perf_counter()
            with _server(folder, name) as address:
                health[name].append(perf_counter() - start)
                asked = perf_counter() - start
                number, *_ = _open(browser, address, walk=name == "ours")
                whole[name].append(asked + number)
    return health, whole


def _openings(folder: Path, browser: Browser, rounds: int) -> tuple[Times, list[float], list[float]]:
    """Seconds to the first number, ours to the drawn tape, and ours from a click to the second page."""
    first: Times = {name: [] for name in NAMES}
    tape: list[float] = []
    second: list[float] = []
    with _server(folder, "ours") as ours, _server(folder, "smallest") as smallest:
        for number_of_round in range(rounds + 1):
            mine, theirs = _open(browser, ours, walk=True), _open(browser, smallest, walk=False)
            if number_of_round:  # the first visit to a server is the first of its process
                first["ours"].append(mine[0])
                first["smallest"].append(theirs[0])
                tape.append(mine[1])
                second.append(mine[2])
    return first, tape, second


@contextmanager
def _server(folder: Path, name: str) -> Iterator[str]:
    """The address of a page of ours, or of the smallest page, on a server of its own."""
    with servers.ours(folder) if name == "ours" else servers.smallest(folder, torch=True) as address:
        yield f"{address}/{PAGE}" if name == "ours" else address


def _open(browser: Browser, address: str, *, walk: bool) -> tuple[float, float, float]:
    """Seconds to the first number, to the drawn tape, and from a click to the second page; 0 for what is not there."""
    page = chrome.window(browser)
    page.add_init_script(chrome.first_seen({"number": NUMBER, "tape": TAPE}))
    page.goto(address)
    waits.settled(page)
    number = chrome.seen(page, "number")
    drawn = chrome.seen(page, "tape") if walk else 0.0
    turned = chrome.click(page, ".st-key-nav a[href*=backward]", [".page-title", ".walk .stage"]) if walk else 0.0
    page.context.close()
    return number, drawn, turned
