"""Waiting on the page and its connection for what they say, never for a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from playwright.sync_api import Page, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# Until the first run the state is "initial"; then it goes through "running" and back to this one.
_DONE = '[data-testid="stApp"][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
_PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
_connections: WeakKeyDictionary[Page, WebSocket] = WeakKeyDictionary()


def watch(page: Page) -> None:
    """Remember the page's connection to its server, the latest one after a reconnection."""
    page.on("websocket", lambda socket: _connections.update({page: socket}))


def settled(page: Page) -> None:
    """Return when no run is going on, after page.goto() or page.go_back().

    After a click the state changes only when the server answers: expect what the click shows, or use rerun().
    """
    expect(page.locator(_DONE)).to_be_attached()


@contextmanager
def rerun(page: Page) -> Iterator[None]:
    """Return when the run that the block asks for has ended and is drawn: `with rerun(page): button.click()`.

    For the checks that nothing on the page announces, such as that no error came. The block must ask for one run.
    """
    with _connections[page].expect_event("framereceived", _ends_a_run):
        yield
    painted(page)
    settled(page)


@contextmanager
def unasked(page: Page) -> Iterator[None]:
    """What the block does asks the server for nothing."""
    sent: list[str | bytes] = []
    socket = _connections[page]

    def heard(frame: str | bytes) -> None:
        sent.append(frame)

    socket.on("framesent", heard)
    yield
    painted(page)
    socket.remove_listener("framesent", heard)
    assert sent == [], f"{len(sent)} requests"


def painted(page: Page) -> None:
    """Return when what has changed is drawn."""
    page.evaluate(_PAINTED)


def idle(page: Page) -> None:
    """Return when the page has done what it puts off until it has nothing else to do, at last after half a second."""
    page.evaluate("() => new Promise(done => requestIdleCallback(done, {timeout: 1000}))")


@contextmanager
def reconnection(page: Page) -> Iterator[None]:
    """Return when the page has a new connection, and the first run over it has ended and is drawn."""
    with page.expect_websocket() as found:
        yield
    with found.value.expect_event("framereceived", _ends_a_run):
        pass
    painted(page)
    settled(page)


def _ends_a_run(frame: str | bytes) -> bool:
    """A run cut short by the next one does not count."""
    assert isinstance(frame, bytes), "Streamlit's messages are binary"
    message = ForwardMsg.FromString(frame)
    if message.WhichOneof("type") != "script_finished":
        return False
    return bool(message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN)
