"""Part 4, continued: core's explanation beside torchlens, torchviz and micrograd on the same model.

torchlens wraps every function of torch and leaves it wrapped, which makes all of torch slower in that process. So each
of them is compared in a process of its own, where core's explanation is timed in turn with it.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from torch import Tensor, nn

from benchmarks.programs import SIZES, scenario_of, whole
from benchmarks.report import Cell, Goal, Section
from benchmarks.timing import Program, Spread, ratio, side_by_side
from core import Scenario, calc_loss

MINUTE = 60.0
NOTE = (
    "torchlens logs forward and backward with all values and gradients; torchviz builds the graph with what it saved "
    "and draws nothing; micrograd runs forward and backward on scalars and explains nothing. Each is compared in its "
    "own process. torchlens leaves torch's functions wrapped, so core is slower beside it."
)


class Model(nn.Module):
    """The article's model as torchlens wants it."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__()
        self.scenario = scenario
        self.coeffs = nn.Parameter(scenario.coeffs.clone())

    def forward(self, t_indep: Tensor, t_dep: Tensor) -> Tensor:
        """The loss: absolute error, mean."""
        return calc_loss(self.coeffs, t_indep, t_dep)


def torchlens_of(scenario: Scenario) -> object:
    """Every operation of forward and backward with its values and gradients."""
    import torchlens  # noqa: PLC0415  # only in the process that measures it

    everything = torchlens.options.CaptureOptions(save_grads="all")
    trace = torchlens.trace(Model(scenario), (scenario.t_indep, scenario.t_dep), capture=everything)
    return trace.log_backward(trace[trace.output_layers[0]].out)


def torchviz_of(scenario: Scenario) -> object:
    """The graph of the loss as dot; not drawn."""
    from torchviz import make_dot  # noqa: PLC0415  # only in the process that measures it

    coeffs = scenario.coeffs.clone().requires_grad_()
    return make_dot(calc_loss(coeffs, scenario.t_indep, scenario.t_dep), {"coeffs": coeffs}, show_saved=True)


def micrograd_of(scenario: Scenario) -> object:
    """Forward and backward on scalars. Sums are added in pairs, or its recursion would be as deep as there are rows."""
    from micrograd.engine import Value  # noqa: PLC0415  # only in the process that measures it

    coeffs = [Value(number) for number in scenario.coeffs.tolist()]
    errors = []
    for row, target in zip(scenario.t_indep.tolist(), scenario.t_dep.tolist(), strict=True):
        residual = _added([coeff * number for coeff, number in zip(coeffs, row, strict=True)]) - target
        errors.append(residual.relu() + (-residual).relu())  # it has no absolute value
    loss = _added(errors) * (1 / scenario.n_samples)
    loss.backward()
    return [coeff.grad for coeff in coeffs]


def _added(values: list[Any]) -> Any:  # noqa: ANN401  # micrograd has no types
    while len(values) > 1:
        rest = values[-1:] if len(values) % 2 else []
        values = [one + other for one, other in zip(values[::2], values[1::2], strict=False)] + rest
    return values[0]


WHY = "its own work takes some 25 ms at every size, and from here on the large tensors outweigh it, which both have"

OTHERS: dict[str, Callable[[Scenario], object]] = {
    "torchlens": torchlens_of,
    "torchviz": torchviz_of,
    "micrograd": micrograd_of,
}
HOW_MUCH_FASTER = {"torchlens": 10.0, "micrograd": 10.0}
"""Core is to be many times as fast as these two; ten times is what we call many. micrograd at 2×2 has next to nothing
to do, and each call of torch costs more there than all its scalars: the goal is for 1000×10 and above."""


def measure(quick: bool) -> Section:
    """Each of them at the sizes that it finishes in a minute, the smallest first."""
    rows: list[tuple[Cell, ...]] = []
    goals: list[Goal] = []
    for name in OTHERS:
        took = 0.0
        for (n_samples, n_coeffs), smaller in zip(SIZES, (None, *SIZES), strict=False):
            size = f"{n_samples:,}×{n_coeffs}"
            grows = n_samples * n_coeffs / (smaller[0] * smaller[1]) if smaller and name == "micrograd" else 1.0
            if quick and n_samples > 1_000:
                break
            samples = {}
            if took * grows < MINUTE:
                samples = _in_a_fresh_process(name, n_samples, n_coeffs, 0.1 if quick else 3.0)
            if not samples:
                rows.append((name, size, f"more than {MINUTE:.0f} s", None, None))
                break
            times = ratio(samples, name, "the whole")
            took = times.median * Spread.of(samples["the whole"]).median
            rows.append((name, size, Spread.of(samples[name]), Spread.of(samples["the whole"]), times))
            if name in HOW_MUCH_FASTER and n_samples >= 1_000:
                text = f"times as long as core's whole explanation takes {name}, {size}"
                goals.append(Goal(text, HOW_MUCH_FASTER[name], times.median, at_least=True, reason=WHY))
    return Section(
        title="core against torchlens, torchviz and micrograd",
        question="How many times as long as core's whole explanation do they take on the same model?",
        columns=("what", "N×n", "it takes", "core takes", "ratio"),
        rows=tuple(rows),
        goals=tuple(goals),
        notes=(NOTE,),
    )


def _in_a_fresh_process(name: str, n_samples: int, n_coeffs: int, seconds: float) -> dict[str, list[float]]:
    command = [sys.executable, "-m", "benchmarks.others", name, str(n_samples), str(n_coeffs), str(seconds)]
    try:  # twice: once to see whether it is slow, once to measure
        ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=2 * MINUTE)
    except subprocess.TimeoutExpired:
        return {}
    samples: dict[str, list[float]] = json.loads(ran.stdout.splitlines()[-1])
    return samples


if __name__ == "__main__":
    which, rows_, columns_, seconds_ = sys.argv[1:]
    problem = scenario_of(int(rows_), int(columns_))
    programs: dict[str, Program] = {"the whole": partial(whole, problem), which: partial(OTHERS[which], problem)}
    print(json.dumps(side_by_side(programs, float(seconds_), least=1)))
