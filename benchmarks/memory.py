"""Part 4, continued: how much memory the whole explanation takes at its peak, beside the input.

Asked of the kernel, which counts all that a process really touches, whoever allocated it: torch's profiler sees torch's
tensors only, tracemalloc Python's objects only. `ru_maxrss` is the largest size since the process began, and building
the input takes more than holding it; so Linux is told to forget the peak right before the program runs (5 into
clear_refs, see `man proc_pid_clear_refs`). Each program runs in a fresh process, so that no memory kept from before
hides its own.
"""

import ctypes
import subprocess
import sys
from pathlib import Path

from benchmarks.programs import one_by_one, plain, scenario_of, whole
from benchmarks.report import Cell, Goal, Section
from benchmarks.timing import Spread
from core import chain_rule

PROGRAMS = {"plain": plain, "chain_rule": chain_rule, "one by one": one_by_one, "the whole": whole}
SIZES = (
    ("linear", 100_000, 10),
    ("linear", 1_000_000, 10),
    ("linear", 1_000, 10_000),
    ("hidden", 100_000, 12),
    ("hidden", 1_000_000, 12),
)
RUNS = 2
WHY = (
    "what is kept to be shown is three tensors of the size of t_indep and some ten of a column each; below 32 MB they "
    "lie in the C library's heap, whose holes count, and one run differs from the next by half the input"
)
NOTE = (
    "The kernel's count of what a fresh process touches (VmHWM, set back right before the program runs). Smaller sizes "
    "are left out: below a megabyte the pages of code that run for the first time outweigh the tensors."
)
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def measure(quick: bool) -> Section:
    """The peak of each program, as a multiple of the input."""
    rows: list[tuple[Cell, ...]] = []
    goals: list[Goal] = []
    for model, n_samples, n_coeffs in SIZES[:1] if quick else SIZES:
        scenario, size = scenario_of(n_samples, n_coeffs, model), f"{model} {n_samples:,}×{n_coeffs:,}"
        held = sum(tensor.numel() * tensor.element_size() for tensor in scenario.tensors.values())
        asked = PROGRAMS if model == "linear" else {name: PROGRAMS[name] for name in ("plain", "the whole")}
        peaks = {name: _of_fresh_processes(name, model, n_samples, n_coeffs, held) for name in asked}
        rows.append((size, f"{held / 1e6:,.1f} MB", *(peaks.get(name, "") for name in PROGRAMS)))
        if model == "linear":
            text = f"peak of the whole explanation beside the input, {size}"
            goals.append(Goal(text, 4.0, peaks["the whole"].median, reason=WHY))
        else:
            text = f"peak of the whole explanation in peaks of plain, {size}"
            goals.append(Goal(text, 4.0, peaks["the whole"].median / peaks["plain"].median, reason=WHY))
    return Section(
        title="memory",
        question="How many times the size of the input does each take at its peak, beside the input itself?",
        columns=("N×n", "input", *PROGRAMS),
        rows=tuple(rows),
        goals=tuple(goals),
        notes=(NOTE,),
    )


def _of_fresh_processes(name: str, model: str, n_samples: int, n_coeffs: int, held: int) -> Spread:
    command = [sys.executable, "-m", "benchmarks.memory", name, model, str(n_samples), str(n_coeffs)]
    ran = [subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True) for _ in range(RUNS)]
    return Spread.of([int(run.stdout) / held for run in ran], "×")


def _kilobytes(field: str) -> int:
    (line,) = (line for line in STATUS.read_text(encoding="utf-8").splitlines() if line.startswith(f"{field}:"))
    return int(line.split()[1])


def _peak(name: str, model: str, n_samples: int, n_coeffs: int) -> int:
    """Bytes that a program takes at its peak beside what is there before."""
    PROGRAMS[name](scenario_of(20_000, 10, model))  # loads code and starts torch's threads
    scenario = scenario_of(n_samples, n_coeffs, model)
    ctypes.CDLL(None).malloc_trim(0)  # what building the input gave back would be used again and not be counted
    CLEAR.write_text("5", encoding="utf-8")
    before = _kilobytes("VmRSS")
    result = PROGRAMS[name](scenario)
    after = _kilobytes("VmHWM")
    del result
    return 1024 * (after - before)


if __name__ == "__main__":
    which, model_, rows_, columns_ = sys.argv[1:]
    print(_peak(which, model_, int(rows_), int(columns_)))
