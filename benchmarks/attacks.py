"""Part 6: scripts that are meant to do harm, and mutated ones: what they raise, take, and how much memory."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.report import Cell, Goal, Section
from tests.core.script.attacks import ATTACKS

ROOT = Path(__file__).parents[1]
LOTS = 20
TEXTS = 100_000
"""Mutated texts of a lot, each lot from a seed of its own and in a process of its own."""

AT_ONCE = 2
"""Lots at the same time: neither seconds of the processor nor a process's memory depend on that."""

SLOWEST = 1.0
"""Seconds of the processor for one text: its run, all of its stretches, and a reason for each name."""

HOW = (
    f"Each lot begins with {len(ATTACKS)} attacks made by hand (`tests/core/script/attacks.py`). The others are the "
    "programs of `tests/core/script/programs.py` with words changed, lines moved and doubled, and pieces put in. "
    "`python -m tests.fuzz.scripts --texts 100000 --seed 0` repeats a lot and prints each fault."
)

MOST = 200.0
"""Megabytes above the process as it is when all programs of the tests have run once."""


def measure(quick: bool) -> Section:
    """Try the attacks and the mutated texts, lot by lot."""
    with ThreadPoolExecutor(1 if quick else AT_ONCE) as pool:
        lots = list(pool.map(partial(_lot, 2_000 if quick else TEXTS), range(1 if quick else LOTS)))
    faults = sum(len(lot["faults"]) for lot in lots)
    return Section(
        title="attacks",
        question="Does any text bring more than an error in a sentence?",
        columns=("seed", "texts", "refused", "raised by PyTorch", "ran", "faults", "slowest, s", "memory above, MB"),
        rows=tuple(_row(seed, lot) for seed, lot in enumerate(lots)),
        goals=(
            Goal("texts that raised anything else, or of which a reason was false", 0, faults, "", reason="see above"),
            Goal("the slowest text", SLOWEST, max(lot["seconds"] for lot in lots), "s", reason="see above"),
            Goal("memory", MOST * 1e6, max(lot["memory"] for lot in lots) * 1e6, "B", reason="see above"),
        ),
        notes=(HOW,),
    )


def _lot(texts: int, seed: int) -> dict[str, Any]:
    asked = [sys.executable, "-m", "tests.fuzz.scripts", "--texts", str(texts), "--seed", str(seed), "--json"]
    found: dict[str, Any] = json.loads(
        subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    )
    print(*_row(seed, found), flush=True)
    return found


def _row(seed: int, lot: dict[str, Any]) -> tuple[Cell, ...]:
    counts = [lot["outcomes"].get(outcome, 0) for outcome in ("refused", "raised", "ran")]
    return seed, sum(counts), *counts, len(lot["faults"]), lot["seconds"], lot["memory"]
