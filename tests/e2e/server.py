"""A Streamlit server of the app, started as `make run` starts it and stopped again."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 600  # times 0.1 s: a loaded machine with a cold disk


@contextmanager
def running(log: Path) -> Iterator[str]:
    """Start a server, yield its address, stop it; a traceback in its output is an error then."""
    port = free_port()
    with started(log, port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def started(
    log: Path, port: int, environment: dict[str, str] | None = None, folder: Path = ROOT
) -> Iterator["subprocess.Popen[bytes]"]:
    """As running(), for a test that chooses the port, has a copy of the app to start, or kills the process."""
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    with (
        log.open("w") as output,
        subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=folder,
            env=os.environ | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            until(process, lambda: answers(f"http://127.0.0.1:{port}/_stcore/health"), log)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
    said = log.read_text()
    assert "Traceback" not in said, f"the server wrote a traceback:\n{said}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def answers(address: str) -> bool:
    try:
        with urlopen(address) as answer:  # noqa: S310 - our own server
            return bool(answer.status == 200)
    except (URLError, ConnectionError):
        return False


def until(process: "subprocess.Popen[bytes]", ready: Callable[[], bool], log: Path) -> None:
    """Ask until it is so; waiting for the process to end is the pause, and notices when it does."""
    for _ in range(LIMIT):
        if ready():
            return
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"waited in vain for a server, which wrote:\n{log.read_text()}")
