"""Part 4: each function of core, and the whole explanation, against plain forward and backward in torch."""

from collections.abc import Callable
from functools import partial

from benchmarks.programs import HIDDEN_SIZES, SIZES, one_by_one, plain, scenario_of, whole
from benchmarks.report import Cell, Goal, Section
from benchmarks.timing import Spread, ratio, side_by_side
from core import Scenario, autograd_graph, by_hand, chain_rule, run_backward, run_forward

FUNCTIONS: dict[str, Callable[[Scenario], object]] = {
    "plain": plain,
    "run_forward": run_forward,
    "run_backward": run_backward,
    "by_hand": by_hand,
    "autograd_graph": autograd_graph,
    "chain_rule": chain_rule,
    "one by one": one_by_one,
    "the whole": whole,
}
LINEAR_ALONE = {"chain_rule", "one by one"}
"""What only the article's model has."""

GOALS = {"linear": 3.0, "hidden": 3.5}
"""How many times as long as plain the whole explanation may take, by model."""

NOTE = (
    "The whole is `replay`, `by_hand` and `agreement`, with every result held until the end; one by one it is "
    "`run_forward`, `run_backward`, `autograd_graph`, `chain_rule` and `agreement` with all their steps, which run "
    "forward three times."
)
WHY = "a hook for each node and the records of each call take a microsecond or a few, whatever the size"


def measure(quick: bool) -> Section:
    """Time everything at each size."""
    rows: list[tuple[Cell, ...]] = []
    goals: list[Goal] = []
    cases = [("linear", *size) for size in SIZES] + [("hidden", *size) for size in HIDDEN_SIZES]
    for model, n_samples, n_coeffs in [cases[0], cases[1], cases[4]] if quick else cases:
        scenario, size = scenario_of(n_samples, n_coeffs, model), f"{model} {n_samples:,}×{n_coeffs}"
        asked = {name: run for name, run in FUNCTIONS.items() if model == "linear" or name not in LINEAR_ALONE}
        samples = side_by_side({name: partial(run, scenario) for name, run in asked.items()}, 0.2 if quick else 15)
        ratios = {name: ratio(samples, name, "plain") for name in asked}
        shown = (ratios.get(name, "") for name in FUNCTIONS if name != "plain")
        rows.append((size, Spread.of(samples["plain"]), *shown))
        goals.append(Goal(f"the whole explanation, {size}", GOALS[model], ratios["the whole"].median, reason=WHY))
    return Section(
        title="core against plain PyTorch",
        question="How many times as long as plain forward and backward with fresh leaves does each function take?",
        columns=("N×n", *FUNCTIONS),
        rows=tuple(rows),
        goals=tuple(goals),
        notes=(NOTE,),
    )
