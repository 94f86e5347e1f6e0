"""The app, running, and a browser that looks at it."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, ViewportSize, expect, sync_playwright

from tests.e2e import browser as chromium
from tests.e2e import server, waits

# A deep link: Streamlit's page looks for its server under the whole path first, and then at the root.
LOOKED_TOO_DEEP = re.compile(r"//[^/]+/[^/]+/_stcore/(health|host-config)$")

HERE = Path(__file__).parent
LAPTOP = ViewportSize(width=1440, height=900)
PATIENCE = 20_000  # ms; two workers share two cores

# No sandbox, since continuous builds run as root; no talk of the browser's own with the network.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that `-m "not e2e"` needs no browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            # Two browsers, two servers and the tests share two cores: a machine that stalls must not read as a fault.
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app; one server for all tests of a worker."""
    with server.running(tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture
def fresh_app_url(tmp_path: Path) -> Iterator[str]:
    """The address of a server that nobody has visited yet."""
    with server.running(tmp_path / "log.txt") as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser, or a failure that says how to get one: these tests are never skipped."""
    try:
        path = chromium.find()
    except chromium.NoBrowserError as error:
        pytest.fail(str(error), pytrace=False)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page of a laptop's size with a history of its own.

    The test fails if the page wrote an error to the console, raised one, or asked another host for anything.
    """
    if "fresh_app_url" in request.fixturenames:
        request.getfixturevalue("fresh_app_url")  # first, so that it outlives the page, which would complain of its end
    expect.set_options(timeout=PATIENCE)
    context = browser.new_context(viewport=LAPTOP)
    context.set_default_timeout(PATIENCE)
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and not LOOKED_TOO_DEEP.search(message.location["url"]):
            wrong.append(f"console: {message.text} ({message.location['url']})")

    def raised(error: Error) -> None:
        wrong.append(f"raised: {error}")

    def asked(for_: Request) -> None:
        if urlsplit(for_.url).scheme in {"http", "https"} and urlsplit(for_.url).hostname != "127.0.0.1":
            wrong.append(f"asked another host: {for_.url}")

    # On the context, so that a second tab is watched too.
    context.on("console", heard)
    context.on("weberror", lambda error: raised(error.error))
    context.on("request", asked)
    new = context.new_page()
    waits.watch(new)
    yield new
    context.close()
    assert not wrong, "\n".join(wrong)
