"""The memory that the process may hold, so that one visitor's large data never take the server down for everybody."""

import ctypes
import os
import platform
import resource
import sys
from pathlib import Path

from core import ScenarioError

SETTING = "MEMORY_LIMIT_MB"
"""An environment variable for a host that gives the process less than the machine seems to have."""

LARGE = 100_000
"""Cells of t_indep, or bytes of a file; what is smaller is never refused."""
PER_CELL = 128
"""Bytes. The costliest page for a large problem, Slope, takes the process from 360 to 970 MB for five million cells."""
PER_BYTE = 12
"""Bytes for each byte of a file: its text, its numbers as Python's, and the tensors."""
USABLE = 0.9
"""Of the limit; the rest is for what visitors do meanwhile."""

M_ARENA_MAX = -8
"""As malloc.h has it."""
ARENAS = 2

CGROUPS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""Where Linux tells a container its limit, in version 2 and 1 (https://docs.kernel.org/admin-guide/cgroup-v2.html)."""
OWN_PAGES = Path("/proc/self/statm")


def few_arenas() -> bool:
    """Let glibc keep two pools of memory and not eight a core; whether there was glibc to tell.

    Each run of a page is a thread of its own, and a thread takes its memory from any pool: what one leaves free the
    next does not find. After 96 visits to every page the process held 650 MB with all pools and 560 MB with two.
    Source: mallopt(3), M_ARENA_MAX.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    return bool(ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS))


def check_problem(n_samples: int, n_coeffs: int) -> None:
    """Refuse a large problem when the process would outgrow its limit with it.

    Raises:
        ScenarioError: with what it needs, and what is left.
    """
    cells = n_samples * n_coeffs
    _check(f"{n_samples:,}×{n_coeffs} cells need", cells * PER_CELL, small=cells <= LARGE)


def check_file(size: int) -> None:
    """Refuse to read a large file when the process would outgrow its limit with it.

    Args:
        size: of the file, in bytes.

    Raises:
        ScenarioError: with what it needs, and what is left.
    """
    _check("Reading this file needs", size * PER_BYTE, small=size <= LARGE)


def _check(what: str, needed: float, *, small: bool) -> None:
    left = USABLE * limit() - held()
    if needed > left and not small:
        raise ScenarioError(
            f"{what} about {needed / 1e6:,.0f} MB of memory, and this server has {max(0.0, left) / 1e6:,.0f} MB left: "
            "use fewer samples, try again later, or run the app on your own machine."
        )


def limit() -> float:
    """How many bytes the process may hold: the setting, or the container's limit, or the machine's memory."""
    if own := os.environ.get(SETTING, ""):
        return float(own) * 1e6
    limits = [float(text) for path in CGROUPS if (text := _read(path)).isdigit()]
    return min([*limits, float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))])


def held() -> float:
    """How many bytes the process holds; where the system does not tell (macOS), the most that it ever held."""
    if pages := _read(OWN_PAGES).split():
        return float(pages[1]) * os.sysconf("SC_PAGE_SIZE")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(most if sys.platform == "darwin" else most * 1024)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""
