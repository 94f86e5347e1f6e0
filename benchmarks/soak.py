"""Part 3, continued: many thousands of edits by readers who come and go, to see whether memory comes back."""

import asyncio
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import servers
from benchmarks.process import usage
from benchmarks.report import Goal, Section
from benchmarks.visitor import Visitor
from core import PRESETS
from ui.frame.views import VIEWS

READERS = 32
EDITS = 28
"""How many numbers a reader types into Backward's picture; before that, each view is opened once."""
WAVES = 14
SETTLED = 4
"""Streamlit keeps up to 128 sessions that have ended: after this wave as many end as begin."""
LOOK = 4
"""Waves in which the server looks for dead cycles at least once (ui/runtime/collector.py); memory rises meanwhile."""

HOLES = (
    "it levels off after some 200 sessions; the number of Python's objects has stayed the same since the 128 sessions "
    "that Streamlit keeps were full (counted apart), so what still grew is the C library's heap"
)


def measure(quick: bool) -> Section:
    """Waves of readers who open every view, walk, and go; the memory after each wave."""
    waves = 2 if quick else WAVES
    memory: list[float] = []
    presets = cycle(PRESETS)
    with TemporaryDirectory() as temporary, servers.ours_apart(Path(temporary)) as (address, apart):
        for _ in range(waves):
            asyncio.run(_wave(address, list(islice(presets, READERS))))
            memory.append(usage(address).memory)
    settled = memory[min(SETTLED, waves) - 1 :]
    first, last = min(settled[:LOOK]), min(settled[-LOOK:])
    return Section(
        title="Coming and going",
        question="Does memory come back when readers leave?",
        columns=("wave", "sessions until then", "memory, MB"),
        rows=tuple((number, number * READERS, held / 1e6) for number, held in enumerate(memory, 1)),
        goals=(
            Goal(
                f"least memory within the last {LOOK} waves against that within {LOOK} waves from wave {SETTLED} on",
                1.05,
                last / first,
                reason=HOLES,
            ),
        ),
        notes=(_how(waves, apart),),
    )


def _how(waves: int, apart: str) -> str:
    return (
        f"Each wave is {READERS} readers at once, on the presets in turn. Each opens all {len(VIEWS)} views, types "
        f"{EDITS} numbers into Backward as fast as the server answers, and leaves: "
        f"{waves * READERS * EDITS:,} edits in all. {apart}"
    )


async def _wave(address: str, presets: list[str]) -> None:
    await asyncio.gather(*(_read(address, preset, reader) for reader, preset in enumerate(presets)))


async def _read(address: str, preset: str, reader: int) -> None:
    """One reader's visit."""
    async with Visitor(address) as visitor:
        for view in (*VIEWS, "backward"):
            await visitor.open(view, f"from={preset}")
        for number in range(EDITS):
            await visitor.edit("coeffs", "0", str((1 + number * READERS + reader) / 1024))
