"""What is done once in the life of the server process."""

import asyncio
import gc
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from ui.runtime import process

APP = str(Path(__file__).parents[3] / "app.py")


@pytest.fixture
def unsettled() -> Iterator[None]:
    """A process in which nothing has been done yet; settled again afterwards, which makes the next tests fast."""
    process.settle.cache_clear()
    gc.unfreeze()
    yield
    process.settle.cache_clear()
    process.settle()


@pytest.mark.usefixtures("unsettled")
def test_what_lives_after_the_imports_is_taken_out_of_the_collectors_sight_once() -> None:
    assert gc.get_freeze_count() == 0
    process.settle()
    frozen = gc.get_freeze_count()
    assert frozen > 100_000
    later = [[number] for number in range(1000)]
    process.settle()
    assert gc.get_freeze_count() == frozen
    assert gc.is_tracked(later)
    assert gc.isenabled()
    assert set(process.HEAVY) <= set(sys.modules)


@pytest.mark.usefixtures("unsettled")
def test_the_server_is_settled_and_looks_for_no_pages_folder_before_the_first_visitor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Otherwise a deep link that wakes a sleeping server would say "Page not found"."""
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)

    async def start() -> None:
        async with process.lifespan(st.App(APP)):
            assert gc.get_freeze_count() > 100_000
            assert PagesManager.uses_pages_directory is False

    with ThreadPoolExecutor(1) as elsewhere:  # a browser test before this one leaves its event loop in this thread
        elsewhere.submit(asyncio.run, start()).result()


def test_a_connection_to_the_server_s_socket_sends_small_messages_at_once() -> None:
    """Linux and macOS hand the setting on from the listening socket to what it accepts."""
    with socket.socket(socket.AF_INET) as server:  # without naming the protocol, as Streamlit makes it
        server.bind(("127.0.0.1", 0))
        server.listen()
        process.send_at_once()
        with socket.create_connection(server.getsockname()), server.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
