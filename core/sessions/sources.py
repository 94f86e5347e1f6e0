"""The article's two functions as they stand in our source, and the lines that a scenario's loss puts into them."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from functools import cache
from typing import Any

from core.engine.sandbox import without_notes
from core.linear.article import calc_loss, calc_preds
from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.scenario import Scenario


def definitions() -> str:
    """`calc_preds` and `calc_loss`, whole but for their docstrings."""
    return "\n\n".join(map(definition_of, (calc_preds, calc_loss)))


def inner_lines(scenario: Scenario) -> dict[str, str]:
    """What `calc_loss` calls with this loss and reduction -> the lines that this runs."""
    loss, reduction = scenario.loss, scenario.reduction
    return {
        f'LOSSES["{loss}"].forward(…)': "\n".join(LOSSES[loss].lines),
        f'REDUCTIONS["{reduction}"].forward(…)': REDUCTIONS[reduction].line,
    }


@cache
def definition_of(function: Callable[..., Any]) -> str:
    """The source of a function, without docstring and notes to our tools."""
    source = textwrap.dedent(inspect.getsource(function))
    (parsed,) = ast.parse(source).body
    assert isinstance(parsed, ast.FunctionDef)
    lines, documented = source.splitlines(), parsed.body[0]
    if ast.get_docstring(parsed) is not None:
        del lines[documented.lineno - 1 : documented.end_lineno]
    return without_notes("\n".join(lines))
