"""Part 1: from a click to the changed page in a real Chromium, against the smallest Streamlit page there can be."""

from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page

from benchmarks import chrome, servers
from benchmarks.report import Cell, Goal, Section
from benchmarks.timing import Spread, ratio
from tests.e2e.reading import at_step, fonts_loaded, open_at

NEXT, BASE_NEXT = ".walk [data-do=next]", ".st-key-next button"
OURS = [".walk .count", ".walk .says", ".walk .stage"]
SMALLEST = ['[data-testid="stText"]']
PROBLEMS = {
    "2×2": "from=article-2x2",
    "4×2": "from=mixed-4x2",
    "1000×10": "from=article-1000x10",
    "hidden layer": "from=mixed-4x2&model=hidden&start=5",
}
"""The queries of the addresses."""
GOAL = 0.4
"""What the ratio of the medians should be at most."""
UNEVEN = 1.5
"""The slowest twentieth of our steps should take at most so many times the median."""

HOW = (
    "Real mouse clicks, one on each page in turn, both pages open in one Chromium. A step is over when a frame has "
    "been painted in which the sentence, the picture and the step's number are all new; what then still moves to its "
    "place is not waited for. No step reaches the server."
)

DRAWING = "all of it is Chromium, which lays out the picture and paints it; the server is not asked"
FRAMES = "a step that just misses a frame waits for the next one, 17 ms later"


def measure(quick: bool) -> Section:
    """Step through each walk, one click there for one click here."""
    rows: list[tuple[Cell, ...]] = []
    goals: list[Goal] = []
    with TemporaryDirectory() as temporary, chrome.browser() as browser:
        folder = Path(temporary)
        with servers.ours(folder) as ours, servers.smallest(folder) as smallest:
            base = chrome.window(browser)
            open_at(base, smallest, heading=False)
            for view in ("forward", "backward"):
                for size, query in PROBLEMS.items():
                    name = f"{view.title()}, {size}"
                    samples = _walk(browser, f"{ours}/{view}?{query}", base, 1 if quick else 12)
                    times = ratio(samples, "ours", "smallest")
                    uneven = quantiles(samples["ours"], n=20)[-1] / median(samples["ours"])
                    rows.append((name, *(Spread.of(each) for each in samples.values()), times, uneven))
                    goals.append(Goal(f"{name}, against the smallest page", GOAL, times.median, reason=DRAWING))
                    goals.append(Goal(f"{name}, 95th percentile against our median", UNEVEN, uneven, reason=FRAMES))
    return Section(
        title="A step",
        question="How long from a click on Next to the frame that shows the next step, against a page of one button "
        "and one text, without torch, with Streamlit's defaults?",
        columns=("walk", "ours", "smallest page", "ratio", "p95 ÷ median"),
        rows=tuple(rows),
        goals=tuple(goals),
        notes=(HOW,),
    )


def _walk(browser: Browser, address: str, base: Page, rounds: int) -> dict[str, list[float]]:
    """Seconds of each step here, and of as many there."""
    page = chrome.window(browser)
    open_at(page, address)
    last = int(page.locator(".walk[data-ready]").get_attribute("data-last") or "")
    at_step(page, 0, last)
    fonts_loaded(page)
    found: dict[str, list[float]] = {"ours": [], "smallest": []}
    for number in range(rounds + 1):
        for step in range(1, last + 1):
            took = chrome.click(page, NEXT, OURS), chrome.click(base, BASE_NEXT, SMALLEST)
            at_step(page, step, last)
            if number:  # the first round warms up
                for times, seconds in zip(found.values(), took, strict=True):
                    times.append(seconds)
        page.keyboard.press("Home")
        at_step(page, 0, last)
    page.context.close()
    return found
