"""A visit stays at one replica: pages, websocket and uploads."""

import tomllib
from http.client import HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.deploy.balancer import Balancer
from tests.deploy.visitor import home, upload
from tests.e2e import server
from tests.e2e.reading import open_at

VISITORS = 32
"""So many that chance gives all of them to one replica once in two thousand million times."""

CONFIG = tomllib.loads((server.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
LARGEST = CONFIG["server"]["maxUploadSize"] * 1024 * 1024
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}
HEALTH, SOCKET = "/_stcore/health", "/_stcore/stream"


def set_by(answer: HTTPResponse) -> SimpleCookie:
    return SimpleCookie("; ".join(answer.headers.get_all("Set-Cookie", [])))


def test_visitors_stick_and_both_replicas_have_some(balancer: Balancer) -> None:
    """All in one test, since the replicas take longer to start than everything that is asked of them."""
    given = []
    for _ in range(VISITORS):
        answer = balancer.ask(HEALTH)
        assert answer.status == 200
        cookie = set_by(answer)["replica"]
        assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/", True, "Lax")
        given.append(cookie.value)
    assert balancer.has_served(HEALTH, VISITORS) == [("GET", "200", replica) for replica in given]
    assert set(given) == {"1", "2"}

    # Each of them asked again by a visitor of its own: no other cookie, no other replica.
    for replica in ("1", "2"):
        mine = {"Cookie": f"replica={replica}"}
        for path in ["/backward"] * 5:
            again = balancer.ask(path, mine)
            assert again.status == 200
            assert "replica" not in set_by(again)
        socket = balancer.ask(SOCKET, mine | UPGRADE | {"Origin": balancer.address})
        assert (socket.status, socket.headers["Upgrade"]) == (101, "websocket")
        socket.close()
    assert balancer.has_served(SOCKET, 2) == [("GET", "101", "1"), ("GET", "101", "2")]
    assert balancer.has_served("/backward", 10) == [("GET", "200", "1")] * 5 + [("GET", "200", "2")] * 5


def test_a_file_goes_to_the_replica_that_holds_the_visit(balancer: Balancer, page: Page, tmp_path: Path) -> None:
    open_at(page, f"{balancer.address}/your_numbers")
    upload(page, tmp_path, "x,y\n1,2\n3,4\n")
    expect(page.get_by_role("heading", name="2 rows, 2 columns")).to_be_visible()
    assert balancer.has_served("/_stcore/upload_file/", 1) == [("PUT", "204", home(page))]


def test_a_file_as_large_as_the_app_takes_is_passed_on(balancer: Balancer) -> None:
    """To the app, which refuses it, since nobody's visit asked for it; a larger one does not come so far."""
    for size in (LARGEST, 2 * LARGEST):
        balancer.ask("/_stcore/upload_file/nobody/file", {"Cookie": "replica=2"}, "PUT", b"0" * size)
    passed, refused = balancer.has_served("/_stcore/upload_file/", 2)
    assert (passed[0], passed[2]) == ("PUT", "2")
    assert refused == ("PUT", "413", "")
