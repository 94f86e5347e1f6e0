"""The sentence of a step, and the table of the descent's end against the exact answers, as markup."""

import math
from collections.abc import Sequence
from html import escape

import torch
from torch import Tensor

from core import (
    DEFAULT_MODEL,
    EXACT,
    LOSSES,
    Descent,
    Entry,
    Optimum,
    Scenario,
    dtype_name,
    exact,
    largest,
    least_of,
    loss_at,
    rises,
    short,
    told_apart,
    told_apart_all,
    zeros,
)
from ui.walk.tape.windows import COLUMNS_IN_FULL, slots
from ui.words import count, markup

TOO_LARGE = "too large"
LEAST = '<span class="least">least</span> '
FEW = 4
"""How many numbers a sentence lists."""


def listed(numbers: Sequence[str]) -> str:
    """The first numbers of a row."""
    more = ", …" if len(numbers) > FEW else ""
    return f"[{', '.join(numbers[:FEW])}{more}]"


def step_sentence(descent: Descent, step: int) -> str:
    """What led to this step."""
    loss, one = short(descent.losses[step].item()), len(descent.leaves) == 1
    if step == 0:
        if descent.stopped and not descent.taken:
            return f"The start: the loss is {loss}, and no step can be taken."
        (only, *_) = descent.leaves
        what = f"lr × `{only}.grad`" if one else "lr × its `.grad` from each leaf"
        return f"The start: the loss is {loss}. The first step will subtract {what}."
    summed = "" if descent.zero_grad or step == 1 else f", the sum of {step} gradients"
    rate, went = short(descent.rate_at(step)), _went(descent, step)
    if one:
        ((leaf, grads),) = descent.leaf_grads.items()
        grad = listed([short(value) for value in grads[step - 1].flatten().tolist()])
        return f"Step {step} subtracts {rate} × {grad}{summed}: {_moved(descent, leaf, step)}, and {went}."
    moved, comma = _moved_most(descent, step), "," if summed else ""
    return f"Step {step} subtracts {rate} × its `.grad`{summed}{comma} from each leaf. {moved}, and {went}."


def _moved(descent: Descent, leaf: str, step: int) -> str:
    """Where a step led, in so many digits that a move shows."""
    before, after = (descent.leaves[leaf][place].flatten() for place in (step - 1, step))
    if torch.equal(before, after):
        still = f"`{leaf}` stays at {listed([short(value) for value in after.tolist()])}"
        if not descent.leaf_grads[leaf][step - 1].any():
            return still
        return f"{still}, since {dtype_name(descent.scenario.dtype)} rounds so small a change away"
    return f"`{leaf}` goes to {listed(told_apart_all(before.tolist(), after.tolist())[1])}"


def _moved_most(descent: Descent, step: int) -> str:
    """Of several leaves the entry that a step moved most."""
    changes = {leaf: kept[step] - kept[step - 1] for leaf, kept in descent.leaves.items()}
    (entry,) = largest(changes, 1)
    if (change := entry.of(changes[entry.leaf])) != 0:
        return f"The largest change is {short(change, signed=True)}, of `{entry.text}`"
    if any(grads[step - 1].any() for grads in descent.leaf_grads.values()):
        return f"Nothing changes, since {dtype_name(descent.scenario.dtype)} rounds so small a change away"
    return "Nothing changes, since every gradient is 0"


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
    scenario = descent.scenario
    rate = exact(descent.rate_at(max(step, 1)), scenario.dtype)
    several = len(scenario.leaves) > 1
    leaf, indent = ("leaf", "    ") if several else (scenario.leaves[0], "")
    made = ["loss = calc_loss(coeffs, t_indep, t_dep)"] if scenario.model == DEFAULT_MODEL else scenario.program.lines
    lines = [
        *made,
        "loss.backward()",
        "with torch.no_grad():",
        *([f"    for leaf in ({', '.join(scenario.leaves)}):"] if several else []),
        f"    {indent}{leaf}.sub_({rate} * {leaf}.grad)",
        *([f"    {indent}{leaf}.grad.zero_()"] if descent.zero_grad else []),
    ]
    body = "".join(f"<span>{markup(line)}</span>" for line in lines)
    return f'<pre class="program" role="group" aria-label="One step">{body}</pre>'


def answers_table(descent: Descent, squares: Optimum, absolute: Optimum | None) -> str:
    """The end and the exact answers side by side, with every loss of each: it says what shows the least of a row."""
    scenario, j_slots = descent.scenario, slots(descent.scenario.n_coeffs, COLUMNS_IN_FULL, head=2, chosen=0)
    ends = [(f"After {count(descent.taken, 'step')}", descent.coeffs[-1])]
    ends += [(EXACT[loss], found.coeffs) for loss, found in known(squares, absolute).items() if found and found.held]
    rows = []
    for loss in LOSSES:
        kind = scenario.replace(loss=loss)
        reached = loss_at(scenario, descent.coeffs[-1], loss)
        answered = [least_of(kind, found) for found in known(squares, absolute).values() if found and found.held]
        rows.append((loss, "".join(_loss_cells([reached, *answered]))))
    for j in j_slots:
        cells = ("…" if j is None else short(coeffs[j].item()) for _, coeffs in ends)
        rows.append(("…" if j is None else f"coeffs[{j}]", "".join(f"<td>{text}</td>" for text in cells)))
    return compare_table("Exact answers", [name for name, _ in ends], rows)


def compare_table(label: str, heads: Sequence[str], rows: Sequence[tuple[str, str]]) -> str:
    """A table of values as markup: a head and a row's name are texts, a row's cells are markup."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>' for name, cells in rows)
    table = f'<table class="compare answers" aria-label="{escape(label)}"><tr><td></td>{head}</tr>{body}</table>'
    return f'<div class="compare-box">{table}</div>'


def _loss_cells(values: list[float]) -> list[str]:
    texts = [short(value) if math.isfinite(value) else TOO_LARGE for value in values]
    least = min((value for value in values if math.isfinite(value)), default=math.nan)
    marked = {text for text, value in zip(texts, values, strict=True) if value == least}
    return [f"<td>{LEAST if text in marked else ''}{text}</td>" for text in texts]


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
    parts.append("“least” marks the least of a row, as far as the digits shown tell")
    if any(_rounded_away(scenario, answer) for answer in found.values() if answer and answer.held):
        parts.append("A perfect fit's loss is shown as 0 where it is no more than what float64 rounds")
    shown = [descent.coeffs[-1], *(answer.coeffs for answer in found.values() if answer and answer.held)]
    if not all(math.isfinite(loss_at(scenario, coeffs, loss)) for coeffs in shown for loss in LOSSES):
        largest = short(torch.finfo(torch.float64).max)
        parts.append(f"A loss is {TOO_LARGE} where float64, which ends at {largest}, cannot hold it")
    return f'<p class="note-line">{". ".join(parts)}.</p>'


def _rounded_away(scenario: Scenario, found: Optimum) -> bool:
    """Whether a loss at an exact answer is shown as 0 and is not."""
    kinds = [scenario.replace(loss=loss) for loss in LOSSES]
    return any(least_of(kind, found) != loss_at(kind, found.coeffs, kind.loss) for kind in kinds)


def least_line(scenario: Scenario, squares: Optimum, absolute: Optimum | None) -> float | None:
    """The least loss that any coefficients have, of the scenario's own kind; None where it was not computed."""
    found = known(squares, absolute).get(scenario.loss)
    return least_of(scenario, found) if found and found.held else None


def arrow_notes(descent: Descent, step: int, pair: tuple[Entry, Entry], both: Tensor, *, drawn: bool) -> list[str]:
    """What the arrow of a step is, or why there is none: the sentence tells of the step before it.

    Args:
        descent: the descent.
        step: after which step it stands.
        pair: the entries across and up.
        both: what `.grad` holds along them when the next step uses it, (2,).
        drawn: whether there is an arrow.
    """
    (only, *others) = descent.leaves
    grad = ".grad" if others else f"{only}.grad"
    if not drawn:
        if not both.isfinite().all():
            return [f"`{grad}` is too large for {dtype_name(descent.scenario.dtype)}, so it has no arrow."]
        return [f"`{grad}` is too small to be drawn." if both.any() else f"`{grad}` is 0 along both: no arrow."]
    summed = "" if descent.zero_grad or not step else f", the sum of {step + 1} gradients"
    said = [f"The arrow is the direction of −`{grad}` at this point{summed}"]
    if step < descent.taken:
        said[0] += f": step {step + 1:,} adds {short(descent.rate_at(step + 1))} × −`{grad}`."
    else:
        said[0] += "; no step follows."
    if descent.scenario.model == DEFAULT_MODEL and not summed:
        said += _uphill(descent.at(step), pair, both)
    if both.all():
        said.append("Each axis has a scale of its own, so it need not stand at a right angle to the contours.")
    return said


def _uphill(here: Scenario, pair: tuple[Entry, Entry], both: Tensor) -> list[str]:
    """Of the article's model, where one-sided slopes are exact: that −gradient points uphill at a kink."""
    at = zeros(here)
    if not len(at):  # without a kink −gradient leads downhill, and asking takes a thousand steps ten seconds
        return []
    direction = torch.zeros_like(here.coeffs)
    direction[[each.place[0] for each in pair]] = -both
    if not rises(here, direction):
        return []
    which = f"`residuals[{at[0]}]` is" if len(at) == 1 else f"{len(at):,} residuals are"
    return [f"It points uphill: {which} 0, a kink, where PyTorch takes sign(0) = 0."]
