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

NOTE = (
    "The whole is `replay`, `chain_rule` and `agreement`, with every result held until the end; one by one it is "
    "`run_forward`, `run_backward`, `autograd_graph`, `chain_rule` and `agreement`, which run forward three times."
)
WHY = {
    False: (
        "the tensors are small, and nearly all of the time is Python's: a hook for each of six nodes, what each saved, "
        "and some thirty result objects take a microsecond or a few each, whatever the size, and plain has none of them"
    ),
    True: (
        "at this size the time is memory's: plain writes two tensors of the size of t_indep and keeps none, and the "
        "explanation writes five, of which it keeps three to be shown: products, what MulBackward0 returned, and the "
        "contributions by hand"
    ),
}
"""Why the whole explanation takes longer than the goal allows, where it does: at small and at large sizes."""


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
            whole_ratio = ratios["the whole"].median
            goals.append(Goal(f"the whole explanation, {size}", 3.0, whole_ratio, reason=WHY[n_samples >= 100_000]))
    return Section(
        title="core against plain PyTorch",
        question="How many times as long as `calc_loss(…).backward()` with a fresh leaf does each function take?",
        columns=("N×n", *FUNCTIONS),
        rows=tuple(rows),
        goals=tuple(goals),
        notes=(NOTE,),
    )
