"""The N × N sheet: every prediction against every target, where each was meant to meet one."""

from torch import Tensor

from core import LOSSES, REDUCTIONS, Outcome, short
from ui.walk.tape.windows import ROWS_IN_FULL, Slot, slots
from ui.words import markup


def has_sheet(outcome: Outcome) -> bool:
    """Whether predictions (N,) met targets (N, 1)."""
    preds, targets = _met(outcome)
    return preds is not None and targets is not None and preds.ndim == 1 and targets.ndim == 2


def sheet(outcome: Outcome, i: int = 0) -> str:
    """The residuals as a table, a row a target and a column a prediction, as markup; sample i is among what is drawn.

    Under it each prediction's gradient: its column added up, and the one that was meant.
    """
    preds, targets = _met(outcome)
    assert preds is not None
    assert targets is not None
    residuals = preds - targets
    drawn = slots(len(preds), ROWS_IN_FULL, head=3, chosen=i)
    heads = "".join(_head(column, preds) for column in drawn)
    rows = "".join(_row(row, drawn, residuals, targets) for row in drawn)
    wrong, meant = gradients(outcome, residuals)
    feet = _foot("∂L/∂`preds`, here", drawn, wrong) + _foot("as meant", drawn, meant)
    top = f'<tr><th scope="col"><code>t_dep</code> ↓ &nbsp; <code>preds</code> →</th>{heads}</tr>'
    return (
        '<div class="sheet-box"><table class="sheet" aria-label="Every prediction less every target">'
        f"{top}{rows}{feet}</table></div>"
    )


def caption(outcome: Outcome) -> str:
    """What the sheet shows, in words, code between backticks."""
    preds, _ = _met(outcome)
    assert preds is not None
    n = len(preds)
    return (
        f"`preds - t_dep` in this run: {n:,} × {n:,} residuals, each prediction less each target. "
        f"Meant were the {n:,} framed ones. Below: each prediction's gradient, from its whole column, and as meant."
    )


def gradients(outcome: Outcome, residuals: Tensor) -> tuple[Tensor, Tensor]:
    """The loss's gradient with respect to each prediction by hand, (N,): of the N × N errors, and of the N meant."""
    loss, reduction = LOSSES[outcome.scenario.loss], REDUCTIONS[outcome.scenario.reduction]
    wrong = loss.derivative(residuals).sum(0) * reduction.factor(residuals.numel())
    return wrong, loss.derivative(residuals.diagonal()) * reduction.factor(len(residuals))


def _met(outcome: Outcome) -> tuple[Tensor | None, Tensor | None]:
    preds, targets = outcome.values.get("preds"), outcome.values.get("t_dep")
    return (None if preds is None else preds.tensor), (None if targets is None else targets.tensor)


def _head(column: Slot, preds: Tensor) -> str:
    return '<th scope="col" class="gap">…</th>' if column is None else f'<th scope="col">{_number(preds[column])}</th>'


def _row(row: Slot, columns: tuple[Slot, ...], residuals: Tensor, targets: Tensor) -> str:
    if row is None:
        return f'<tr><th scope="row" class="gap">⋮</th>{"<td class=gap>⋮</td>" * len(columns)}</tr>'
    cells = "".join(
        '<td class="gap">…</td>'
        if column is None
        else f"<td{' class=meant' if row == column else ''}>{_number(residuals[row, column])}</td>"
        for column in columns
    )
    return f'<tr><th scope="row">{_number(targets[row, 0])}</th>{cells}</tr>'


def _foot(name: str, columns: tuple[Slot, ...], values: Tensor) -> str:
    cells = "".join(
        '<td class="gap">…</td>' if column is None else f"<td>{_number(values[column], signed=True)}</td>"
        for column in columns
    )
    return f'<tr class="foot"><th scope="row">{markup(name)}</th>{cells}</tr>'


def _number(value: Tensor, *, signed: bool = False) -> str:
    return short(value.item(), signed=signed)
