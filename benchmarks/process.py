"""A server's process as the system sees it: its processor time and its memory (Linux)."""

import os
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

PROC = Path("/proc")


@dataclass(frozen=True)
class Usage:
    """What a process has used.

    Attributes:
        cpu: seconds of processor time since its start.
        memory: bytes of memory that it holds now (RSS).
        clock: when this was read, in seconds.
    """

    cpu: float
    memory: float
    clock: float


def usage(address: str) -> Usage:
    """What the process that serves an address has used until now."""
    pid = listener(address)
    fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    pages = int((PROC / str(pid) / "statm").read_text().split()[1])
    return Usage(ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE"), perf_counter())


def listener(address: str) -> int:
    """The number of the process that serves an address: the one that was started with its port."""
    port = str(urlsplit(address).port)
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes().decode().split("\0")
            except OSError:
                continue  # it has ended
            if "--server.port" in words and words[words.index("--server.port") + 1] == port:
                return int(folder.name)
    raise LookupError(f"no process serves {address}")
