"""The shipped nginx.conf, run by a real nginx, with its addresses and its folder replaced and nothing else."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.e2e import server

CONF = server.ROOT / "deploy" / "nginx.conf"
SECRET = {"STREAMLIT_SERVER_COOKIE_SECRET": "the same for all replicas of a test"}
ADVICE = (
    "The tests of the balancer need nginx, and none was found: install it (on Debian: apt-get install nginx-light, "
    "on macOS: brew install nginx)."
)
LINE = re.compile(r'"(?P<method>[A-Z]+) (?P<path>[^ ?]*)[^"]*" (?P<status>\d+) \d+ by (?P<replica>\S.*)$', re.MULTILINE)


@dataclass
class Balancer:
    """A balancer in front of replicas, which bear the names that its cookie holds: 1 and 2."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path
    replicas: dict[str, int]
    apps: "dict[str, subprocess.Popen[bytes]]"
    logged: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, path: str, headers: dict[str, str] | None = None, method: str = "GET", body: bytes | None = None
    ) -> HTTPResponse:
        """One request on a connection of its own; the body is not read."""
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request(method, path, body, headers or {})
        with closing(connection), connection.getresponse() as answer:
            return answer

    def served(self, path: str) -> list[tuple[str, str, str]]:
        """Method, status and replicas of each ended request for a path, of this test's.

        Two replicas where the first one did not answer, and none where nginx answered by itself.
        """
        names = {f"127.0.0.1:{port}": name for name, port in self.replicas.items()}
        return [
            (line["method"], line["status"], " ".join(names[it] for it in re.findall(r"[\d.]+:\d+", line["replica"])))
            for line in LINE.finditer(self.log.read_text()[self.logged :])
            if line["path"].startswith(path)
        ]

    def has_served(self, path: str, requests: int) -> list[tuple[str, str, str]]:
        """As served(), once so many have ended: nginx writes its line when a connection is closed."""
        server.until(self.process, lambda: len(self.served(path)) >= requests, self.log)
        return self.served(path)


@contextmanager
def balancing(folder: Path) -> Iterator[Balancer]:
    """Start two replicas of the app, and nginx in front of them."""
    program = nginx()
    replicas = {name: server.free_port() for name in ("1", "2")}
    port, log, conf = server.free_port(), folder / "nginx.log", folder / "nginx.conf"
    conf.write_text(_moved(CONF.read_text(encoding="utf-8"), port, replicas, folder), encoding="utf-8")
    command = [program, "-p", str(folder), "-c", str(conf), "-e", "stderr"]
    if os.geteuid() == 0:  # else its workers may not write where the test's folder is
        command += ["-g", "user root;"]
    with ExitStack() as stack:
        apps = {
            name: stack.enter_context(server.started(folder / f"app-{name}.log", at, SECRET))
            for name, at in replicas.items()
        }
        output = stack.enter_context(log.open("a"))  # nginx appends too
        process = stack.enter_context(
            subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        )
        stack.callback(process.terminate)
        server.until(process, lambda: _listens(port), log)
        yield Balancer(process, port, log, replicas, apps)


def nginx() -> str:
    """The program, or a failure that says how to get it: these tests are never skipped."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"])
    found = shutil.which("nginx", path=path)
    if found is None:
        pytest.fail(ADVICE, pytrace=False)
    return found


def _moved(conf: str, port: int, replicas: dict[str, int], folder: Path) -> str:
    """The shipped text elsewhere: each of these stands in it as often as is said here, or it is not what was meant."""
    changes = {"listen 8080;": (f"listen 127.0.0.1:{port};", 1), " /tmp/": (f" {folder}/", 6)}
    changes |= {f"app-{name}:8501;": (f"127.0.0.1:{at};", 1) for name, at in replicas.items()}
    for old, (new, times) in changes.items():
        assert conf.count(old) == times, f"{old} stands {conf.count(old)} times in nginx.conf"
        conf = conf.replace(old, new)
    return conf


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
