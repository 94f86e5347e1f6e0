"""Part 5: how the times grow with N and with n."""

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import linear_regression

from benchmarks.programs import plain, scenario_of, whole
from benchmarks.report import Cell, Goal, Section
from benchmarks.timing import Spread, side_by_side
from core import Scenario, chain_rule

PROGRAMS: dict[str, Callable[[Scenario], object]] = {"plain": plain, "chain_rule": chain_rule, "the whole": whole}
OVER_ROWS = tuple((n_samples, 10) for n_samples in (2, 10, 100, 1_000, 10_000, 100_000, 300_000, 1_000_000))
OVER_COLUMNS = tuple((1_000, n_coeffs) for n_coeffs in (1, 10, 100, 1_000, 3_000, 10_000))
LARGE = 100_000
"""From so many cells on the tensors take most of the time; below, the calls do, which cost the same at each size."""

PICTURE = "growth.svg"
STEEPEST = 1.1
"""A slope of 1 is linear. The rest is for the caches: what fits into them is faster than in proportion."""

WHY = "tensors that fit into the cache are faster than in proportion, and above 32 MB each is fresh memory every time"

Times = dict[str, list[Spread]]


def measure(quick: bool) -> Section:
    """Time each size and fit a straight line through the large ones, both axes logarithmic."""
    sweeps = {"N, n = 10": OVER_ROWS, "n, N = 1,000": OVER_COLUMNS}
    rows: list[tuple[Cell, ...]] = []
    goals: list[Goal] = []
    found: dict[str, Times] = {}
    for over, sizes in sweeps.items():
        times: Times = {name: [] for name in PROGRAMS}
        found[over] = times
        for n_samples, n_coeffs in sizes:
            scenario = scenario_of(n_samples, n_coeffs)
            samples = side_by_side(
                {name: partial(run, scenario) for name, run in PROGRAMS.items()}, 0.1 if quick else 4.0
            )
            for name in PROGRAMS:
                times[name].append(Spread.of(samples[name]))
            rows.append((f"{n_samples:,}×{n_coeffs:,}", *(times[name][-1] for name in PROGRAMS)))
        for name in ("chain_rule", "the whole"):
            steep = slope(sizes, times[name])
            goals.append(Goal(f"slope of {name} over {over}, from {LARGE:,} cells on", STEEPEST, steep, "", reason=WHY))
    if not quick:
        draw(sweeps, found)
    return Section(
        title="growth",
        question="Does the time grow in proportion to the data, over N and over n?",
        columns=("N×n", *PROGRAMS),
        rows=tuple(rows),
        goals=tuple(goals),
        notes=("A slope of 1 on logarithmic axes is linear growth; the dotted line has that slope.",),
        picture="" if quick else PICTURE,
    )


def slope(sizes: tuple[tuple[int, int], ...], times: list[Spread]) -> float:
    """The exponent of growth: of the straight line through the large sizes, both axes logarithmic."""
    cells = [n_samples * n_coeffs for n_samples, n_coeffs in sizes]
    large = [
        (math.log(count), math.log(time.median)) for count, time in zip(cells, times, strict=True) if count >= LARGE
    ]
    return linear_regression(*zip(*large, strict=True)).slope


def draw(sweeps: dict[str, tuple[tuple[int, int], ...]], found: dict[str, Times]) -> None:
    """The plot, as SVG; the same numbers give the same file."""
    import matplotlib as mpl  # noqa: PLC0415  # only `make bench` installs it, and the other parts do without

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "growth"
    from matplotlib import pyplot as plt  # noqa: PLC0415  # after the choice of what draws

    figure, panels = plt.subplots(1, 2, figsize=(10, 4), sharey=True)
    for panel, (over, sizes) in zip(panels, sweeps.items(), strict=True):
        cells = [n_samples * n_coeffs for n_samples, n_coeffs in sizes]
        for name, times in found[over].items():
            panel.plot(cells, [time.median * 1e3 for time in times], marker="o", label=name)
            panel.fill_between(
                cells, [time.low * 1e3 for time in times], [time.high * 1e3 for time in times], alpha=0.2
            )
        last = found[over]["the whole"][-1].median * 1e3
        panel.plot([LARGE, cells[-1]], [last * LARGE / cells[-1], last], ":", color="grey", label="linear")
        panel.set(xscale="log", yscale="log", title=f"over {over}", xlabel="cells, N · n", ylabel="milliseconds")
        panel.grid(visible=True, alpha=0.3)
    panels[0].legend()
    figure.tight_layout()
    figure.savefig(Path(__file__).parent / PICTURE, metadata={"Date": None})
