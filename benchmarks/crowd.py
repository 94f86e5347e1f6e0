"""Part 3: many readers at once, each of whom steps once a second."""

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
PATIENCE = 10.0
"""Seconds after which a click counts as lost."""
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
            times, lost = asyncio.run(_crowd(address, readers, 3 if quick else 30))
            after = usage(address)
            spent = Usage(after.cpu - before.cpu, after.memory, after.clock - before.clock)
            found[readers] = times, lost, spent
            rows.append((readers, len(times), *_middle(times), lost, spent.cpu / spent.clock, spent.memory / 1e6))
    largest, others = max(found), sorted(found)[-2]
    growth = (found[largest][2].memory - found[others][2].memory) / (largest - others)
    goals = [
        Goal("95th percentile of a step at 20 readers", 0.2, _middle(found[20][0])[1], "s"),
        Goal("memory of one further session", 2**20, growth, "B"),
    ]
    if 100 in found:
        goals.insert(1, Goal("steps lost at 100 readers", 0, found[100][1], ""))
        goals.insert(2, Goal("memory with 100 sessions open", FREE_TIER, found[100][2].memory, "B"))
    return Section(
        title="A crowd",
        question="What happens when many readers step once a second?",
        columns=("readers", "steps", "median, s", "p95, s", "lost", "CPU (1 = one core)", "memory, MB"),
        rows=(("none", 0, None, None, 0, None, alone.memory / 1e6), *rows),
        goals=tuple(goals),
        notes=(
            f"Websocket sessions that speak Streamlit's protocol, on the presets in turn. {apart}",
            "A step is over when the server says that its run has ended. A click is lost when that takes over 10 s.",
        ),
    )


def _middle(times: list[float]) -> tuple[float, float]:
    if len(times) < 2:  # all were lost
        return inf, inf
    return median(times), quantiles(times, n=20)[-1]


async def _crowd(address: str, readers: int, seconds: float) -> tuple[list[float], int]:
    """The seconds of every step, and how many never came back."""
    times: list[float] = []
    presets = cycle(PRESETS)
    async with AsyncExitStack() as open_sessions:
        visitors = []
        for preset, _ in zip(presets, range(readers), strict=False):
            visitor = await open_sessions.enter_async_context(Visitor(address))
            await visitor.open("backward", f"from={preset}")
            visitors.append(visitor)
        walks = [_walk(visitor, seconds, times) for visitor in visitors]
        lost = sum(await asyncio.gather(*walks))
    return times, lost


async def _walk(visitor: Visitor, seconds: float, times: list[float]) -> int:
    """Step once a second from a step of one's own, and back to the start after the last step; how many were lost."""
    clock, lost = asyncio.get_running_loop(), 0
    await asyncio.sleep(random.random())  # noqa: S311  # spreads the readers, guards nothing
    end = clock.time() + seconds
    while (start := clock.time()) < end:
        try:
            times.append(await asyncio.wait_for(visitor.press("next" if visitor.shows("next") else "first"), PATIENCE))
        except TimeoutError:
            return lost + 1
        await asyncio.sleep(max(0.0, start + 1 - clock.time()))
    return lost
