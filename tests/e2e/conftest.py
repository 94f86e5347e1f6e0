"""The app, running, and a browser that looks at it."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    WebError,
    expect,
    sync_playwright,
)

from tests.e2e import browser as chromium
from tests.e2e import server, waits

# A deep link: Streamlit's page looks for its server under the whole path first, and then at the root.
LOOKED_TOO_DEEP = re.compile(r"//[^/]+/[^/]+/_stcore/(health|host-config)$")

# An address of the server that is none of the app's: what is there is one word.
NO_PAGE = "/_stcore/health"

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


@pytest.fixture(scope="session")
def tab(browser: Browser, app_url: str) -> Iterator[Page]:
    """A tab of a reader who has been here before, for one test after the other.

    The browser keeps what it has fetched and compiled of the app's code, which is most of what opening a page costs.
    A first visit, with nothing kept, is what the tests of a fresh server make.
    """
    context = browser.new_context(viewport=LAPTOP)
    used = context.new_page()
    waits.watch(used)
    used.goto(f"{app_url}{NO_PAGE}")
    yield used
    context.close()


@pytest.fixture
def empty(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page without cookies, storage or permissions: the tab for the shared server, else one of its own."""
    if "app_url" not in request.fixturenames:
        if "fresh_app_url" in request.fixturenames:
            request.getfixturevalue("fresh_app_url")  # first, so that it outlives its page, which would complain
        context = browser.new_context(viewport=LAPTOP)
        new = context.new_page()
        waits.watch(new)
        yield new
        context.close()
        return
    used: Page = request.getfixturevalue("tab")
    yield used
    for other in used.context.pages:
        if other is not used:
            other.close()
    used.goto(f"{request.getfixturevalue('app_url')}{NO_PAGE}")
    used.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    used.set_viewport_size(LAPTOP)
    used.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference")
    used.context.clear_cookies()
    used.context.clear_permissions()


@pytest.fixture
def page(empty: Page) -> Iterator[Page]:
    """An empty page of a laptop's size.

    The test fails if the page wrote an error to the console, raised one, or asked another host for anything.
    """
    context = empty.context
    expect.set_options(timeout=PATIENCE)
    context.set_default_timeout(PATIENCE)
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and not LOOKED_TOO_DEEP.search(message.location["url"]):
            wrong.append(f"console: {message.text} ({message.location['url']})")

    def raised(error: WebError) -> None:
        wrong.append(f"raised: {error.error}")

    def asked(for_: Request) -> None:
        if urlsplit(for_.url).scheme in {"http", "https"} and urlsplit(for_.url).hostname != "127.0.0.1":
            wrong.append(f"asked another host: {for_.url}")

    # On the context, so that a second tab is watched too.
    context.on("console", heard)
    context.on("weberror", raised)
    context.on("request", asked)
    yield empty
    empty.goto("about:blank")  # what the page said until here has been heard by then
    context.remove_listener("console", heard)
    context.remove_listener("weberror", raised)
    context.remove_listener("request", asked)
    assert not wrong, "\n".join(wrong)
