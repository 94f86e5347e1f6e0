"""A descent as a program: its steps with their rate, and where they end."""

import torch

from core.engine.sandbox import lines_of
from core.export.model import calc_loss_code, printed
from core.export.script import Chunk, Part, says
from core.export.sources import indented, needs, renamed, returned
from core.life import cells
from core.life.actions import start_code, written
from core.numbers import exact
from core.training.descents import Descent, step_code
from core.training.rates import RATES

FIRST = 6
"""How many numbers of a leaf are printed in a short program."""

MOST_LOSSES = 20
"""How many are printed at most, beside the first one: every second one, every fifth, and always the last."""


def descent_parts(descent: Descent, *, short: bool = False) -> tuple[Part, ...]:
    """All of it but the numbers; as many steps as were taken.

    Args:
        descent: the descent.
        short: whether what can be said in fewer lines is: of each leaf its first numbers alone.
    """
    scenario, rate = descent.scenario, RATES[descent.rate]
    leaves = f"[{', '.join(scenario.leaves)}]"
    forward = written(lines_of(cells.forward), scenario)
    body = (
        forward,
        lines_of(cells.backward),
        "losses.append(loss.detach())",
        renamed(step_code(zero_grad=descent.zero_grad), "leaves", leaves),
    )
    rates = renamed(returned(rate.at), "lr", exact(descent.lr, torch.float64))
    loop = (
        *needs(rate.at),
        "losses = []",
        f"for rate in [{rates} for t in range(1, {descent.taken + 1})]:",
        indented("\n".join(body)),
        f"losses.append({forward.partition(' = ')[2]}.detach())",
    )
    every = _every(descent.taken)
    losses = Chunk(f"print(torch.stack(losses)[::{every}])", says(descent.losses[::every]))
    ends = [printed(f"{name}.detach()", kept[-1]) for name, kept in descent.leaves.items()]
    if short and len(ends) > 1:
        said = [line for kept in descent.leaves.values() for line in says(kept[-1].flatten()[:FIRST])]
        ends = [Chunk(f"for each in {leaves}:\n    print(each.detach().flatten()[:{FIRST}])", tuple(said))]
    return (
        Part("The loss as a function", (Chunk(calc_loss_code(scenario, short=short)),)),
        Part("Track", (Chunk(start_code((), scenario)),)),
        Part("The steps", (Chunk("\n".join(loop)), losses, *ends)),
    )


def _every(taken: int) -> int:
    """After how many steps a loss is printed again: a divisor of all, so that the last one is."""
    return next((size for size in range(1, taken + 1) if taken % size == 0 and taken // size <= MOST_LOSSES), 1)
