"""Part 4: each function of core, and the whole explanation, against plain forward and backward in torch."""

from collections.abc import Callable
from functools import partial

from benchmarks.programs import SIZES, one_by_one, plain, scenario_of, whole
from benchmarks.report import Cell, Goal, Section
from benchmarks.timing import Spread, ratio, side_by_side
from core import Scenario, autograd_graph, chain_rule, run_backward, run_forward

FUNCTIONS: dict[str, Callable[[Scenario], object]] = {
    "plain": plain,
    "run_forward": run_forward,
    "run_backward": run_backward,
    "autograd_graph": autograd_graph,
    "chain_rule": chain_rule,
    "one by one": one_by_one,
    "the whole": whole,
}


def measure(quick: bool) -> Section:
    """Time everything at each size."""
    rows: list[tuple[Cell, ...]] = []
    goals: list[Goal] = []
    for n_samples, n_coeffs in SIZES[:2] if quick else SIZES:
        scenario, size = scenario_of(n_samples, n_coeffs), f"{n_samples:,}×{n_coeffs}"
        samples = side_by_side({name: partial(run, scenario) for name, run in FUNCTIONS.items()}, 0.2 if quick else 15)
        ratios = {name: ratio(samples, name, "plain") for name in FUNCTIONS}
        rows.append((size, Spread.of(samples["plain"]), *(ratios[name] for name in FUNCTIONS if name != "plain")))
        goals.append(Goal(f"chain_rule, {size}", 1.0, ratios["chain_rule"].median))
        if n_samples >= 1_000:
            goals.append(Goal(f"the whole explanation, {size}", 3.0, ratios["the whole"].median))
    return Section(
        title="core against plain PyTorch",
        question="How many times as long as `calc_loss(…).backward()` with a fresh leaf does each function take?",
        columns=("N×n", *FUNCTIONS),
        rows=tuple(rows),
        goals=tuple(goals),
    )
