"""The lines of a scenario's program: on their own, and as the functions that other lines call."""

from torch import Tensor

from core.export.script import Chunk, says
from core.export.shorter import folded
from core.export.sources import indented
from core.life.actions import data_of
from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.models import MODELS
from core.scenario.scenario import Scenario

MOST_ROWS, MOST_COLUMNS, MOST_ENTRIES = 6, 6, 20
"""Of a gradient, or of a leaf, that is printed: a larger one is cut, in the program itself."""


def program_code(scenario: Scenario) -> str:
    """The lines that make the loss."""
    return "\n".join(scenario.program.lines)


def calc_loss_code(scenario: Scenario, *, short: bool = False) -> str:
    """`calc_loss`, which the lines of other views call: the program as a function of its leaves and its data."""
    return _function("calc_loss", (*scenario.leaves, *data_of(scenario)), scenario.program.lines, short=short)


def calc_preds_code(scenario: Scenario, *, short: bool = False) -> str:
    """`calc_preds` of a model: its lines up to the predictions."""
    lines = MODELS[scenario.model].lines
    last = next(at for at, line in enumerate(lines) if line.startswith("preds = "))
    return _function("calc_preds", (*scenario.leaves, "t_indep"), lines[: last + 1], short=short)


def loss_fn_code(scenario: Scenario, *, short: bool = False) -> str:
    """`loss_fn`: the lines from the predictions on."""
    residuals = next(line for line in MODELS[scenario.model].lines if line.startswith("residuals = "))
    lines = (residuals, *LOSSES[scenario.loss].lines, REDUCTIONS[scenario.reduction].line)
    return _function("loss_fn", ("preds", "t_dep"), lines, short=short)


def _function(name: str, parameters: tuple[str, ...], lines: tuple[str, ...], *, short: bool) -> str:
    """Lines as a function that returns what the last of them makes."""
    *first, last = folded(lines) if short else lines
    body = "\n".join((*first, f"return {last.partition(' = ')[2]}"))
    return f"def {name}({', '.join(parameters)}):\n{indented(body)}"


def printed(expression: str, tensor: Tensor | None) -> Chunk:
    """A line that prints a tensor, and what it prints: of a large one the first rows and columns.

    Args:
        expression: what names it.
        tensor: what it is, with all that torch says of it where it is printed; or None.
    """
    cut = _cut(tensor)
    if tensor is None or not cut:
        return Chunk(f"print({expression})", says(tensor))
    part = tensor[tuple(slice(end) for end in cut)]
    return Chunk(f"print({expression}[{', '.join('' if end is None else f':{end}' for end in cut)}])", says(part))


def _cut(tensor: Tensor | None) -> tuple[int | None, ...]:
    """Where to cut each dimension; nothing where all is printed."""
    if tensor is None or (tensor.numel() <= MOST_ENTRIES and (tensor.ndim < 2 or len(tensor) <= MOST_ROWS)):
        return ()
    if tensor.ndim == 1:
        return (MOST_ENTRIES,)
    return (MOST_ROWS, MOST_COLUMNS) if tensor.shape[1] > MOST_COLUMNS else (MOST_ROWS,)
