"""The sentence of a step, and the table of the descent's end against the exact answers, as markup."""

import math
from collections.abc import Sequence
from html import escape

import torch
from torch import Tensor

from core import (
    EXACT,
    LOSSES,
    Descent,
    Optimum,
    Scenario,
    dtype_name,
    exact,
    least_of,
    loss_at,
    rises,
    short,
    told_apart,
    told_apart_all,
    zeros,
)
from ui.walk.tape.windows import COLUMNS_IN_FULL, slots
from ui.words import column_heads, count, markup

TOO_LARGE = "too large"
FEW = 4
"""How many numbers a sentence lists."""


def listed(numbers: Sequence[str]) -> str:
    """The first numbers of a row."""
    more = ", …" if len(numbers) > FEW else ""
    return f"[{', '.join(numbers[:FEW])}{more}]"


def step_sentence(descent: Descent, step: int) -> str:
    """What led to this step."""
    loss = short(descent.losses[step].item())
    if step == 0:
        if descent.stopped and not descent.taken:
            return f"The start: the loss is {loss}, and no step can be taken."
        return f"The start: the loss is {loss}. The first step will subtract lr × `coeffs.grad`."
    grad = listed([short(value) for value in descent.grads[step - 1].tolist()])
    summed = "" if descent.zero_grad or step == 1 else f", the sum of {step} gradients"
    rate = short(descent.rate_at(step))
    return f"Step {step} subtracts {rate} × {grad}{summed}: {_moved(descent, step)}, and {_went(descent, step)}."


def _moved(descent: Descent, step: int) -> str:
    """Where a step led, in so many digits that a move shows."""
    before, after = descent.coeffs[step - 1], descent.coeffs[step]
    if torch.equal(before, after):
        still = f"`coeffs` stays at {listed([short(value) for value in after.tolist()])}"
        if not descent.grads[step - 1].any():
            return still
        return f"{still}, since {dtype_name(descent.scenario.dtype)} rounds so small a change away"
    return f"`coeffs` goes to {listed(told_apart_all(before.tolist(), after.tolist())[1])}"


def _went(descent: Descent, step: int) -> str:
    before, after = (descent.losses[place].item() for place in (step - 1, step))
    if before == after:
        return f"the loss stays at {short(after)}"
    return "the loss goes from {} to {}".format(*told_apart(before, after))


def ends(descent: Descent) -> str:
    """The loss at the start and at the end."""
    if not descent.taken:
        return short(descent.losses[0].item())
    first, last = (descent.losses[place].item() for place in (0, -1))
    return " → ".join(told_apart(first, last))


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
    return f'<pre class="program" role="group" aria-label="One step">{body}</pre>'


def answers_table(descent: Descent, squares: Optimum, absolute: Optimum | None) -> str:
    """The end and the exact answers, with every loss of each; of a column bold is what shows the least of it."""
    scenario, j_slots = descent.scenario, slots(descent.scenario.n_coeffs, COLUMNS_IN_FULL, head=2, chosen=0)
    rows = [(f"After {count(descent.taken, 'step')}", descent.coeffs[-1])]
    rows += [(EXACT[loss], found.coeffs) for loss, found in known(squares, absolute).items() if found and found.held]
    columns = [_loss_cells([loss_at(scenario, coeffs, loss) for _, coeffs in rows]) for loss in LOSSES]
    heads = ["", *LOSSES, *("…" if j is None else f"coeffs[{j}]" for j in j_slots)]
    body = ""
    for (name, coeffs), *losses in zip(rows, *columns, strict=True):
        cells = "".join(f"<td>{'…' if j is None else short(coeffs[j].item())}</td>" for j in j_slots)
        body += f'<tr><th scope="row">{name}</th>{"".join(losses)}{cells}</tr>'
    head = column_heads(map(escape, heads))
    table = f'<table class="compare answers" aria-label="Exact answers"><tr>{head}</tr>{body}</table>'
    return f'<div class="compare-box">{table}</div>'


def _loss_cells(values: list[float]) -> list[str]:
    texts = [short(value) if math.isfinite(value) else TOO_LARGE for value in values]
    least = min((value for value in values if math.isfinite(value)), default=math.nan)
    bold = {text for text, value in zip(texts, values, strict=True) if value == least}
    return [f'<td class="{"least" if text in bold else ""}">{text}</td>' for text in texts]


def known(squares: Optimum, absolute: Optimum | None) -> dict[str, Optimum | None]:
    """The exact answers by the loss that they are exact for; None where one was not computed."""
    return {"mse": squares, "mae": absolute}


def answers_note(descent: Descent, squares: Optimum, absolute: Optimum | None) -> str:
    """What the exact answers are, and what was not computed."""
    scenario, found = descent.scenario, known(squares, absolute)
    size = f"{scenario.n_samples:,}×{scenario.n_coeffs}"
    said = {
        "mse": "Least squares has the least mse of all coefficients (torch.linalg.lstsq, float64, up to rounding)",
        "mae": (
            "Least absolute has the least mae: the best of all fits that pass exactly through as many samples as there "
            "are independent columns"
        ),
    }
    parts = []
    for loss, answer in found.items():
        if answer is None:
            parts.append(f"The least {loss} was not computed: for {size} numbers there are too many fits to try")
        else:
            parts.append(said[loss] if answer.held else f"float64 cannot hold the coefficients with the least {loss}")
    if any(answer and not answer.unique for answer in found.values()):
        parts.append("Other coefficients come just as low, so only the loss can be compared")
    if others := [loss for loss in LOSSES if loss not in found]:
        parts.append(f"The least {' and '.join(others)} {'was' if len(others) == 1 else 'were'} not computed")
    parts.append("Bold is the least of the rows, as far as the digits shown tell")
    shown = [descent.coeffs[-1], *(answer.coeffs for answer in found.values() if answer and answer.held)]
    if not all(math.isfinite(loss_at(scenario, coeffs, loss)) for coeffs in shown for loss in LOSSES):
        largest = short(torch.finfo(torch.float64).max)
        parts.append(f"A loss is {TOO_LARGE} where float64, which ends at {largest}, cannot hold it")
    return f'<p class="note-line">{". ".join(parts)}.</p>'


def least_line(scenario: Scenario, squares: Optimum, absolute: Optimum | None) -> float | None:
    """The least loss that any coefficients have, of the scenario's own kind; None where it was not computed."""
    found = known(squares, absolute).get(scenario.loss)
    return least_of(scenario, found) if found and found.held else None


def arrow_notes(here: Scenario, pair: tuple[int, int], grad: Tensor, *, drawn: bool) -> list[str]:
    """What has to be said of the arrow, or of its absence.

    Args:
        here: the scenario at the step.
        pair: the coefficients across and up.
        grad: its gradient, (n,).
        drawn: whether there is an arrow.
    """
    both = grad[list(pair)]
    if not drawn:
        if not both.isfinite().all():
            return [f"The gradient is too large for {dtype_name(here.dtype)}, so it has no arrow."]
        return ["The gradient is too small to be drawn." if both.any() else "The gradient is 0 along both: no arrow."]
    direction = torch.zeros_like(grad)
    direction[list(pair)] = -both
    said = []
    if rises(here, direction):
        at = zeros(here)
        which = f"`residuals[{at[0]}]` is" if len(at) == 1 else f"{len(at):,} residuals are"
        said.append(f"−gradient points uphill here: {which} 0, a kink, where PyTorch takes sign(0) = 0.")
    if both.all():
        said.append("Each axis has a scale of its own, so −gradient need not stand at a right angle to the contours.")
    return said
