"""Part 3: many readers at once, who step in their browsers, and each of whom edits a number now and then."""

import asyncio
import random
from contextlib import AsyncExitStack
from itertools import cycle
from math import inf
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from benchmarks import servers
from benchmarks.process import Usage, usage
from benchmarks.report import Cell, Goal, Section
from benchmarks.visitor import Visitor
from core import PRESETS

CROWDS = (1, 20, 100, 300)
EVERY = 20.0
"""Seconds from one edit of a reader to the next; the steps in between do not reach the server."""
EDITS = 3
PATIENCE = 10.0
"""Seconds after which an edit counts as lost."""
FULL = 300
"""As many readers as one core should serve."""
WORK = "each edit is the whole of another problem: computed, checked by hand, and drawn at every step"
HOW = (
    "A step asks the server for nothing, so nothing is sent for it. An edit is a number typed into the picture, new "
    f"each time; it is over when the server says that its run has ended, lost when that takes over {PATIENCE:.0f} s."
)
FREE_TIER = 690e6
"""Bytes that Streamlit Community Cloud grants at least (https://docs.streamlit.io/deploy/streamlit-community-cloud)."""


def measure(quick: bool) -> Section:
    """One server, and crowds of growing size on it."""
    rows: list[tuple[Cell, ...]] = []
    found: dict[int, tuple[list[float], int, Usage]] = {}
    with TemporaryDirectory() as temporary, servers.ours_apart(Path(temporary)) as (address, apart):
        alone = usage(address)
        for readers in CROWDS[:2] if quick else CROWDS:
            before = usage(address)
            times, lost = asyncio.run(_crowd(address, readers, 1 if quick else EDITS))
            after = usage(address)
            spent = Usage(after.cpu - before.cpu, after.memory, after.clock - before.clock)
            found[readers] = times, lost, spent
            rows.append((readers, len(times), *_middle(times), lost, spent.cpu / spent.clock, spent.memory / 1e6))
    largest, others = max(found), sorted(found)[-2]
    growth = (found[largest][2].memory - found[others][2].memory) / (largest - others)
    goals = [
        Goal("95th percentile of an edit at 20 readers", 0.2, _middle(found[20][0])[1], "s"),
        Goal("memory of one further session", 2**20, growth, "B"),
    ]
    if FULL in found:
        times, lost, _ = found[FULL]
        goals[1:1] = [
            Goal(f"95th percentile of an edit at {FULL} readers", 0.2, _middle(times)[1], "s", reason=WORK),
            Goal(f"edits lost at {FULL} readers", 0, lost, "", reason=WORK),
            Goal("memory with 100 sessions open", FREE_TIER, found[100][2].memory, "B"),
        ]
    return Section(
        title="A crowd",
        question=f"What happens when many readers step through Backward, and each edits a number every {EVERY:.0f} s?",
        columns=("readers", "edits", "median, s", "p95, s", "lost", "CPU (1 = one core)", "memory, MB"),
        rows=(("none", 0, None, None, 0, None, alone.memory / 1e6), *rows),
        goals=tuple(goals),
        notes=(
            f"Websocket sessions that speak Streamlit's protocol, on the presets in turn. {apart}",
            HOW,
        ),
    )


def _middle(times: list[float]) -> tuple[float, float]:
    if not times:  # all were lost
        return inf, inf
    return median(times), quantiles(times * 2 if len(times) == 1 else times, n=20)[-1]


async def _crowd(address: str, readers: int, edits: int) -> tuple[list[float], int]:
    """The seconds of every edit, and how many never came back."""
    times: list[float] = []
    presets = cycle(PRESETS)
    async with AsyncExitStack() as open_sessions:
        visitors = []
        for preset, _ in zip(presets, range(readers), strict=False):
            visitor = await open_sessions.enter_async_context(Visitor(address))
            await visitor.open("backward", f"from={preset}")
            visitors.append(visitor)
        lost = sum(await asyncio.gather(*(_read(visitor, edits, times) for visitor in visitors)))
    return times, lost


async def _read(visitor: Visitor, edits: int, times: list[float]) -> int:
    """Edit a coefficient at a moment of one's own, and again every so many seconds; how many edits were lost."""
    clock, lost = asyncio.get_running_loop(), 0
    await asyncio.sleep(EVERY * random.random())  # noqa: S311  # spreads the readers, guards nothing
    for _ in range(edits):
        start, number = clock.time(), random.random()  # noqa: S311  # a number that nobody has computed with
        try:
            times.append(await asyncio.wait_for(visitor.edit("coeffs", "0", f"{number:.9f}"), PATIENCE))
        except TimeoutError:
            lost += 1
            break  # what comes late would be taken for the next one's
        await asyncio.sleep(max(0.0, start + EVERY - clock.time()))
    return lost
