"""What is done once in the life of the server process."""

import asyncio
import os
import socket
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module
from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from ui.runtime.collector import Collector, keep_looking, look_at_everything
from ui.runtime.memory import few_arenas

HEAVY = ("pandas", "pyarrow", "torch")
"""Imported at start-up, so that no visitor waits for them and `gc.freeze` covers what they bring."""

OPEN_FILES = (Path("/proc/self/fd"), Path("/dev/fd"))
"""Where Linux and macOS list the open files of a process."""


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Prepare the process before it answers its first request."""
    few_arenas()
    settle()
    send_at_once()
    # Where a folder is named pages/, the first session of a process would look for the address in that folder alone
    # and greet a shared link with "Page not found". st.navigation does the same, but only once a script has run.
    PagesManager.uses_pages_directory = False
    collector = Collector()
    collector.watch()
    looking = asyncio.create_task(keep_looking())
    try:
        yield
    finally:
        looking.cancel()
        collector.leave()


@cache
def settle() -> None:
    """Take the imported libraries out of the garbage collector's sight.

    Streamlit ends every run with a full collection. With torch imported it walks hundreds of thousands of objects that
    never die, which made up most of a rerun: a small page took 88 ms with this pause and 9.6 ms without. `gc.freeze`
    moves what lives now out of the collector's way; what is made later is still collected, so leaks stay visible.
    Source: https://docs.python.org/3/library/gc.html#gc.freeze
    """
    for name in HEAVY:
        import_module(name)
    look_at_everything()


def send_at_once() -> None:
    """Tell the server's socket not to hold small messages back (TCP_NODELAY); connections inherit it from there.

    Streamlit binds its socket in a way that keeps asyncio from setting this itself (as in
    https://github.com/Kludex/uvicorn/issues/3149): the first message of a rerun, which says that it begins, leaves at
    once, and the rest waits for its acknowledgement. That wait of 40 ms was most of a step: 48 ms with it, 9 without.
    Neither Streamlit nor uvicorn hands out the socket, so it is looked for among the open files of the process.
    """
    listed = next((folder for folder in OPEN_FILES if folder.is_dir()), None)
    for file in list(listed.iterdir()) if listed else ():
        number = int(file.name)
        try:
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            with socket.socket(fileno=os.dup(number)) as found:
                if found.family in {socket.AF_INET, socket.AF_INET6} and found.type == socket.SOCK_STREAM:
                    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:
            continue  # closed in the meantime, as the folder's own is
