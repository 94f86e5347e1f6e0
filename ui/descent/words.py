"""The sentence of a step, and the table of the descent's end against the exact answers, as markup."""

from html import escape

from torch import Tensor

from core import LOSSES, Descent, Optimum, Scenario, loss_at
from core.numbers import exact, short
from ui.tape.elide import COLUMNS_IN_FULL, slots
from ui.words import count, markup

NOTHING = 1e-20
"""Relative: what rounding in float64 leaves of a loss that is 0."""

FEW = 4
"""How many numbers a sentence lists."""


def listed(values: Tensor) -> str:
    """The first numbers of a tensor, (n,)."""
    more = ", …" if len(values) > FEW else ""
    return f"[{', '.join(short(value) for value in values[:FEW].tolist())}{more}]"


def step_sentence(descent: Descent, step: int) -> str:
    """What led to this step."""
    loss = short(descent.losses[step].item())
    if step == 0:
        return f"The start: the loss is {loss}. The first step will subtract lr × `coeffs.grad`."
    grad = listed(descent.grads[step - 1])
    summed = "" if descent.zero_grad or step == 1 else f", the sum of {step} gradients"
    rate = short(descent.rate_at(step))
    before = short(descent.losses[step - 1].item())
    where = f"`coeffs` goes to {listed(descent.coeffs[step])}"
    return f"Step {step} subtracts {rate} × {grad}{summed}: {where}, and the loss from {before} to {loss}."


def loop(descent: Descent, step: int) -> str:
    """The training loop that runs, with this step's learning rate."""
    rate = exact(descent.rate_at(max(step, 1)), descent.scenario.dtype)
    lines = [
        "loss = calc_loss(coeffs, t_indep, t_dep)",
        "loss.backward()",
        "with torch.no_grad():",
        f"    coeffs.sub_({rate} * coeffs.grad)",
        *(["    coeffs.grad.zero_()"] if descent.zero_grad else []),
    ]
    body = "".join(f"<span>{markup(line)}</span>" for line in lines)
    return f'<pre class="program" aria-label="One step">{body}</pre>'


def answers_table(descent: Descent, squares: Optimum, absolute: Optimum | None) -> str:
    """The end and the exact answers, with every loss of each; the least of a column is bold."""
    scenario, j_slots = descent.scenario, slots(descent.scenario.n_coeffs, COLUMNS_IN_FULL, head=2, chosen=0)
    rows = [(f"After {count(descent.taken, 'step')}", descent.coeffs[-1]), ("Least squares", squares.coeffs)]
    if absolute:
        rows.append(("Least absolute", absolute.coeffs))
    values = [[loss_at(scenario, coeffs, loss) for loss in LOSSES] for _, coeffs in rows]
    least = [min(column) for column in zip(*values, strict=True)]
    heads = ["", *LOSSES, *("…" if j is None else f"coeffs[{j}]" for j in j_slots)]
    body = ""
    for (name, coeffs), row in zip(rows, values, strict=True):
        losses = "".join(_loss_cell(value, low) for value, low in zip(row, least, strict=True))
        cells = "".join(f"<td>{'…' if j is None else short(coeffs[j].item())}</td>" for j in j_slots)
        body += f'<tr><th scope="row">{name}</th>{losses}{cells}</tr>'
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    table = f'<table class="compare answers" aria-label="Exact answers"><tr>{head}</tr>{body}</table>'
    return f'<div class="compare-box">{table}</div>'


def _loss_cell(value: float, least: float) -> str:
    return f'<td class="{"least" if value <= least * (1 + 1e-6) + 1e-12 else ""}">{short(value)}</td>'


def answers_note(scenario: Scenario, squares: Optimum, absolute: Optimum | None) -> str:
    """What the exact answers are, and what was not computed."""
    parts = ["Least squares has the least mse of all coefficients (torch.linalg.lstsq, float64)"]
    if absolute:
        parts[0] += "; least absolute has the least mae: the best of all fits that pass exactly through as many samples"
        parts[0] += " as there are independent columns"
    else:
        size = f"{scenario.n_samples:,}×{scenario.n_coeffs}"
        parts.append(f"The least mae was not computed: for {size} numbers there are too many fits to try")
    if not squares.unique or (absolute and not absolute.unique):
        parts.append("Other coefficients come just as low, so only the loss can be compared")
    if scenario.loss not in {"mae", "mse"}:
        parts.append("No closed answer is known for huber, and none was computed")
    return f'<p class="note-line">{". ".join(parts)}.</p>'


def least_of(scenario: Scenario, squares: Optimum, absolute: Optimum | None) -> float | None:
    """The least loss that any coefficients have, of the scenario's own kind; None where it was not computed."""
    found = {"mse": squares, "mae": absolute}.get(scenario.loss)
    if not found:
        return None
    least = loss_at(scenario, found.coeffs, scenario.loss)
    size = loss_at(scenario, 0 * scenario.coeffs, scenario.loss)  # of the targets themselves
    return 0.0 if least <= NOTHING * size else least
