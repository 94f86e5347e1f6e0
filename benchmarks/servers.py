"""The servers that are measured: ours as `make run` starts it, and the smallest Streamlit page there can be."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e import server

SMALLEST = Path(__file__).with_name("smallest.py")


@contextmanager
def ours(folder: Path) -> Iterator[str]:
    """The address of our app."""
    with server.running(folder / "ours.txt") as address:
        yield address


@contextmanager
def ours_apart(folder: Path) -> Iterator[tuple[str, str]]:
    """The address of our app on cores that the load does not use, and a sentence that says so."""
    cores = sorted(os.sched_getaffinity(0))
    half = max(1, len(cores) // 2)
    theirs, mine = cores[:half], cores[half:] or cores
    os.sched_setaffinity(0, theirs)  # a process hands its cores on to what it starts
    try:
        with ours(folder) as address:
            os.sched_setaffinity(0, mine)
            yield address, f"The server ran on {half} of the {len(cores)} cores and the load on the others."
    finally:
        os.sched_setaffinity(0, cores)


@contextmanager
def smallest(folder: Path, *, torch: bool = False) -> Iterator[str]:
    """The address of the smallest page, in a folder of its own without settings: Streamlit's defaults.

    Args:
        folder: where it may be written.
        torch: whether it imports torch, as any page about torch has to.
    """
    home = folder / ("smallest-torch" if torch else "smallest")
    home.mkdir(exist_ok=True)
    shutil.copy(SMALLEST, home / "app.py")
    if torch:
        page = home / "app.py"
        page.write_text("import torch\n" + page.read_text(encoding="utf-8"), encoding="utf-8")
    port = server.free_port()
    with server.started(home / "log.txt", port, folder=home):
        yield f"http://127.0.0.1:{port}"
